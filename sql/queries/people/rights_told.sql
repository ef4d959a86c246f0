-- Rights and waivers that wait for a second person, or were given where nobody could be the second;
-- of this transaction alone where that is asked.
select t.sort, t.waiver_id, u.email, t.what, by_whom.email as given_by, t.given_at, t.reason,
       t.is_waiting
from (
    select 'right' as sort, null::uuid as waiver_id, g.organization_id, g.app_user_id,
           g.capability::text as what, g.granted_by as given_by, g.created_at as given_at,
           '' as reason, g.is_waiting, g.is_of_one_person
    from wellflow.capability_grant g
    where g.ended_at is null and g.confirmed_by is null
    union all
    select 'waiver', w.id, w.organization_id, w.app_user_id, w.duty_pair::text, w.signed_by,
           w.created_at, w.reason, w.is_waiting, w.is_of_one_person
    from wellflow.waiver w
    where w.ended_at is null and w.confirmed_by is null) t
join wellflow.app_user u on (u.organization_id, u.id) = (t.organization_id, t.app_user_id)
left join wellflow.app_user by_whom
    on (by_whom.organization_id, by_whom.id) = (t.organization_id, t.given_by)
where (t.is_waiting or t.is_of_one_person)
  and (not %(of_this_transaction)s or t.given_at = now())
order by t.given_at, u.email, t.what
