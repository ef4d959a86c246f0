-- Months and reports: times are the database's, and a report goes where an agency sends it.

-- Periods: times are the database's, and no month is closed before it is over.
create function wellflow.guard_period_times()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    if tg_op = 'INSERT' then
        if new.closed_by is not null or new.closed_at is not null then
            raise exception 'a production month starts open at version 0' using errcode = 'WF002';
        end if;
        new.created_at := now();
        return new;
    end if;
    if new.proposed_at is distinct from old.proposed_at then
        new.proposed_at := now();
    end if;
    if new.state <> 'closed' then
        new.closed_by := old.closed_by;
        new.closed_at := old.closed_at;
        return new;
    end if;
    new.closed_at := now();
    if exists (
        select
        from wellflow.organization o
        where o.organization_id = new.organization_id
            and (now() at time zone o.time_zone)::date < (new.month + interval '1 month')::date)
    then
        raise exception 'production month % is not over', to_char(new.month, 'YYYY-MM')
            using errcode = 'WF002', hint = 'close it once its last day is in';
    end if;
    return new;
end
$$;

create trigger guard_times before insert or update on wellflow.production_period
for each row execute function wellflow.guard_period_times();

-- Reports: drafted, submitted, answered by the agency; a rejected one is a draft again.
create function wellflow.guard_report_arrows()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wellflow.is_founding(coalesce(new.organization_id, old.organization_id)) then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a report that is % stays', old.status using errcode = 'WF002';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'a report starts as a draft' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' then
        raise exception 'of a report nothing moves but where it stands' using errcode = 'WF002';
    end if;
    if new.status = old.status then
        return new;
    end if;
    if (old.status::text, new.status::text) not in (
        ('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'rejected'),
        ('rejected', 'draft'))
    then
        raise exception 'a report cannot go from % to %', old.status, new.status
            using errcode = 'WF002';
    end if;
    perform wellflow.require_in_scope(new.organization_id);
    perform wellflow.require_capability(
        new.organization_id, wellflow.acting_person(), 'filing.submit');
    if new.status = 'submitted' and new.version = 0 and new.report_type = 'form_pr' then
        raise exception 'the draft of an open month is not filed'
            using errcode = 'WF002', hint = 'close the month: wellflow close production';
    end if;
    return new;
end
$$;

create trigger guard_arrows before insert or update or delete on wellflow.compliance_report
for each row execute function wellflow.guard_report_arrows();

-- Guards of earlier files that read.
do $$
declare
    guard text;
begin
    foreach guard in array array[
        'require_two_people(uuid, uuid, uuid, wellflow.duty_pair)', 'guard_distributions()',
        'guard_owner_lines()', 'guard_days()', 'guard_months()', 'guard_reports()',
        'guard_report_rows()', 'change_well_status()']
    loop
        execute format(
            'alter function wellflow.%s security definer set search_path = pg_catalog, pg_temp',
            guard);
    end loop;
end
$$;

revoke update (status) on wellflow.compliance_report from :"pipeline";
revoke insert on wellflow.quarantine from :"api";
