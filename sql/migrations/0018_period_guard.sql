-- A closed production month refuses change, whoever asks; the refusal is WF001.
--
-- Writers hold their months shared and a change of state holds its month alone, so that no row
-- can slip in while a month closes.

create function wellflow.month_key(of_organization uuid, of_month date)
returns bigint
language sql
immutable
as $$ select hashtextextended(of_organization::text, of_month - date '2000-01-01') $$;

create function wellflow.refuse_closed(of_organization uuid, of_month date, of_version integer)
returns void
language plpgsql
as $$
declare
    period wellflow.production_period;
begin
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

create function wellflow.guard_days()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, 0)
    from (
        select distinct organization_id, date_trunc('month', produced_on)::date as month
        from changed) c;
    return null;
end
$$;

create function wellflow.guard_months()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, c.version)
    from (select distinct organization_id, month, version from changed) c;
    return null;
end
$$;

-- A report stays what it was once its month is closed; only where it stands with the agency moves.
create function wellflow.guard_reports()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (
        select distinct organization_id, period_from, version
        from changed
        where report_type = 'form_pr') c;
    return null;
end
$$;

create function wellflow.guard_report_rows()
returns trigger
language plpgsql
as $$
begin
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

do $$
declare
    guarded record;
begin
    for guarded in
        select *
        from (values
            ('measured_day', 'guard_days'),
            ('allocated_day', 'guard_days'),
            ('tank_ledger_day', 'guard_days'),
            ('allocated_month', 'guard_months'),
            ('disposition_month', 'guard_months'),
            ('compliance_row', 'guard_report_rows'),
            ('compliance_report', 'guard_reports')) as g (on_table, by_function)
    loop
        execute format(
            'create trigger guard_insert after insert on wellflow.%I
                referencing new table as changed
                for each statement execute function wellflow.%I()',
            guarded.on_table, guarded.by_function);
        execute format(
            'create trigger guard_delete after delete on wellflow.%I
                referencing old table as changed
                for each statement execute function wellflow.%I()',
            guarded.on_table, guarded.by_function);
        continue when guarded.on_table = 'compliance_report';
        execute format(
            'create trigger guard_update_from after update on wellflow.%I
                referencing old table as changed
                for each statement execute function wellflow.%I()',
            guarded.on_table, guarded.by_function);
        execute format(
            'create trigger guard_update_to after update on wellflow.%I
                referencing new table as changed
                for each statement execute function wellflow.%I()',
            guarded.on_table, guarded.by_function);
    end loop;
end
$$;
