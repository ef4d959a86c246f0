-- Papers of a month that were entered after it was closed.
select 'statement ' || s.statement_number as paper
from wellflow.statement s
where s.created_at > %(closed_at)s
  and exists (
      select from wellflow.statement_line l
      where l.organization_id = s.organization_id and l.statement_id = s.id
        and l.sales_month = %(month)s)
union all
select 'ticket ' || t.ticket_number
from wellflow.run_ticket t
where t.created_at > %(closed_at)s
  and t.closed_at > %(from_at)s and t.closed_at <= %(to_at)s
order by paper
