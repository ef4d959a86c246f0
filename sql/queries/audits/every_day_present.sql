-- Completions without an allocated row on a day on which they belonged to a unit or flowed to a
-- facility: the first such day, and how many there are. A completion whose name two have is called
-- by its whole name.
with expected as (
    select c.organization_id, c.id as completion_id, d.produced_on::date as produced_on
    from wellflow.completion c
    cross join generate_series(
        %(month)s::date, %(next_month)s::date - 1, interval '1 day') as d (produced_on)
    where exists (
        select from wellflow.completion_reporting_unit m
        where m.organization_id = c.organization_id and m.completion_id = c.id
          and m.effective_from <= d.produced_on
          and (m.effective_to is null or m.effective_to > d.produced_on))
    or exists (
        select from wellflow.network_edge e
        where e.organization_id = c.organization_id and e.completion_id = c.id
          and e.effective_from <= d.produced_on
          and (e.effective_to is null or e.effective_to > d.produced_on))
)
select p.point_name as subject, min(x.produced_on) as on_date, count(*) as amount
from expected x
join wellflow.point p on (p.organization_id, p.id) = (x.organization_id, x.completion_id)
where not exists (
    select from wellflow.allocated_day a
    where a.organization_id = x.organization_id
      and a.completion_id = x.completion_id
      and a.produced_on = x.produced_on)
group by p.id, p.point_name
order by p.point_name
