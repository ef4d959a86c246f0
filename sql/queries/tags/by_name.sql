select
    id, tag_name, collector_name, device_name, protocol, kind::text as kind,
    unit::text as unit, description, low_limit, high_limit, rollover_at, deadband,
    max_rate_per_hour, hold_max_s
from wellflow.tag
where tag_name = any(%(names)s)
