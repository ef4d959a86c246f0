-- Tenants, the people who may act for them, and the boxes that collect for them.

-- one row per tenant, readable without a tenant: id and slug, nothing else
create table wellflow.organization_directory (
    organization_id uuid not null,
    slug text not null,
    created_at timestamptz not null default now(),
    constraint organization_directory_pkey primary key (organization_id),
    constraint organization_directory_slug_key unique (slug),
    constraint organization_directory_rule_1 check (slug ~ '^[a-z0-9][a-z0-9-]*$')
);

-- one row per tenant
create table wellflow.organization (
    organization_id uuid not null,
    organization_name text not null,
    time_zone text not null default 'America/Chicago',
    day_start_hour integer not null default 7,
    day_label_by_end boolean not null default false,
    address jsonb,
    settings jsonb not null default '{}',
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint organization_pkey primary key (organization_id),
    constraint organization_organization_id_fkey foreign key (organization_id)
        references wellflow.organization_directory (organization_id),
    constraint organization_day_start_hour_range check (day_start_hour between 0 and 23)
);
alter table wellflow.organization enable row level security;
alter table wellflow.organization force row level security;
create policy tenant on wellflow.organization using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per person and tenant
create table wellflow.app_user (
    organization_id uuid not null,
    id uuid not null,
    email text not null,
    full_name text not null,
    password_hash text,
    is_active boolean not null default true,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint app_user_pkey primary key (organization_id, id),
    constraint app_user_email_key unique (organization_id, email),
    constraint app_user_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint app_user_rule_1 check (email = lower(email))
);
alter table wellflow.app_user enable row level security;
alter table wellflow.app_user force row level security;
create policy tenant on wellflow.app_user using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per person and capability
create table wellflow.capability_grant (
    organization_id uuid not null,
    app_user_id uuid not null,
    capability wellflow.capability not null,
    created_at timestamptz not null default now(),
    constraint capability_grant_pkey primary key (organization_id, app_user_id, capability),
    constraint capability_grant_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint capability_grant_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id)
);
alter table wellflow.capability_grant enable row level security;
alter table wellflow.capability_grant force row level security;
create policy tenant on wellflow.capability_grant using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per signed waiver of a separation of duties
create table wellflow.waiver (
    organization_id uuid not null,
    id uuid not null,
    app_user_id uuid not null,
    duty_pair wellflow.duty_pair not null,
    reason text not null,
    signed_on date not null,
    created_at timestamptz not null default now(),
    constraint waiver_pkey primary key (organization_id, id),
    constraint waiver_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint waiver_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id)
);
alter table wellflow.waiver enable row level security;
alter table wellflow.waiver force row level security;
create policy tenant on wellflow.waiver using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per collector: which tenant its database login belongs to
create table wellflow.collector_key (
    organization_id uuid not null,
    login text not null,
    collector_name text not null,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    constraint collector_key_pkey primary key (organization_id, login),
    constraint collector_key_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
alter table wellflow.collector_key enable row level security;
alter table wellflow.collector_key force row level security;
create policy tenant on wellflow.collector_key using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
