-- Decline fits of completions, and reports to agencies.

-- one row per completion, product and month up to which it was fitted
create table wellflow.decline_fit (
    organization_id uuid not null,
    completion_id uuid not null,
    product wellflow.product not null,
    as_of_month date not null,
    state wellflow.fit_state not null,
    model text not null default 'arps',
    starts_on date,
    qi_per_day double precision,
    rate_unit text not null,
    di_nominal_per_year double precision,
    b_factor double precision,
    rmse_ln double precision,
    months_used integer not null,
    uptime_fraction double precision,
    next_12_months_volume double precision,
    flags text[] not null default '{}',
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint decline_fit_pkey primary key (organization_id, completion_id, product, as_of_month),
    constraint decline_fit_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint decline_fit_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint decline_fit_b_factor_range check (b_factor between 0 and 2),
    constraint decline_fit_uptime_fraction_range check (uptime_fraction between 0 and 1.1),
    constraint decline_fit_are_finite check (
        qi_per_day between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        di_nominal_per_year between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        b_factor between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        rmse_ln between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        uptime_fraction between '-1.7976931348623157e308' and
        '1.7976931348623157e308' and
        next_12_months_volume between '-1.7976931348623157e308' and
        '1.7976931348623157e308')
);
alter table wellflow.decline_fit enable row level security;
alter table wellflow.decline_fit force row level security;
create policy tenant on wellflow.decline_fit using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per report, period and version
create table wellflow.compliance_report (
    organization_id uuid not null,
    id uuid not null,
    report_type wellflow.report_type not null,
    form_code text not null,
    state_jurisdiction text not null,
    period_from date not null,
    period_to date not null,
    due_on date not null,
    status wellflow.report_status not null default 'draft',
    version integer not null,
    form_body jsonb not null default '{}',
    calculated_values jsonb not null default '{}',
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint compliance_report_pkey primary key (organization_id, id),
    constraint compliance_report_form_code_period_from_version_key unique
        (organization_id, form_code, period_from, version),
    constraint compliance_report_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
create index compliance_report_due_on_idx on wellflow.compliance_report (organization_id, due_on);
alter table wellflow.compliance_report enable row level security;
alter table wellflow.compliance_report force row level security;
create policy tenant on wellflow.compliance_report using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per report and reporting unit, whole barrels and Mcf
create table wellflow.compliance_row (
    organization_id uuid not null,
    compliance_report_id uuid not null,
    reporting_unit_id uuid not null,
    line_number integer not null,
    well_kind text not null,
    opening_stock_bbl integer not null,
    liquid_production_bbl integer not null,
    liquid_dispositions jsonb not null default '[]',
    closing_stock_bbl integer not null,
    gas_production_mcf integer not null,
    gas_dispositions jsonb not null default '[]',
    is_balanced boolean not null default false,
    created_at timestamptz not null default now(),
    constraint compliance_row_pkey primary key (organization_id, compliance_report_id, reporting_unit_id),
    constraint compliance_row_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint compliance_row_compliance_report_id_fkey foreign key (organization_id, compliance_report_id)
        references wellflow.compliance_report (organization_id, id),
    constraint compliance_row_reporting_unit_id_fkey foreign key (organization_id, reporting_unit_id)
        references wellflow.reporting_unit (organization_id, id),
    constraint compliance_row_opening_stock_bbl_range check (opening_stock_bbl >= 0),
    constraint compliance_row_liquid_production_bbl_range check (liquid_production_bbl >= 0),
    constraint compliance_row_closing_stock_bbl_range check (closing_stock_bbl >= 0),
    constraint compliance_row_gas_production_mcf_range check (gas_production_mcf >= 0)
);
alter table wellflow.compliance_row enable row level security;
alter table wellflow.compliance_row force row level security;
create policy tenant on wellflow.compliance_row using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
