-- A closed month sees every change, however the statement was written. The guards read under the
-- tenant in scope, which a statement could leave for another before they ran; an old snapshot
-- shows a month as it was; and a truncation has no rows to look at.

create function wellflow.require_in_scope(of_organization uuid)
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
end
$$;

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
    perform pg_advisory_xact_lock_shared(wellflow.month_key(of_organization, of_month));
    select p.* into period
    from wellflow.production_period p
    where p.organization_id = of_organization and p.month = of_month;
    if period.state = 'closed' or of_version between 1 and period.version then
        raise exception 'production month % is closed at version %',
            to_char(of_month, 'YYYY-MM'), period.version
            using errcode = 'WF001', hint = 'post a correction under the next version';
    end if;
end
$$;

create or replace function wellflow.guard_report_rows()
returns trigger
language plpgsql
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
        where r.report_type = 'form_pr') c;
    return null;
end
$$;

-- How each day went is part of what a close looked at.
create trigger guard_insert after insert on wellflow.day_state
    referencing new table as changed
    for each statement execute function wellflow.guard_days();
create trigger guard_delete after delete on wellflow.day_state
    referencing old table as changed
    for each statement execute function wellflow.guard_days();
create trigger guard_update_from after update on wellflow.day_state
    referencing old table as changed
    for each statement execute function wellflow.guard_days();
create trigger guard_update_to after update on wellflow.day_state
    referencing new table as changed
    for each statement execute function wellflow.guard_days();

create function wellflow.refuse_truncate()
returns trigger
language plpgsql
as $$
begin
    raise exception 'TRUNCATE of %.% is refused: it may hold closed months and booked runs',
        tg_table_schema, tg_table_name
        using errcode = 'WF004', hint = 'delete the rows of an open month';
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array[
        'day_state', 'measured_day', 'allocated_day', 'tank_ledger_day', 'allocated_month',
        'disposition_month', 'compliance_report', 'compliance_row', 'revenue_run',
        'revenue_distribution', 'owner_revenue']
    loop
        execute format(
            'create trigger refuse_truncate before truncate on wellflow.%I
                for each statement execute function wellflow.refuse_truncate()', kept);
    end loop;
end
$$;

grant execute on function wellflow.require_in_scope(uuid) to :"pipeline", :"api";
