-- The order under which an act of the organization in scope may be done today.
select * from wellflow.live_standing_order(%(organization_id)s, %(act)s::wellflow.capability)
