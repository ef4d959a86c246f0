-- From a purchaser's statement to what each owner is paid.

-- one row per purchaser, property, product and span of dates
create table wellflow.sales_contract (
    organization_id uuid not null,
    id uuid not null,
    purchaser_id uuid not null,
    property_id uuid not null,
    product wellflow.product not null,
    purchaser_property_code text not null,
    delivery_point wellflow.delivery_point not null,
    tax_remitter wellflow.tax_remitter not null,
    settlement_basis wellflow.settlement_basis not null default 'gross',
    disposition_code text not null default '0',
    status wellflow.contract_status not null default 'active',
    effective_from date not null,
    effective_to date,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint sales_contract_pkey primary key (organization_id, id),
    constraint sales_contract_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint sales_contract_purchaser_id_fkey foreign key (organization_id, purchaser_id)
        references wellflow.company (organization_id, id),
    constraint sales_contract_property_id_fkey foreign key (organization_id, property_id)
        references wellflow.property (organization_id, id),
    constraint sales_contract_overlap exclude using gist (
        organization_id with =, purchaser_id with =, property_id with =, product with =,
        daterange(effective_from, effective_to) with &&),
    constraint sales_contract_span check (effective_to > effective_from)
);
alter table wellflow.sales_contract enable row level security;
alter table wellflow.sales_contract force row level security;
create policy tenant on wellflow.sales_contract using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per statement as the purchaser sent it
create table wellflow.statement (
    organization_id uuid not null,
    id uuid not null,
    purchaser_id uuid not null,
    statement_number text not null,
    statement_on date not null,
    total_usd numeric(18,2) not null,
    check_amount_usd numeric(18,2) not null,
    supersedes_id uuid,
    created_at timestamptz not null default now(),
    constraint statement_pkey primary key (organization_id, id),
    constraint statement_purchaser_id_statement_number_supersedes_id_key unique nulls not distinct
        (organization_id, purchaser_id, statement_number, supersedes_id),
    constraint statement_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint statement_purchaser_id_fkey foreign key (organization_id, purchaser_id)
        references wellflow.company (organization_id, id),
    constraint statement_supersedes_id_fkey foreign key (organization_id, supersedes_id)
        references wellflow.statement (organization_id, id),
    constraint statement_are_numbers check (array_position(
        array[total_usd, check_amount_usd]::numeric[], 'NaN') is null)
);
alter table wellflow.statement enable row level security;
alter table wellflow.statement force row level security;
create policy tenant on wellflow.statement using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per line of a statement
create table wellflow.statement_line (
    organization_id uuid not null,
    statement_id uuid not null,
    line_number integer not null,
    purchaser_property_code text not null,
    property_id uuid not null,
    sales_month date not null,
    product wellflow.product not null,
    pressure_base_psia numeric(12,4),
    volume numeric(15,4) not null,
    unit wellflow.unit not null,
    energy_mmbtu numeric(15,4),
    price_usd_per_unit numeric(18,8) not null,
    gross_usd numeric(18,2) not null,
    tax_withheld_usd numeric(18,2) not null default 0,
    deductions_usd numeric(18,2) not null default 0,
    net_usd numeric(18,2) not null,
    decimal_paid numeric(10,8) not null default 1,
    is_prior_period boolean not null default false,
    created_at timestamptz not null default now(),
    constraint statement_line_pkey primary key (organization_id, statement_id, line_number),
    constraint statement_line_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint statement_line_statement_id_fkey foreign key (organization_id, statement_id)
        references wellflow.statement (organization_id, id),
    constraint statement_line_property_id_fkey foreign key (organization_id, property_id)
        references wellflow.property (organization_id, id),
    constraint statement_line_are_numbers check (array_position(
        array[pressure_base_psia, volume, energy_mmbtu, price_usd_per_unit, gross_usd,
            tax_withheld_usd, deductions_usd, net_usd, decimal_paid]::numeric[], 'NaN') is
            null),
    constraint statement_line_rule_1 check (net_usd = gross_usd - tax_withheld_usd - deductions_usd)
);
alter table wellflow.statement_line enable row level security;
alter table wellflow.statement_line force row level security;
create policy tenant on wellflow.statement_line using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per property, kind, product and span of dates
create table wellflow.deck (
    organization_id uuid not null,
    id uuid not null,
    property_id uuid not null,
    kind wellflow.deck_kind not null,
    product wellflow.product,
    effective_from date not null,
    effective_to date,
    edited_by uuid,
    approved_by uuid,
    approved_at timestamptz,
    created_at timestamptz not null default now(),
    constraint deck_pkey primary key (organization_id, id),
    constraint deck_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint deck_property_id_fkey foreign key (organization_id, property_id)
        references wellflow.property (organization_id, id),
    constraint deck_edited_by_fkey foreign key (organization_id, edited_by)
        references wellflow.app_user (organization_id, id),
    constraint deck_approved_by_fkey foreign key (organization_id, approved_by)
        references wellflow.app_user (organization_id, id),
    constraint deck_overlap exclude using gist (
        organization_id with =, property_id with =, kind with =, product with =,
        daterange(effective_from, effective_to) with &&)
        where (product is not null),
    constraint deck_overlap_of_all exclude using gist (
        organization_id with =, property_id with =, kind with =,
        daterange(effective_from, effective_to) with &&)
        where (product is null),
    constraint deck_span check (effective_to > effective_from)
);
alter table wellflow.deck enable row level security;
alter table wellflow.deck force row level security;
create policy tenant on wellflow.deck using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per deck, owner and sort of interest
create table wellflow.deck_line (
    organization_id uuid not null,
    id uuid not null,
    deck_id uuid not null,
    owner_id uuid not null,
    interest_type wellflow.interest_type not null,
    interest_numerator bigint,
    interest_denominator bigint,
    interest_decimal numeric(10,8) not null,
    pay_status wellflow.pay_status not null default 'pay',
    suspense_reason text,
    payor wellflow.line_payor not null default 'operator',
    is_residual boolean not null default false,
    created_at timestamptz not null default now(),
    constraint deck_line_pkey primary key (organization_id, id),
    constraint deck_line_deck_id_owner_id_interest_type_key unique
        (organization_id, deck_id, owner_id, interest_type),
    constraint deck_line_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint deck_line_deck_id_fkey foreign key (organization_id, deck_id)
        references wellflow.deck (organization_id, id),
    constraint deck_line_owner_id_fkey foreign key (organization_id, owner_id)
        references wellflow.company (organization_id, id),
    constraint deck_line_interest_decimal_range check (interest_decimal between 0 and 1),
    constraint deck_line_are_numbers check (array_position(
        array[interest_decimal]::numeric[], 'NaN') is null)
);
alter table wellflow.deck_line enable row level security;
alter table wellflow.deck_line force row level security;
create policy tenant on wellflow.deck_line using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per valuation of a statement
create table wellflow.revenue_run (
    organization_id uuid not null,
    id uuid not null,
    statement_id uuid not null,
    state wellflow.run_state not null default 'draft',
    version integer not null default 1,
    gross_usd numeric(18,2) not null,
    tax_usd numeric(18,2) not null,
    deductions_usd numeric(18,2) not null,
    net_usd numeric(18,2) not null,
    run_by uuid not null,
    input_hash text not null,
    run_id uuid not null,
    created_at timestamptz not null default now(),
    constraint revenue_run_pkey primary key (organization_id, id),
    constraint revenue_run_statement_id_version_key unique (organization_id, statement_id, version),
    constraint revenue_run_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint revenue_run_statement_id_fkey foreign key (organization_id, statement_id)
        references wellflow.statement (organization_id, id),
    constraint revenue_run_run_by_fkey foreign key (organization_id, run_by)
        references wellflow.app_user (organization_id, id),
    constraint revenue_run_are_numbers check (array_position(
        array[gross_usd, tax_usd, deductions_usd, net_usd]::numeric[], 'NaN') is null)
);
alter table wellflow.revenue_run enable row level security;
alter table wellflow.revenue_run force row level security;
create policy tenant on wellflow.revenue_run using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per run and statement line
create table wellflow.revenue_distribution (
    organization_id uuid not null,
    id uuid not null,
    revenue_run_id uuid not null,
    line_number integer not null,
    property_id uuid not null,
    deck_id uuid not null,
    production_month date not null,
    product wellflow.product not null,
    gross_volume numeric(15,4) not null,
    net_volume numeric(15,4) not null,
    price_usd_per_unit numeric(18,8) not null,
    gross_value_usd numeric(18,2) not null,
    severance_tax_usd numeric(18,2) not null,
    regulatory_fee_usd numeric(18,2) not null default 0,
    ad_valorem_tax_usd numeric(18,2) not null default 0,
    transportation_cost_usd numeric(18,2) not null default 0,
    processing_cost_usd numeric(18,2) not null default 0,
    other_deductions_usd numeric(18,2) not null default 0,
    net_value_usd numeric(18,2) not null,
    tax_rules jsonb not null default '[]',
    run_ticket_numbers text[] not null default '{}',
    distributed_on date,
    created_at timestamptz not null default now(),
    constraint revenue_distribution_pkey primary key (organization_id, id),
    constraint revenue_distribution_revenue_run_id_line_number_key unique
        (organization_id, revenue_run_id, line_number),
    constraint revenue_distribution_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint revenue_distribution_revenue_run_id_fkey foreign key (organization_id, revenue_run_id)
        references wellflow.revenue_run (organization_id, id),
    constraint revenue_distribution_property_id_fkey foreign key (organization_id, property_id)
        references wellflow.property (organization_id, id),
    constraint revenue_distribution_deck_id_fkey foreign key (organization_id, deck_id)
        references wellflow.deck (organization_id, id),
    constraint revenue_distribution_are_numbers check (array_position(
        array[gross_volume, net_volume, price_usd_per_unit, gross_value_usd,
            severance_tax_usd, regulatory_fee_usd, ad_valorem_tax_usd,
            transportation_cost_usd, processing_cost_usd, other_deductions_usd,
            net_value_usd]::numeric[], 'NaN') is null)
);
create index revenue_distribution_production_month_idx
    on wellflow.revenue_distribution (organization_id, production_month);
