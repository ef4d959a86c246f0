-- What a closed month filed stays as it was, whichever state asked for it and whatever its form is
-- called. The guards of reports looked at Form PR alone; a report is one of production now, and the
-- form's own code says which.

alter type wellflow.report_type rename value 'form_pr' to 'production';

create or replace function wellflow.guard_reports()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (select distinct organization_id, period_from, version from changed) c;
    return null;
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
            and r.id = changed.compliance_report_id) c;
    return null;
end
$$;
