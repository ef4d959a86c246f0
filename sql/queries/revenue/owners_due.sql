-- What a run owes each owner: payable, and held in suspense.
select o.owner_id, c.company_code as owner_code,
       coalesce(sum(o.net_usd) filter (where o.pay_status = 'pay'), 0) as payable_usd,
       coalesce(sum(o.net_usd) filter (where o.pay_status <> 'pay'), 0) as held_usd
from wellflow.owner_revenue o
join wellflow.revenue_distribution d
    on (d.organization_id, d.id) = (o.organization_id, o.revenue_distribution_id)
join wellflow.company c on (c.organization_id, c.id) = (o.organization_id, o.owner_id)
where d.revenue_run_id = %(run)s
group by o.owner_id, c.company_code
order by c.company_code