create index revenue_distribution_product_idx
    on wellflow.revenue_distribution (organization_id, product);
alter table wellflow.revenue_distribution enable row level security;
alter table wellflow.revenue_distribution force row level security;
create policy tenant on wellflow.revenue_distribution using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per distribution and deck line: the line on an owner's statement
create table wellflow.owner_revenue (
    organization_id uuid not null,
    revenue_distribution_id uuid not null,
    deck_line_id uuid not null,
    owner_id uuid not null,
    interest_type wellflow.interest_type not null,
    interest_decimal numeric(10,8) not null,
    gross_usd numeric(18,2) not null,
    tax_usd numeric(18,2) not null,
    deductions_usd numeric(18,2) not null,
    net_usd numeric(18,2) not null,
    pay_status wellflow.pay_status not null,
    created_at timestamptz not null default now(),
    constraint owner_revenue_pkey primary key (organization_id, revenue_distribution_id, deck_line_id),
    constraint owner_revenue_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint owner_revenue_revenue_distribution_id_fkey foreign key (organization_id, revenue_distribution_id)
        references wellflow.revenue_distribution (organization_id, id),
    constraint owner_revenue_deck_line_id_fkey foreign key (organization_id, deck_line_id)
        references wellflow.deck_line (organization_id, id),
    constraint owner_revenue_owner_id_fkey foreign key (organization_id, owner_id)
        references wellflow.company (organization_id, id),
    constraint owner_revenue_are_numbers check (array_position(
        array[interest_decimal, gross_usd, tax_usd, deductions_usd, net_usd]::numeric[],
            'NaN') is null),
    constraint owner_revenue_rule_1 check (net_usd = gross_usd - tax_usd - deductions_usd)
);
create index owner_revenue_owner_id_idx on wellflow.owner_revenue (organization_id, owner_id);
alter table wellflow.owner_revenue enable row level security;
alter table wellflow.owner_revenue force row level security;
create policy tenant on wellflow.owner_revenue using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per owner and revenue run that is paid
create table wellflow.payment (
    organization_id uuid not null,
    id uuid not null,
    revenue_run_id uuid not null,
    owner_id uuid not null,
    amount_usd numeric(18,2) not null,
    status wellflow.payment_status not null default 'pending',
    prepared_by uuid not null,
    released_by uuid,
    released_at timestamptz,
    created_at timestamptz not null default now(),
    constraint payment_pkey primary key (organization_id, id),
    constraint payment_revenue_run_id_owner_id_key unique
        (organization_id, revenue_run_id, owner_id),
    constraint payment_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint payment_revenue_run_id_fkey foreign key (organization_id, revenue_run_id)
        references wellflow.revenue_run (organization_id, id),
    constraint payment_owner_id_fkey foreign key (organization_id, owner_id)
        references wellflow.company (organization_id, id),
    constraint payment_prepared_by_fkey foreign key (organization_id, prepared_by)
        references wellflow.app_user (organization_id, id),
    constraint payment_released_by_fkey foreign key (organization_id, released_by)
        references wellflow.app_user (organization_id, id),
    constraint payment_are_numbers check (array_position(
        array[amount_usd]::numeric[], 'NaN') is null)
);
alter table wellflow.payment enable row level security;
alter table wellflow.payment force row level security;
create policy tenant on wellflow.payment using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
