-- The first event of a kind and subject after which the row held some values.
select e.seq, e.hash
from wellflow.audit_event e
where e.subject = %(subject)s and e.kind = %(kind)s and e.after @> %(holding)s
order by e.seq
limit 1
