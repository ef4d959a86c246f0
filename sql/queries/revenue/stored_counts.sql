-- Rows of a run.
select count(distinct d.id)::integer, count(o.deck_line_id)::integer
from wellflow.revenue_distribution d
left join wellflow.owner_revenue o
    on (o.organization_id, o.revenue_distribution_id) = (d.organization_id, d.id)
where d.revenue_run_id = %(run)s
