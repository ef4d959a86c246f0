-- The well is a view over its completions.

create view wellflow.well_day
with (security_invoker) as
select
    d.organization_id,
    c.well_id,
    d.produced_on,
    sum(d.oil_bbl) as oil_bbl,
    sum(d.gas_mcf) as gas_mcf,
    sum(d.water_bbl) as water_bbl,
    sum(d.condensate_bbl) as condensate_bbl,
    sum(d.injection_bbl) as injection_bbl,
    max(d.hours_on) as hours_on,
    bool_or(d.is_estimated) as is_estimated
from wellflow.allocated_day d
join wellflow.completion c
    on c.organization_id = d.organization_id
    and c.id = d.completion_id
group by d.organization_id, c.well_id, d.produced_on;

comment on view wellflow.well_day is 'one row per well and production day, over its completions';

create view wellflow.well_month
with (security_invoker) as
select
    m.organization_id,
    c.well_id,
    m.month,
    sum(m.oil_bbl) as oil_bbl,
    sum(m.gas_mcf) as gas_mcf,
    sum(m.water_bbl) as water_bbl,
    sum(m.condensate_bbl) as condensate_bbl,
    sum(m.injection_bbl) as injection_bbl,
    max(m.hours_on) as hours_on
from wellflow.allocated_month m
join wellflow.completion c
    on c.organization_id = m.organization_id
    and c.id = m.completion_id
where m.version = (
    select max(newest.version)
    from wellflow.allocated_month newest
    where newest.organization_id = m.organization_id
        and newest.completion_id = m.completion_id
        and newest.month = m.month)
group by m.organization_id, c.well_id, m.month;

comment on view wellflow.well_month is
    'one row per well and production month, newest versions, over its completions';

grant select on wellflow.well_day, wellflow.well_month to :"pipeline", :"api";
