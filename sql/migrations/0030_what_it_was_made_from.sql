-- What a closed month and a booked run were made from is kept, and its hash names the form it was
-- written down in. Measured days hold all that allocation needs: what a tank had at the start of
-- its first day, and what the instruments at a well head showed.

-- one row per inputs that something closed or booked was made from
create table wellflow.made_from (
    organization_id uuid not null,
    input_hash text not null,
    inputs bytea not null,
    created_at timestamptz not null default now(),
    constraint made_from_pkey primary key (organization_id, input_hash),
    constraint made_from_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
alter table wellflow.made_from enable row level security;
alter table wellflow.made_from force row level security;
create policy tenant on wellflow.made_from using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

create trigger refuse_change before update or delete or truncate on wellflow.made_from
    for each statement execute function wellflow.refuse_change();

grant select, insert on wellflow.made_from to :"pipeline", :"api";

alter table wellflow.production_period add column inputs_changed_at timestamptz;
alter table wellflow.revenue_run add column inputs_changed_at timestamptz;

create function wellflow.refuse_mark()
returns trigger
language plpgsql
as $$
begin
    raise exception 'only a migration marks what has changed since it was closed'
        using errcode = 'WF002';
end
$$;

create trigger refuse_mark before insert or update on wellflow.production_period
    for each row when (new.inputs_changed_at is not null)
    execute function wellflow.refuse_mark();
create trigger refuse_mark before insert on wellflow.revenue_run
    for each row when (new.inputs_changed_at is not null)
    execute function wellflow.refuse_mark();

alter table wellflow.day_state add column form text;

alter type wellflow.measured_quantity add value 'opening_oil_stock';
alter type wellflow.measured_quantity add value 'opening_water_stock';
alter type wellflow.measured_quantity add value 'tubing_pressure';
alter type wellflow.measured_quantity add value 'casing_pressure';
alter type wellflow.measured_quantity add value 'line_pressure';
alter type wellflow.measured_quantity add value 'temperature';
alter type wellflow.measured_quantity add value 'choke';
alter type wellflow.measurement_method add value 'mean';
