-- A month for this transaction alone: writers of its days hold the same row together.
select 1
from wellflow.production_period
where organization_id = %(organization_id)s and month = %(month)s
for update
