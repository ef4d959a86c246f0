-- Closing stock of each reporting unit in a month, of the newest version there is.
select distinct on (d.reporting_unit_id) d.reporting_unit_id, d.volume,
       d.version <= coalesce(p.version, 0) as is_filed
from wellflow.disposition_month d
left join wellflow.production_period p
    on p.organization_id = d.organization_id and p.month = d.month
where d.month = %(month)s and d.kind = 'closing_stock'
order by d.reporting_unit_id, d.version desc
