-- What a tenant sees of the raw readings. The table below has no row security, because a
-- columnstore and a continuous aggregate refuse it; these two views are the only way in.

create view wellflow.reading
with (security_barrier) as
select organization_id, tag_id, observed_at, received_at, value, quality
from scada.reading
where organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)
with cascaded check option;

comment on view wellflow.reading is 'one row per tag and instant of the tenant: the raw truth';

create view wellflow.reading_hour
with (security_barrier) as
select
    organization_id, tag_id, hour_at, reading_count, good_count, mean_value, low_value,
    high_value, last_value
from scada.reading_hour
where organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid);

comment on view wellflow.reading_hour is
    'one row per tag and hour of the tenant, good readings only; for charts, never for the books';
