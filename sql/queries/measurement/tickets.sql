-- Loads sealed after one instant and up to another, corrected ones left out.
select t.*
from wellflow.run_ticket t
where t.closed_at > %(from_at)s
  and t.closed_at <= %(to_at)s
  and not t.is_rejected
  and not exists (
      select from wellflow.run_ticket later
      where later.organization_id = t.organization_id and later.supersedes_id = t.id
  )
order by t.closed_at, t.id
