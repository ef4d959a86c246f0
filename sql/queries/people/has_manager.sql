-- Whether somebody who is active may manage people and master data.
select exists (
    select from wellflow.capability_grant g
    join wellflow.app_user p on p.id = g.app_user_id
    where g.capability = 'user.manage' and p.is_active
)
