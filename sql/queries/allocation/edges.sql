-- Which completion flows to which facility, per product, for spans that touch the window.
select completion_id, facility_id, product::text as product, effective_from, effective_to
from wellflow.network_edge
where effective_from <= %(last_day)s
  and (effective_to is null or effective_to > %(first_day)s)
order by facility_id, completion_id, effective_from
