-- Meters, tanks, and what was measured with them.

-- one row per meter
create table wellflow.meter (
    organization_id uuid not null,
    id uuid not null,
    meter_name text not null,
    facility_id uuid,
    product wellflow.product not null,
    kind wellflow.meter_kind not null,
    use wellflow.meter_use not null,
    truth_owner wellflow.truth_owner not null default 'ours',
    meter_factor numeric(18,8) not null default 1,
    pressure_base_psia numeric(12,4),
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint meter_pkey primary key (organization_id, id),
    constraint meter_meter_name_key unique (organization_id, meter_name),
    constraint meter_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint meter_facility_id_fkey foreign key (organization_id, facility_id)
        references wellflow.facility (organization_id, id),
    constraint meter_meter_factor_range check (meter_factor between 0.5 and 1.5),
    constraint meter_pressure_base_psia_range check (pressure_base_psia between 14 and 16),
    constraint meter_are_numbers check (array_position(
        array[meter_factor, pressure_base_psia]::numeric[], 'NaN') is null)
);
create index meter_facility_id_idx on wellflow.meter (organization_id, facility_id);
alter table wellflow.meter enable row level security;
alter table wellflow.meter force row level security;
create policy tenant on wellflow.meter using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per tank
create table wellflow.tank (
    organization_id uuid not null,
    id uuid not null,
    tank_name text not null,
    facility_id uuid not null,
    product wellflow.product not null,
    capacity_bbl numeric(15,4) not null,
    height_in numeric(12,4) not null,
    api_gravity_60f numeric(12,4),
    bsw_pct numeric(12,4) not null default 0,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tank_pkey primary key (organization_id, id),
    constraint tank_tank_name_key unique (organization_id, tank_name),
    constraint tank_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint tank_facility_id_fkey foreign key (organization_id, facility_id)
        references wellflow.facility (organization_id, id),
    constraint tank_capacity_bbl_range check (capacity_bbl >= 0),
    constraint tank_height_in_range check (height_in >= 0),
    constraint tank_api_gravity_60f_range check (api_gravity_60f between -10 and 100),
    constraint tank_bsw_pct_range check (bsw_pct between 0 and 100),
    constraint tank_are_numbers check (array_position(
        array[capacity_bbl, height_in, api_gravity_60f, bsw_pct]::numeric[], 'NaN') is null)
);
create index tank_facility_id_idx on wellflow.tank (organization_id, facility_id);
alter table wellflow.tank enable row level security;
alter table wellflow.tank force row level security;
create policy tenant on wellflow.tank using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per tank, dated table and level
create table wellflow.strapping (
    organization_id uuid not null,
    tank_id uuid not null,
    effective_from date not null,
    level_in numeric(12,4) not null,
    volume_bbl numeric(15,4) not null,
    created_at timestamptz not null default now(),
    constraint strapping_pkey primary key (organization_id, tank_id, effective_from, level_in),
    constraint strapping_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint strapping_tank_id_fkey foreign key (organization_id, tank_id)
        references wellflow.tank (organization_id, id),
    constraint strapping_level_in_range check (level_in >= 0),
    constraint strapping_volume_bbl_range check (volume_bbl >= 0),
    constraint strapping_are_numbers check (array_position(
        array[level_in, volume_bbl]::numeric[], 'NaN') is null)
);
alter table wellflow.strapping enable row level security;
alter table wellflow.strapping force row level security;
create policy tenant on wellflow.strapping using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per ticket as the hauler wrote it; a correction is a new row
create table wellflow.run_ticket (
    organization_id uuid not null,
    id uuid not null,
    ticket_number text not null,
    hauler_id uuid not null,
    purchaser_id uuid not null,
    tank_id uuid not null,
    opened_at timestamptz not null,
    closed_at timestamptz not null,
    opening_level_in numeric(12,4) not null,
    closing_level_in numeric(12,4) not null,
    oil_observed_bbl numeric(15,4) not null,
    temperature_degf numeric(12,4) not null,
    api_gravity_60f numeric(12,4) not null,
    bsw_pct numeric(12,4) not null,
    oil_nsv_bbl numeric(15,4) not null,
    is_rejected boolean not null default false,
    supersedes_id uuid,
    created_at timestamptz not null default now(),
    constraint run_ticket_pkey primary key (organization_id, id),
    constraint run_ticket_hauler_id_ticket_number_supersedes_id_key unique nulls not distinct
        (organization_id, hauler_id, ticket_number, supersedes_id),
    constraint run_ticket_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint run_ticket_hauler_id_fkey foreign key (organization_id, hauler_id)
        references wellflow.company (organization_id, id),
    constraint run_ticket_purchaser_id_fkey foreign key (organization_id, purchaser_id)
        references wellflow.company (organization_id, id),
    constraint run_ticket_tank_id_fkey foreign key (organization_id, tank_id)
        references wellflow.tank (organization_id, id),
    constraint run_ticket_supersedes_id_fkey foreign key (organization_id, supersedes_id)
        references wellflow.run_ticket (organization_id, id),
    constraint run_ticket_opening_level_in_range check (opening_level_in >= 0),
    constraint run_ticket_closing_level_in_range check (closing_level_in >= 0),
    constraint run_ticket_oil_observed_bbl_range check (oil_observed_bbl >= 0),
    constraint run_ticket_bsw_pct_range check (bsw_pct between 0 and 100),
    constraint run_ticket_oil_nsv_bbl_range check (oil_nsv_bbl >= 0),
    constraint run_ticket_are_numbers check (array_position(
        array[opening_level_in, closing_level_in, oil_observed_bbl, temperature_degf,
            api_gravity_60f, bsw_pct, oil_nsv_bbl]::numeric[], 'NaN') is null),
    constraint run_ticket_rule_1 check (closed_at >= opened_at)
);
create index run_ticket_tank_id_closed_at_idx
    on wellflow.run_ticket (organization_id, tank_id, closed_at);
