-- Oil measured at batteries and completions, oil allocated, and how many days and wells.
-- Both sums are of numeric(15,4): their difference is exact.
select
    coalesce((
        select sum(produced_nsv_bbl) from wellflow.tank_ledger_day
        where produced_on >= %(first_day)s and produced_on <= %(last_day)s
    ), 0) + coalesce((
        select sum(amount) from wellflow.measured_day
        where quantity = 'oil' and completion_id is not null
          and produced_on >= %(first_day)s and produced_on <= %(last_day)s
    ), 0) as oil_measured_bbl,
    coalesce((
        select sum(coalesce(oil_bbl, 0) + coalesce(condensate_bbl, 0))
        from wellflow.allocated_day
        where produced_on >= %(first_day)s and produced_on <= %(last_day)s
    ), 0) as oil_allocated_bbl,
    (
        select count(distinct produced_on) from wellflow.allocated_day
        where produced_on >= %(first_day)s and produced_on <= %(last_day)s
    ) as days,
    (select count(*) from wellflow.well) as wells
