-- Whom the operator deals with, and what land is called by owners, agencies and accountants.

-- one row per company or person the operator deals with
create table wellflow.company (
    organization_id uuid not null,
    id uuid not null,
    company_name text not null,
    company_code text not null,
    company_type text,
    p5_operator_number text,
    duns_number text,
    address jsonb,
    primary_contact jsonb,
    phone text,
    email text,
    website text,
    credit_rating text,
    insurance_coverage jsonb,
    vendor_number text,
    is_operator boolean not null default false,
    is_vendor boolean not null default false,
    is_partner boolean not null default false,
    is_purchaser boolean not null default false,
    is_gatherer boolean not null default false,
    is_hauler boolean not null default false,
    is_owner boolean not null default false,
    status text not null default 'active',
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint company_pkey primary key (organization_id, id),
    constraint company_company_code_key unique (organization_id, company_code),
    constraint company_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint company_rule_1 check (
        p5_operator_number is null or p5_operator_number ~ '^[0-9]{6}$')
);
create index company_company_name_idx on wellflow.company (organization_id, company_name);
create index company_company_type_idx on wellflow.company (organization_id, company_type);
alter table wellflow.company enable row level security;
alter table wellflow.company force row level security;
create policy tenant on wellflow.company using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per oil or gas field
create table wellflow.field (
    organization_id uuid not null,
    id uuid not null,
    field_name text not null,
    field_code text,
    basin text,
    play text,
    country text not null,
    state text,
    county text,
    discovered_on date,
    operator_id uuid,
    status text not null default 'active',
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint field_pkey primary key (organization_id, id),
    constraint field_field_code_key unique (organization_id, field_code),
    constraint field_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint field_operator_id_fkey foreign key (organization_id, operator_id)
        references wellflow.company (organization_id, id)
);
create index field_operator_id_idx on wellflow.field (organization_id, operator_id);
create index field_state_county_idx on wellflow.field (organization_id, state, county);
alter table wellflow.field enable row level security;
alter table wellflow.field force row level security;
create policy tenant on wellflow.field using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per contract with mineral owners
create table wellflow.lease (
    organization_id uuid not null,
    id uuid not null,
    lease_number text not null,
    lease_name text not null,
    field_id uuid,
    lessor_name text,
    effective_on date not null,
    expires_on date,
    primary_term_months integer,
    royalty_rate numeric(10,8) not null,
    bonus_usd numeric(18,2),
    net_acres numeric(12,4),
    gross_acres numeric(12,4),
    working_interest numeric(10,8),
    net_revenue_interest numeric(10,8),
    legal_description text,
    status text not null default 'active',
    pugh_clause boolean not null default false,
    depth_limitation jsonb,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint lease_pkey primary key (organization_id, id),
    constraint lease_lease_number_key unique (organization_id, lease_number),
    constraint lease_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint lease_field_id_fkey foreign key (organization_id, field_id)
        references wellflow.field (organization_id, id),
    constraint lease_royalty_rate_range check (royalty_rate between 0 and 1),
    constraint lease_working_interest_range check (working_interest between 0 and 1),
    constraint lease_net_revenue_interest_range check (net_revenue_interest between 0 and 1),
    constraint lease_are_numbers check (array_position(
        array[royalty_rate, bonus_usd, net_acres, gross_acres, working_interest,
            net_revenue_interest]::numeric[], 'NaN') is null)
);
create index lease_field_id_idx on wellflow.lease (organization_id, field_id);
create index lease_expires_on_idx on wellflow.lease (organization_id, expires_on);
alter table wellflow.lease enable row level security;
alter table wellflow.lease force row level security;
create policy tenant on wellflow.lease using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per thing an agency counts, dated
create table wellflow.reporting_unit (
    organization_id uuid not null,
    id uuid not null,
    state_jurisdiction text not null default 'TX',
    kind wellflow.reporting_unit_kind not null,
    district text not null,
    unit_number text not null,
    unit_name text not null,
    field_id uuid,
    commingling_permit text,
    operator_id uuid not null,
    effective_from date not null,
    effective_to date,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint reporting_unit_pkey primary key (organization_id, id),
    constraint reporting_unit_natural_key unique
        (organization_id, state_jurisdiction, kind, district, unit_number, effective_from),
    constraint reporting_unit_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint reporting_unit_field_id_fkey foreign key (organization_id, field_id)
        references wellflow.field (organization_id, id),
    constraint reporting_unit_operator_id_fkey foreign key (organization_id, operator_id)
        references wellflow.company (organization_id, id),
    constraint reporting_unit_span check (effective_to > effective_from)
);
alter table wellflow.reporting_unit enable row level security;
alter table wellflow.reporting_unit force row level security;
create policy tenant on wellflow.reporting_unit using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per thing that decks and costs hang on
create table wellflow.property (
    organization_id uuid not null,
    id uuid not null,
    property_number text not null,
    property_name text not null,
    lease_id uuid,
    reporting_unit_id uuid,
    state text not null default 'TX',
    county text,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint property_pkey primary key (organization_id, id),
    constraint property_property_number_key unique (organization_id, property_number),
    constraint property_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint property_lease_id_fkey foreign key (organization_id, lease_id)
        references wellflow.lease (organization_id, id),
    constraint property_reporting_unit_id_fkey foreign key (organization_id, reporting_unit_id)
        references wellflow.reporting_unit (organization_id, id)
);
alter table wellflow.property enable row level security;
alter table wellflow.property force row level security;
create policy tenant on wellflow.property using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
