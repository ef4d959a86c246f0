-- Who may touch what. Role names carry the database's name, so that two databases of one server
-- share none. TRUNCATE, REFERENCES and TRIGGER are granted to nobody.
do $$
declare
    app_role text;
    pipeline text := current_database() || '_pipeline';
    api text := current_database() || '_api';
begin
    foreach app_role in array array[pipeline, api] loop
        execute format('grant usage on schema wellflow to %I', app_role);
        execute format(
            'grant select on
                wellflow.organization_directory, wellflow.organization, wellflow.collector_key,
                wellflow.reading, wellflow.reading_hour
            to %I', app_role);
        -- Master data: kept, changed, never removed.
        execute format(
            'grant select, insert, update on
                wellflow.app_user, wellflow.company, wellflow.field, wellflow.lease,
                wellflow.reporting_unit, wellflow.property, wellflow.well, wellflow.completion,
                wellflow.facility, wellflow.meter, wellflow.tank, wellflow.tag,
                wellflow.sales_contract
            to %I', app_role);
        -- What belongs to what, and terms that a person sets.
        execute format(
            'grant select, insert, update, delete on
                wellflow.capability_grant, wellflow.completion_reporting_unit,
                wellflow.property_completion, wellflow.strapping, wellflow.tag_binding,
                wellflow.network_edge, wellflow.deck, wellflow.deck_line
            to %I', app_role);
        -- Records: inserted only; a correction supersedes by id.
        execute format(
            'grant select, insert on
                wellflow.waiver, wellflow.well_status_event, wellflow.run_ticket,
                wellflow.well_test, wellflow.quarantine, wellflow.statement,
                wellflow.statement_line
            to %I', app_role);
        -- Derived rows: a run replaces its window.
        execute format(
            'grant select, insert, delete on
                wellflow.measured_day, wellflow.day_state, wellflow.allocated_day,
                wellflow.tank_ledger_day, wellflow.allocated_month, wellflow.disposition_month,
                wellflow.decline_fit, wellflow.compliance_report, wellflow.compliance_row,
                wellflow.revenue_run, wellflow.revenue_distribution, wellflow.owner_revenue
            to %I', app_role);
        execute format(
            'grant update (outcome, reasons, run_id) on wellflow.day_state to %I', app_role);
        execute format('grant update (status) on wellflow.compliance_report to %I', app_role);
        execute format('grant update (state) on wellflow.revenue_run to %I', app_role);
        -- Things with a state of their own, watched by triggers.
        execute format(
            'grant select, insert, update on
                wellflow.production_period, wellflow.payment
            to %I', app_role);
        execute format('grant execute on all functions in schema wellflow to %I', app_role);
    end loop;
    execute format('grant update on wellflow.organization to %I', api);
    execute format('grant update (revoked_at) on wellflow.collector_key to %I', api);
end
$$;
