-- Everybody with the rights, waivers and limits in force.
select
    u.email, u.full_name, u.is_active,
    array(
        select c.capability::text
        from wellflow.capability_in_force c
        where (c.organization_id, c.app_user_id) = (u.organization_id, u.id)
        order by c.capability) as capabilities,
    array(
        select w.duty_pair::text
        from wellflow.waiver_in_force w
        where (w.organization_id, w.app_user_id) = (u.organization_id, u.id)
        order by w.duty_pair) as waivers,
    array(
        select f.facility_code
        from wellflow.facility_limit l
        join wellflow.facility f on (f.organization_id, f.id) = (l.organization_id, l.facility_id)
        where (l.organization_id, l.app_user_id) = (u.organization_id, u.id)
          and l.ended_at is null
        order by f.facility_code) as facilities
from wellflow.app_user u
order by u.email
