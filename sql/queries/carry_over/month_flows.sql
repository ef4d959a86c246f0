-- What each reporting unit's completions were allocated at each facility in a month.
select e.facility_id, m.reporting_unit_id,
       case when e.product = 'gas' then 'gas' else 'liquid' end as phase,
       coalesce(sum(case when e.product = 'gas' then a.gas_mcf
                         else coalesce(a.oil_bbl, 0) + coalesce(a.condensate_bbl, 0) end), 0)
           as volume
from wellflow.allocated_day a
join wellflow.network_edge e
    on e.organization_id = a.organization_id
    and e.completion_id = a.completion_id
    and e.product in ('oil', 'condensate', 'gas')
    and e.effective_from <= a.produced_on
    and (e.effective_to is null or e.effective_to > a.produced_on)
join wellflow.completion_reporting_unit m
    on m.organization_id = a.organization_id
    and m.completion_id = a.completion_id
    and m.effective_from <= a.produced_on
    and (m.effective_to is null or m.effective_to > a.produced_on)
where a.produced_on >= %(month)s and a.produced_on < %(next_month)s
group by e.facility_id, m.reporting_unit_id, 3
order by e.facility_id, m.reporting_unit_id, 3
