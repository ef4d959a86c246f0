-- A month's allocated days by completion and by the reporting unit it belonged to.
select a.completion_id, c.completion_name, m.reporting_unit_id,
       sum(a.oil_bbl) as oil_bbl, sum(a.gas_mcf) as gas_mcf, sum(a.water_bbl) as water_bbl,
       sum(a.condensate_bbl) as condensate_bbl, sum(a.injection_bbl) as injection_bbl,
       sum(a.oil_native) as oil_native, sum(a.gas_native) as gas_native,
       sum(a.water_native) as water_native, sum(a.injection_native) as injection_native,
       min(a.native_liquid_unit) as native_liquid_unit,
       min(a.native_gas_unit) as native_gas_unit,
       (count(distinct a.native_liquid_unit) > 1 or count(distinct a.native_gas_unit) > 1)
           as has_mixed_units,
       sum(a.hours_on) as hours_on,
       count(*) filter (where num_nonnulls(
           a.oil_bbl, a.gas_mcf, a.water_bbl, a.condensate_bbl, a.injection_bbl, a.oil_native,
           a.gas_native, a.water_native, a.injection_native) > 0)::integer as days_reported,
       bool_or(least(
           a.oil_bbl, a.gas_mcf, a.water_bbl, a.condensate_bbl, a.injection_bbl, a.oil_native,
           a.gas_native, a.water_native, a.injection_native) < 0) as has_negative,
       bool_or(a.is_estimated) as has_estimate,
       md5(string_agg(a.produced_on || a.input_hash, ',' order by a.produced_on)) as days_hash
from wellflow.allocated_day a
join wellflow.completion c on (c.organization_id, c.id) = (a.organization_id, a.completion_id)
left join wellflow.completion_reporting_unit m
    on m.organization_id = a.organization_id
    and m.completion_id = a.completion_id
    and m.effective_from <= a.produced_on
    and (m.effective_to is null or m.effective_to > a.produced_on)
where a.produced_on >= %(month)s and a.produced_on < %(next_month)s
group by a.completion_id, c.completion_name, m.reporting_unit_id
order by a.completion_id, m.reporting_unit_id
