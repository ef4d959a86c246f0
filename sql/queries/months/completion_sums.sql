-- A month's allocated days by completion and by the reporting unit it belonged to. A day without a
-- figure of a device has no say in its unit; figures in different units have no sum.
select a.completion_id, c.completion_name, m.reporting_unit_id,
       sum(a.oil_bbl) as oil_bbl, sum(a.gas_mcf) as gas_mcf, sum(a.water_bbl) as water_bbl,
       sum(a.condensate_bbl) as condensate_bbl, sum(a.injection_bbl) as injection_bbl,
       case when count(distinct n.liquid_unit) = 1 then sum(a.oil_native) end as oil_native,
       case when count(distinct n.gas_unit) = 1 then sum(a.gas_native) end as gas_native,
       case when count(distinct n.liquid_unit) = 1 then sum(a.water_native) end as water_native,
       case when count(distinct n.liquid_unit) = 1 then sum(a.injection_native) end
           as injection_native,
       coalesce(min(n.liquid_unit), min(a.native_liquid_unit)) as native_liquid_unit,
       coalesce(min(n.gas_unit), min(a.native_gas_unit)) as native_gas_unit,
       (count(distinct n.liquid_unit) > 1 or count(distinct n.gas_unit) > 1) as has_mixed_units,
       sum(a.hours_on) as hours_on,
       count(*) filter (where num_nonnulls(
           a.oil_bbl, a.gas_mcf, a.water_bbl, a.condensate_bbl, a.injection_bbl, a.oil_native,
           a.gas_native, a.water_native, a.injection_native) > 0)::integer as days_reported,
       bool_or(least(
           a.oil_bbl, a.gas_mcf, a.water_bbl, a.condensate_bbl, a.injection_bbl, a.oil_native,
           a.gas_native, a.water_native, a.injection_native) < 0) as has_negative,
       bool_or(a.is_estimated) as has_estimate,
       md5(string_agg(to_char(a.produced_on, 'YYYY-MM-DD') || a.input_hash, ',' order by a.produced_on)) as days_hash
from wellflow.allocated_day a
cross join lateral (
    select case when num_nonnulls(a.oil_native, a.water_native, a.injection_native) > 0
                then a.native_liquid_unit end as liquid_unit,
           case when a.gas_native is not null then a.native_gas_unit end as gas_unit
) n
join wellflow.completion c on (c.organization_id, c.id) = (a.organization_id, a.completion_id)
left join wellflow.completion_reporting_unit m
    on m.organization_id = a.organization_id
    and m.completion_id = a.completion_id
    and m.effective_from <= a.produced_on
    and (m.effective_to is null or m.effective_to > a.produced_on)
where a.produced_on >= %(month)s and a.produced_on < %(next_month)s
group by a.completion_id, c.completion_name, m.reporting_unit_id
order by a.completion_id, m.reporting_unit_id
