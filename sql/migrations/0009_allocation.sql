-- From measured volumes to completions, days to months, and the state of a month.

-- one row per completion, product, facility and span of dates
create table wellflow.network_edge (
    organization_id uuid not null,
    id uuid not null,
    completion_id uuid not null,
    facility_id uuid not null,
    product wellflow.product not null,
    effective_from date not null,
    effective_to date,
    created_at timestamptz not null default now(),
    constraint network_edge_pkey primary key (organization_id, id),
    constraint network_edge_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint network_edge_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint network_edge_facility_id_fkey foreign key (organization_id, facility_id)
        references wellflow.facility (organization_id, id),
    constraint network_edge_overlap exclude using gist (
        organization_id with =, completion_id with =, product with =,
        daterange(effective_from, effective_to) with &&),
    constraint network_edge_span check (effective_to > effective_from)
);
create index network_edge_facility_id_idx on wellflow.network_edge (organization_id, facility_id);
alter table wellflow.network_edge enable row level security;
alter table wellflow.network_edge force row level security;
create policy tenant on wellflow.network_edge using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per production day and stage: how it went
create table wellflow.day_state (
    organization_id uuid not null,
    produced_on date not null,
    stage wellflow.day_stage not null,
    outcome wellflow.day_outcome not null,
    reasons text[] not null default '{}',
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint day_state_pkey primary key (organization_id, produced_on, stage),
    constraint day_state_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
alter table wellflow.day_state enable row level security;
alter table wellflow.day_state force row level security;
create policy tenant on wellflow.day_state using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per completion and production day
create table wellflow.allocated_day (
    organization_id uuid not null,
    completion_id uuid not null,
    produced_on date not null,
    oil_bbl numeric(15,4),
    gas_mcf numeric(15,4),
    water_bbl numeric(15,4),
    condensate_bbl numeric(15,4),
    injection_bbl numeric(15,4),
    oil_native numeric(20,6),
    gas_native numeric(20,6),
    water_native numeric(20,6),
    injection_native numeric(20,6),
    native_liquid_unit text not null default 'bbl',
    native_gas_unit text not null default 'mcf',
    theoretical_oil_bbl numeric(15,4),
    theoretical_gas_mcf numeric(15,4),
    theoretical_water_bbl numeric(15,4),
    oil_factor numeric(18,8),
    gas_factor numeric(18,8),
    water_factor numeric(18,8),
    well_test_id uuid,
    hours_on numeric(12,4),
    hours_in_day numeric(12,4) not null,
    choke text,
    tubing_pressure_psig numeric(12,4),
    casing_pressure_psig numeric(12,4),
    line_pressure_psig numeric(12,4),
    temperature_degf numeric(12,4),
    gas_oil_ratio_scf_per_bbl numeric(15,4),
    is_estimated boolean not null default false,
    flags text[] not null default '{}',
    run_id uuid not null,
    input_hash text not null,
    created_at timestamptz not null default now(),
    constraint allocated_day_pkey primary key (organization_id, completion_id, produced_on),
    constraint allocated_day_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint allocated_day_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint allocated_day_well_test_id_fkey foreign key (organization_id, well_test_id)
        references wellflow.well_test (organization_id, id),
    constraint allocated_day_hours_on_range check (hours_on between 0 and 25),
    constraint allocated_day_hours_in_day_range check (hours_in_day between 23 and 25),
    constraint allocated_day_are_numbers check (array_position(
        array[oil_bbl, gas_mcf, water_bbl, condensate_bbl, injection_bbl, oil_native,
            gas_native, water_native, injection_native, theoretical_oil_bbl,
            theoretical_gas_mcf, theoretical_water_bbl, oil_factor, gas_factor,
            water_factor, hours_on, hours_in_day, tubing_pressure_psig,
            casing_pressure_psig, line_pressure_psig, temperature_degf,
            gas_oil_ratio_scf_per_bbl]::numeric[], 'NaN') is null)
);
create index allocated_day_produced_on_idx on wellflow.allocated_day (organization_id, produced_on);
alter table wellflow.allocated_day enable row level security;
alter table wellflow.allocated_day force row level security;
create policy tenant on wellflow.allocated_day using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per battery and production day: stock, in and out, net standard
create table wellflow.tank_ledger_day (
    organization_id uuid not null,
    facility_id uuid not null,
    produced_on date not null,
    opening_nsv_bbl numeric(15,4) not null,
    produced_nsv_bbl numeric(15,4) not null,
    hauled_nsv_bbl numeric(15,4) not null,
    piped_nsv_bbl numeric(15,4) not null,
    closing_nsv_bbl numeric(15,4) not null,
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint tank_ledger_day_pkey primary key (organization_id, facility_id, produced_on),
    constraint tank_ledger_day_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint tank_ledger_day_facility_id_fkey foreign key (organization_id, facility_id)
        references wellflow.facility (organization_id, id),
    constraint tank_ledger_day_are_numbers check (array_position(
        array[opening_nsv_bbl, produced_nsv_bbl, hauled_nsv_bbl, piped_nsv_bbl,
            closing_nsv_bbl]::numeric[], 'NaN') is null),
    constraint tank_ledger_day_rule_1 check (
        opening_nsv_bbl + produced_nsv_bbl - hauled_nsv_bbl - piped_nsv_bbl = closing_nsv_bbl)
);
alter table wellflow.tank_ledger_day enable row level security;
alter table wellflow.tank_ledger_day force row level security;
create policy tenant on wellflow.tank_ledger_day using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per production month: open, closing or closed, and its version
create table wellflow.production_period (
    organization_id uuid not null,
    month date not null,
    state wellflow.period_state not null default 'open',
    version integer not null default 0,
    closed_by uuid,
    closed_at timestamptz,
    proposed_at timestamptz,
    input_hash text,
    run_id uuid,
    created_at timestamptz not null default now(),
    constraint production_period_pkey primary key (organization_id, month),
    constraint production_period_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint production_period_closed_by_fkey foreign key (organization_id, closed_by)
        references wellflow.app_user (organization_id, id),
    constraint production_period_rule_1 check (extract(day from month) = 1)
);
alter table wellflow.production_period enable row level security;
alter table wellflow.production_period force row level security;
create policy tenant on wellflow.production_period using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per completion, production month and version
create table wellflow.allocated_month (
    organization_id uuid not null,
    completion_id uuid not null,
    month date not null,
    version integer not null,
    oil_bbl numeric(15,4),
    gas_mcf numeric(15,4),
    water_bbl numeric(15,4),
    condensate_bbl numeric(15,4),
    injection_bbl numeric(15,4),
    oil_native numeric(20,6),
    gas_native numeric(20,6),
    water_native numeric(20,6),
    injection_native numeric(20,6),
    native_liquid_unit text not null default 'bbl',
    native_gas_unit text not null default 'mcf',
    hours_on numeric(12,4),
    hours_in_month numeric(12,4) not null,
    true_up_factor numeric(18,8),
    days_reported integer not null,
    flags text[] not null default '{}',
    run_id uuid not null,
    input_hash text not null,
    created_at timestamptz not null default now(),
    constraint allocated_month_pkey primary key (organization_id, completion_id, month, version),
    constraint allocated_month_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint allocated_month_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint allocated_month_are_numbers check (array_position(
        array[oil_bbl, gas_mcf, water_bbl, condensate_bbl, injection_bbl, oil_native,
            gas_native, water_native, injection_native, hours_on, hours_in_month,
            true_up_factor]::numeric[], 'NaN') is null)
);
create index allocated_month_month_idx on wellflow.allocated_month (organization_id, month);
alter table wellflow.allocated_month enable row level security;
alter table wellflow.allocated_month force row level security;
create policy tenant on wellflow.allocated_month using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per reporting unit, month, version, product, kind and code
create table wellflow.disposition_month (
    organization_id uuid not null,
    id uuid not null,
    reporting_unit_id uuid not null,
    month date not null,
    version integer not null,
    product wellflow.product not null,
    kind wellflow.disposition_kind not null,
    disposition_code text,
    volume numeric(15,4) not null,
    unit wellflow.unit not null,
    source wellflow.volume_source not null,
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint disposition_month_pkey primary key (organization_id, id),
    constraint disposition_month_natural_key unique nulls not distinct
        (organization_id, month, reporting_unit_id, version, product, kind,
        disposition_code),
    constraint disposition_month_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint disposition_month_reporting_unit_id_fkey foreign key (organization_id, reporting_unit_id)
        references wellflow.reporting_unit (organization_id, id),
    constraint disposition_month_are_numbers check (array_position(
        array[volume]::numeric[], 'NaN') is null)
);
alter table wellflow.disposition_month enable row level security;
alter table wellflow.disposition_month force row level security;
create policy tenant on wellflow.disposition_month using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
