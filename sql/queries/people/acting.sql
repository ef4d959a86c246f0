-- The person whose session the transaction presents, and what he or she may do.
select
    u.id as app_user_id, u.organization_id, u.email,
    coalesce(array_agg(c.capability::text) filter (where c.capability is not null), '{}')
        as capabilities,
    (select wellflow.facilities_in_reach()) is not null as is_limited
from wellflow.app_user u
left join wellflow.capability_in_force c
    on (c.organization_id, c.app_user_id) = (u.organization_id, u.id)
where u.id = (select wellflow.acting_person())
group by u.id, u.organization_id, u.email
