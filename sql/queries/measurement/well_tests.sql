-- Accepted tests up to a day, corrected ones left out.
select t.*
from wellflow.well_test t
where t.tested_on <= %(last_day)s
  and t.is_valid
  and not exists (
      select from wellflow.well_test later
      where later.organization_id = t.organization_id and later.supersedes_id = t.id
  )
order by t.completion_id, t.tested_on, t.id
