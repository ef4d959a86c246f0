-- Zone, start hour and label rule of the organization's production day.
select time_zone, day_start_hour, day_label_by_end as label_by_end
from wellflow.organization
