-- Months are held by their rows, which no login but those that may see them can take, where a lock
-- on a number could be taken by anyone who guessed it.

-- The organization in scope is the one that the statement began with: neither it nor the session
-- was left behind before the guards ran.
create or replace function wellflow.require_in_scope(of_organization uuid)
returns void
language plpgsql
as $$
begin
    if row_security_active('wellflow.production_period')
        and of_organization is distinct from
            nullif(current_setting('app.organization_id', true), '')::uuid
    then
        raise exception 'the organization in scope changed within the statement'
            using errcode = 'WF002', hint = 'set app.organization_id once, first in the transaction';
    end if;
    if session_user = :'api' and of_organization is distinct from wellflow.session_organization()
    then
        raise exception 'the session changed within the statement'
            using errcode = 'WF002', hint = 'set app.session once, first in the transaction';
    end if;
end
$$;

-- A writer holds the row of its month together with other writers; a change of state holds it
-- alone, as every update of a row does. A month that nobody has touched gets its row here.
create or replace function wellflow.refuse_closed(
    of_organization uuid, of_month date, of_version integer)
returns void
language plpgsql
as $$
declare
    period wellflow.production_period;
begin
    perform wellflow.require_in_scope(of_organization);
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'rows of a production month are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see a month closed since';
    end if;
    select p.* into period
    from wellflow.production_period p
    where p.organization_id = of_organization and p.month = of_month
    for share;
    if not found then
        insert into wellflow.production_period (organization_id, month)
        values (of_organization, of_month)
        on conflict do nothing;
        select p.* into strict period
        from wellflow.production_period p
        where p.organization_id = of_organization and p.month = of_month
        for share;
    end if;
    if period.state = 'closed' or of_version between 1 and period.version then
        raise exception 'production month % is closed at version %',
            to_char(of_month, 'YYYY-MM'), period.version
            using errcode = 'WF001', hint = 'post a correction under the next version';
    end if;
end
$$;

-- The guards run as the owner: they see the month whatever the writer may see, and a login that
-- writes nothing cannot make them hold one. Months are held in their order.
create or replace function wellflow.guard_days()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, 0)
    from (
        select distinct organization_id, date_trunc('month', produced_on)::date as month
        from changed
        order by 1, 2) c;
    return null;
end
$$;

create or replace function wellflow.guard_months()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, c.version)
    from (select distinct organization_id, month, version from changed order by 1, 2, 3) c;
    return null;
end
$$;

create or replace function wellflow.guard_reports()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (
        select distinct organization_id, period_from, version
        from changed
        where report_type = 'form_pr'
        order by 1, 2, 3) c;
    return null;
end
$$;

create or replace function wellflow.guard_report_rows()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.require_in_scope(c.organization_id)
    from (select distinct organization_id from changed) c;
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (
        select distinct r.organization_id, r.period_from, r.version
        from changed
        join wellflow.compliance_report r
            on r.organization_id = changed.organization_id
            and r.id = changed.compliance_report_id
        where r.report_type = 'form_pr'
        order by 1, 2, 3) c;
    return null;
end
$$;

-- The update that the trigger watches holds the row already.
do $$
begin
    execute replace(
        pg_get_functiondef('wellflow.guard_period()'::regprocedure),
        'perform pg_advisory_xact_lock(wellflow.month_key(old.organization_id, old.month));', '');
end
$$;

revoke execute on function wellflow.refuse_closed(uuid, date, integer) from :"pipeline", :"api";
drop function wellflow.month_key(uuid, date);

alter table wellflow.production_period disable trigger user;
insert into wellflow.production_period (organization_id, month)
select organization_id, date_trunc('month', produced_on)::date from wellflow.day_state
union
select organization_id, date_trunc('month', produced_on)::date from wellflow.measured_day
union
select organization_id, date_trunc('month', produced_on)::date from wellflow.allocated_day
on conflict do nothing;
alter table wellflow.production_period enable trigger user;

-- Whoever may write anything of a month may be the first who does.
drop trigger ask_person_to_insert on wellflow.production_period;
create trigger ask_person_to_insert
after insert on wellflow.production_period
referencing new table as changed
for each statement
execute function wellflow.ask_person(
    '{production.close,accounting.close,ticket.approve,gauge.enter,filing.submit}', 'stage');

-- The months that some days lie in are held as a writer holds them, and may not be closed.
create function wellflow.refuse_closed_days(of_organization uuid, of_days datemultirange)
returns void
language plpgsql
as $$
declare
    period record;
begin
    perform wellflow.require_in_scope(of_organization);
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'rows of a production month are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see a month closed since';
    end if;
    for period in
        select p.month, p.state, p.version
        from wellflow.production_period p
        where p.organization_id = of_organization
            and of_days && daterange(p.month, (p.month + interval '1 month')::date)
        order by p.month
        for share
    loop
        if period.state = 'closed' then
            raise exception 'production month % is closed at version % and was made with this row',
                to_char(period.month, 'YYYY-MM'), period.version
                using errcode = 'WF001',
                    hint = 'end the row after the last closed month and enter another from there';
        end if;
    end loop;
end
$$;

-- The production day that an instant lies in.
create function wellflow.production_day(of_organization uuid, instant timestamptz)
returns date
language sql
stable
as $$
    select ((instant at time zone o.time_zone) - make_interval(hours => o.day_start_hour))::date
        + o.day_label_by_end::integer
    from wellflow.organization o
    where o.organization_id = of_organization
$$;
