-- Which completion belonged to which reporting unit and property, and when.

-- one row per completion, reporting unit and span of dates
create table wellflow.completion_reporting_unit (
    organization_id uuid not null,
    id uuid not null,
    completion_id uuid not null,
    reporting_unit_id uuid not null,
    effective_from date not null,
    effective_to date,
    created_at timestamptz not null default now(),
    constraint completion_reporting_unit_pkey primary key (organization_id, id),
    constraint completion_reporting_unit_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint completion_reporting_unit_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint completion_reporting_unit_reporting_unit_id_fkey foreign key (organization_id, reporting_unit_id)
        references wellflow.reporting_unit (organization_id, id),
    constraint completion_reporting_unit_overlap exclude using gist (
        organization_id with =, completion_id with =,
        daterange(effective_from, effective_to) with &&),
    constraint completion_reporting_unit_span check (effective_to > effective_from)
);
alter table wellflow.completion_reporting_unit enable row level security;
alter table wellflow.completion_reporting_unit force row level security;
create policy tenant on wellflow.completion_reporting_unit using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per property, completion and span of dates
create table wellflow.property_completion (
    organization_id uuid not null,
    id uuid not null,
    property_id uuid not null,
    completion_id uuid not null,
    effective_from date not null,
    effective_to date,
    created_at timestamptz not null default now(),
    constraint property_completion_pkey primary key (organization_id, id),
    constraint property_completion_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint property_completion_property_id_fkey foreign key (organization_id, property_id)
        references wellflow.property (organization_id, id),
    constraint property_completion_completion_id_fkey foreign key (organization_id, completion_id)
        references wellflow.completion (organization_id, id),
    constraint property_completion_overlap exclude using gist (
        organization_id with =, property_id with =, completion_id with =,
        daterange(effective_from, effective_to) with &&),
    constraint property_completion_span check (effective_to > effective_from)
);
alter table wellflow.property_completion enable row level security;
alter table wellflow.property_completion force row level security;
create policy tenant on wellflow.property_completion using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
