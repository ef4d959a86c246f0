-- Products of which the stored production of all units is not that of their completions, and by how
-- much the units have more.
select d.product::text as subject, null::date as on_date,
       d.volume - case d.product when 'gas' then a.gas_mcf when 'oil' then a.oil_bbl
                                 else a.condensate_bbl end as amount
from (
    select product, sum(volume) as volume
    from wellflow.disposition_month
    where month = %(month)s and version = %(version)s and kind = 'production'
    group by product
) d
cross join (
    select coalesce(sum(m.oil_bbl), 0) as oil_bbl, coalesce(sum(m.gas_mcf), 0) as gas_mcf,
           coalesce(sum(m.condensate_bbl), 0) as condensate_bbl
    from wellflow.allocated_month m
    where m.month = %(month)s and m.version = %(version)s
      and exists (
          select from wellflow.completion_reporting_unit u
          where u.organization_id = m.organization_id
            and u.completion_id = m.completion_id
            and u.effective_from < %(next_month)s
            and (u.effective_to is null or u.effective_to > %(month)s))
) a
where d.volume <> case d.product when 'gas' then a.gas_mcf when 'oil' then a.oil_bbl
                                 else a.condensate_bbl end
order by d.product
