-- Wellbores, completions, surface facilities, and the life of a well.

-- one row per wellbore
create table wellflow.well (
    organization_id uuid not null,
    id uuid not null,
    well_name text not null,
    api14 text,
    well_number text,
    lease_id uuid,
    field_id uuid,
    operator_id uuid,
    well_type wellflow.well_type not null,
    well_purpose wellflow.well_purpose not null,
    well_status wellflow.well_status not null,
    spudded_on date,
    completed_on date,
    first_production_on date,
    plugged_on date,
    surface_latitude_deg numeric(12,4),
    surface_longitude_deg numeric(12,4),
    bottom_latitude_deg numeric(12,4),
    bottom_longitude_deg numeric(12,4),
    total_depth_ft numeric(12,4),
    true_vertical_depth_ft numeric(12,4),
    ground_elevation_ft numeric(12,4),
    kelly_bushing_elevation_ft numeric(12,4),
    water_depth_ft numeric(12,4),
    is_horizontal boolean not null default false,
    is_offshore boolean not null default false,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint well_pkey primary key (organization_id, id),
    constraint well_api14_key unique (organization_id, api14),
    constraint well_well_name_key unique (organization_id, well_name),
    constraint well_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint well_lease_id_fkey foreign key (organization_id, lease_id)
        references wellflow.lease (organization_id, id),
    constraint well_field_id_fkey foreign key (organization_id, field_id)
        references wellflow.field (organization_id, id),
    constraint well_operator_id_fkey foreign key (organization_id, operator_id)
        references wellflow.company (organization_id, id),
    constraint well_surface_latitude_deg_range check (surface_latitude_deg between -90 and 90),
    constraint well_surface_longitude_deg_range check (surface_longitude_deg between -180 and 180),
    constraint well_bottom_latitude_deg_range check (bottom_latitude_deg between -90 and 90),
    constraint well_bottom_longitude_deg_range check (bottom_longitude_deg between -180 and 180),
    constraint well_total_depth_ft_range check (total_depth_ft >= 0),
    constraint well_are_numbers check (array_position(
        array[surface_latitude_deg, surface_longitude_deg, bottom_latitude_deg,
            bottom_longitude_deg, total_depth_ft, true_vertical_depth_ft,
            ground_elevation_ft, kelly_bushing_elevation_ft, water_depth_ft]::numeric[],
            'NaN') is null),
    constraint well_rule_1 check (api14 is null or api14 ~ '^[0-9]{14}$')
);
create index well_lease_id_idx on wellflow.well (organization_id, lease_id);
create index well_field_id_idx on wellflow.well (organization_id, field_id);
create index well_operator_id_idx on wellflow.well (organization_id, operator_id);
create index well_well_status_idx on wellflow.well (organization_id, well_status);
create index well_surface_latitude_deg_surface_longitude_deg_idx
    on wellflow.well (organization_id, surface_latitude_deg, surface_longitude_deg);
alter table wellflow.well enable row level security;
alter table wellflow.well force row level security;
create policy tenant on wellflow.well using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per completion: the grain of measured and allocated volumes
create table wellflow.completion (
    organization_id uuid not null,
    id uuid not null,
    well_id uuid not null,
    completion_name text not null,
    main_product wellflow.product not null,
    formation text,
    lift_method text,
    first_production_on date,
    last_production_on date,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint completion_pkey primary key (organization_id, id),
    constraint completion_completion_name_key unique (organization_id, completion_name),
    constraint completion_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint completion_well_id_fkey foreign key (organization_id, well_id)
        references wellflow.well (organization_id, id)
);
create index completion_well_id_idx on wellflow.completion (organization_id, well_id);
alter table wellflow.completion enable row level security;
alter table wellflow.completion force row level security;
create policy tenant on wellflow.completion using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per surface facility
create table wellflow.facility (
    organization_id uuid not null,
    id uuid not null,
    facility_name text not null,
    facility_code text not null,
    facility_type wellflow.facility_type not null,
    field_id uuid,
    operator_id uuid,
    reporting_unit_id uuid,
    latitude_deg numeric(12,4),
    longitude_deg numeric(12,4),
    capacity jsonb,
    design_pressure_psig numeric(12,4),
    installed_on date,
    last_inspected_on date,
    next_inspection_on date,
    status text not null default 'active',
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint facility_pkey primary key (organization_id, id),
    constraint facility_facility_code_key unique (organization_id, facility_code),
    constraint facility_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint facility_field_id_fkey foreign key (organization_id, field_id)
        references wellflow.field (organization_id, id),
    constraint facility_operator_id_fkey foreign key (organization_id, operator_id)
        references wellflow.company (organization_id, id),
    constraint facility_reporting_unit_id_fkey foreign key (organization_id, reporting_unit_id)
        references wellflow.reporting_unit (organization_id, id),
    constraint facility_latitude_deg_range check (latitude_deg between -90 and 90),
    constraint facility_longitude_deg_range check (longitude_deg between -180 and 180),
    constraint facility_are_numbers check (array_position(
        array[latitude_deg, longitude_deg, design_pressure_psig]::numeric[], 'NaN') is null)
);
create index facility_field_id_idx on wellflow.facility (organization_id, field_id);
create index facility_facility_type_idx on wellflow.facility (organization_id, facility_type);
create index facility_operator_id_idx on wellflow.facility (organization_id, operator_id);
alter table wellflow.facility enable row level security;
alter table wellflow.facility force row level security;
create policy tenant on wellflow.facility using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per change in a well's life
create table wellflow.well_status_event (
    organization_id uuid not null,
    id uuid not null,
    well_id uuid not null,
    from_status wellflow.well_status not null,
    to_status wellflow.well_status not null,
    changed_on date not null,
    reason text,
    app_user_id uuid,
    created_at timestamptz not null default now(),
    constraint well_status_event_pkey primary key (organization_id, id),
    constraint well_status_event_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint well_status_event_well_id_fkey foreign key (organization_id, well_id)
        references wellflow.well (organization_id, id),
    constraint well_status_event_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id)
);
create index well_status_event_well_id_changed_on_idx
    on wellflow.well_status_event (organization_id, well_id, changed_on);
alter table wellflow.well_status_event enable row level security;
alter table wellflow.well_status_event force row level security;
create policy tenant on wellflow.well_status_event using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
