-- Whether somebody who is active may manage people and master data.
select exists (
    select from wellflow.capability_in_force c
    where c.capability = 'user.manage'
)