alter table wellflow.run_ticket enable row level security;
alter table wellflow.run_ticket force row level security;
create policy tenant on wellflow.run_ticket using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per test of a completion; a correction is a new row
create table wellflow.well_test (
    organization_id uuid not null,
    id uuid not null,
    completion_id uuid not null,
    tested_on date not null,
    test_hours numeric(12,4) not null,
    oil_bbl_per_day numeric(15,4) not null,
    gas_mcf_per_day numeric(15,4) not null,
    water_bbl_per_day numeric(15,4) not null,
    choke text,
    tubing_pressure_psig numeric(12,4),
    is_valid boolean not null default true,
    supersedes_id uuid,
    created_at timestamptz not null default now(),
    constraint well_test_pkey primary key (organization_id, id),
    constraint well_test_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint well_test_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint well_test_supersedes_id_fkey foreign key (organization_id, supersedes_id)
        references wellflow.well_test (organization_id, id),
    constraint well_test_test_hours_range check (test_hours between 0 and 168),
    constraint well_test_oil_bbl_per_day_range check (oil_bbl_per_day >= 0),
    constraint well_test_gas_mcf_per_day_range check (gas_mcf_per_day >= 0),
    constraint well_test_water_bbl_per_day_range check (water_bbl_per_day >= 0),
    constraint well_test_are_numbers check (array_position(
        array[test_hours, oil_bbl_per_day, gas_mcf_per_day, water_bbl_per_day,
            tubing_pressure_psig]::numeric[], 'NaN') is null)
);
create index well_test_completion_id_tested_on_idx
    on wellflow.well_test (organization_id, completion_id, tested_on);
alter table wellflow.well_test enable row level security;
alter table wellflow.well_test force row level security;
create policy tenant on wellflow.well_test using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per measuring point, production day and quantity
create table wellflow.measured_day (
    organization_id uuid not null,
    id uuid not null,
    produced_on date not null,
    quantity wellflow.measured_quantity not null,
    meter_id uuid,
    tank_id uuid,
    completion_id uuid,
    amount numeric(15,4),
    unit text not null,
    amount_native numeric(20,6),
    native_unit text not null,
    liquid_basis wellflow.liquid_basis,
    method wellflow.measurement_method not null,
    volume_basis wellflow.volume_basis not null default 'actual',
    truth_owner wellflow.truth_owner not null default 'ours',
    is_provisional boolean not null default false,
    good_pct numeric(12,4) not null,
    longest_gap_s integer not null,
    hours_in_day numeric(12,4) not null,
    flags text[] not null default '{}',
    overrides_id uuid,
    run_id uuid not null,
    input_hash text not null,
    created_at timestamptz not null default now(),
    constraint measured_day_pkey primary key (organization_id, id),
    constraint measured_day_natural_key unique nulls not distinct
        (organization_id, produced_on, quantity, meter_id, tank_id, completion_id,
        liquid_basis, overrides_id),
    constraint measured_day_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint measured_day_meter_id_fkey foreign key (organization_id, meter_id)
        references wellflow.meter (organization_id, id),
    constraint measured_day_tank_id_fkey foreign key (organization_id, tank_id)
        references wellflow.tank (organization_id, id),
    constraint measured_day_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint measured_day_good_pct_range check (good_pct between 0 and 100),
    constraint measured_day_hours_in_day_range check (hours_in_day between 23 and 25),
    constraint measured_day_are_numbers check (array_position(
        array[amount, amount_native, good_pct, hours_in_day]::numeric[], 'NaN') is null),
    constraint measured_day_rule_1 check (num_nonnulls(meter_id, tank_id, completion_id) = 1)
);
create index measured_day_completion_id_produced_on_idx
    on wellflow.measured_day (organization_id, completion_id, produced_on);
alter table wellflow.measured_day enable row level security;
alter table wellflow.measured_day force row level security;
create policy tenant on wellflow.measured_day using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
