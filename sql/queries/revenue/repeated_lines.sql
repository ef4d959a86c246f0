-- Lines of a run whose sale other booked statements of the purchaser pay, too: the same property,
-- month, product, volume and value more than once, what was taken back counted off.
select d.line_number, array_agg(distinct s2.statement_number order by s2.statement_number)
from wellflow.revenue_distribution d
join wellflow.revenue_run r on (r.organization_id, r.id) = (d.organization_id, d.revenue_run_id)
join wellflow.statement s on (s.organization_id, s.id) = (r.organization_id, r.statement_id)
join wellflow.revenue_distribution d2
    on (d2.organization_id, d2.property_id, d2.production_month, d2.product)
     = (d.organization_id, d.property_id, d.production_month, d.product)
    and (abs(d2.gross_volume), abs(d2.gross_value_usd)) = (d.gross_volume, d.gross_value_usd)
join wellflow.revenue_run r2
    on (r2.organization_id, r2.id) = (d2.organization_id, d2.revenue_run_id)
    and r2.state = 'booked'
join wellflow.statement s2
    on (s2.organization_id, s2.id) = (r2.organization_id, r2.statement_id)
    and s2.purchaser_id = s.purchaser_id
where d.revenue_run_id = %(run)s and d.gross_volume > 0
group by d.line_number
having sum(sign(d2.gross_volume)) > 1 and count(distinct s2.statement_number) > 1
order by d.line_number
