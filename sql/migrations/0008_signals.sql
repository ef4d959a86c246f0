-- Tags, what they are bound to, and what could not be stored as a reading.

-- one row per signal of a device
create table wellflow.tag (
    organization_id uuid not null,
    id uuid not null,
    tag_name text not null,
    collector_name text not null,
    device_name text not null,
    protocol wellflow.protocol not null,
    kind wellflow.tag_kind not null,
    unit wellflow.tag_unit not null,
    description text,
    low_limit double precision,
    high_limit double precision,
    rollover_at double precision,
    deadband double precision not null default 0,
    max_rate_per_hour double precision,
    hold_max_s integer not null default 7200,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tag_pkey primary key (organization_id, id),
    constraint tag_tag_name_key unique (organization_id, tag_name),
    constraint tag_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint tag_are_finite check (
        low_limit between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        high_limit between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        rollover_at between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        deadband between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        max_rate_per_hour between '-1.7976931348623157e308' and
        '1.7976931348623157e308')
);
create index tag_collector_name_idx on wellflow.tag (organization_id, collector_name);
alter table wellflow.tag enable row level security;
alter table wellflow.tag force row level security;
create policy tenant on wellflow.tag using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per tag, measuring point and span of time
create table wellflow.tag_binding (
    organization_id uuid not null,
    id uuid not null,
    tag_id uuid not null,
    role wellflow.binding_role not null,
    meter_id uuid,
    tank_id uuid,
    completion_id uuid,
    scale numeric(18,8) not null default 1,
    register text,
    effective_from timestamptz not null,
    effective_to timestamptz,
    created_at timestamptz not null default now(),
    constraint tag_binding_pkey primary key (organization_id, id),
    constraint tag_binding_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint tag_binding_tag_id_fkey foreign key (organization_id, tag_id)
        references wellflow.tag (organization_id, id),
    constraint tag_binding_meter_id_fkey foreign key (organization_id, meter_id)
        references wellflow.meter (organization_id, id),
    constraint tag_binding_tank_id_fkey foreign key (organization_id, tank_id)
        references wellflow.tank (organization_id, id),
    constraint tag_binding_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint tag_binding_overlap exclude using gist (organization_id with =, tag_id with =,
        tstzrange(effective_from, effective_to) with &&),
    constraint tag_binding_span check (effective_to > effective_from),
    constraint tag_binding_are_numbers check (array_position(
        array[scale]::numeric[], 'NaN') is null),
    constraint tag_binding_rule_1 check (num_nonnulls(meter_id, tank_id, completion_id) = 1)
);
create index tag_binding_meter_id_idx on wellflow.tag_binding (organization_id, meter_id);
create index tag_binding_tank_id_idx on wellflow.tag_binding (organization_id, tank_id);
create index tag_binding_completion_id_idx on wellflow.tag_binding (organization_id, completion_id);
alter table wellflow.tag_binding enable row level security;
alter table wellflow.tag_binding force row level security;
create policy tenant on wellflow.tag_binding using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per reading that could not be stored as one
create table wellflow.quarantine (
    organization_id uuid not null,
    id uuid not null,
    reason wellflow.quarantine_reason not null,
    detail text,
    collector_login text not null,
    tag_id uuid,
    tag_name text,
    observed_at timestamptz,
    received_at timestamptz,
    value double precision,
    quality bigint,
    stored_value double precision,
    stored_quality bigint,
    created_at timestamptz not null default now(),
    constraint quarantine_pkey primary key (organization_id, id),
    constraint quarantine_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
create index quarantine_reason_created_at_idx
    on wellflow.quarantine (organization_id, reason, created_at);
alter table wellflow.quarantine enable row level security;
alter table wellflow.quarantine force row level security;
create policy tenant on wellflow.quarantine using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
