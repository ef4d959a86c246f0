update wellflow.tag
set collector_name = %(collector_name)s,
    device_name = %(device_name)s,
    protocol = %(protocol)s,
    description = %(description)s,
    low_limit = %(low_limit)s,
    high_limit = %(high_limit)s,
    rollover_at = %(rollover_at)s,
    deadband = %(deadband)s,
    max_rate_per_hour = %(max_rate_per_hour)s,
    hold_max_s = %(hold_max_s)s
where id = %(id)s
