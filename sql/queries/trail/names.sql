-- What people call the rows of some ids.
select n.id::text as id, n.name
from (
    select u.id, u.full_name as name from wellflow.app_user u
    union all
    select c.id, c.company_name from wellflow.company c
    union all
    select f.id, f.field_name from wellflow.field f
    union all
    select l.id, l.lease_name from wellflow.lease l
    union all
    select r.id, r.unit_name from wellflow.reporting_unit r
    union all
    select p.id, p.property_name from wellflow.property p
    union all
    select w.id, w.well_name from wellflow.well w
    union all
    select f.id, f.facility_name from wellflow.facility f
    union all
    select p.id, p.point_name from wellflow.point p
    union all
    select t.id, t.tag_name from wellflow.tag t
    union all
    select s.id, 'statement ' || s.statement_number from wellflow.statement s
    union all
    select r.id, concat('run ', r.version, ' of statement ', s.statement_number)
    from wellflow.revenue_run r
    join wellflow.statement s
        on s.organization_id = r.organization_id and s.id = r.statement_id
    union all
    select d.id, concat(d.kind, ' deck of ', p.property_name, ' from ', d.effective_from)
    from wellflow.deck d
    join wellflow.property p on p.organization_id = d.organization_id and p.id = d.property_id
) n
where n.id = any (%(ids)s::uuid[])
