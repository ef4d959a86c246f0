-- Who may touch what. The runner puts the names of this database's roles in place of the
-- variables. TRUNCATE, REFERENCES and TRIGGER are granted to nobody, and nothing to PUBLIC.

-- Tenants reach the raw readings through two views; scada and scada_chunks grant them nothing.
grant usage on schema wellflow to :"pipeline", :"api";
grant select on
    wellflow.organization_directory,
    wellflow.organization,
    wellflow.collector_key,
    wellflow.reading,
    wellflow.reading_hour
to :"pipeline", :"api";

-- Master data: kept, changed, never removed.
grant select, insert, update on
    wellflow.app_user,
    wellflow.company,
    wellflow.field,
    wellflow.lease,
    wellflow.reporting_unit,
    wellflow.property,
    wellflow.well,
    wellflow.completion,
    wellflow.facility,
    wellflow.meter,
    wellflow.tank,
    wellflow.tag,
    wellflow.sales_contract
to :"pipeline", :"api";

-- What belongs to what, and terms that a person sets.
grant select, insert, update, delete on
    wellflow.capability_grant,
    wellflow.completion_reporting_unit,
    wellflow.property_completion,
    wellflow.strapping,
    wellflow.tag_binding,
    wellflow.network_edge,
    wellflow.deck,
    wellflow.deck_line
to :"pipeline", :"api";

-- Records: inserted only; a correction supersedes by id.
grant select, insert on
    wellflow.waiver,
    wellflow.well_status_event,
    wellflow.run_ticket,
    wellflow.well_test,
    wellflow.quarantine,
    wellflow.statement,
    wellflow.statement_line
to :"pipeline", :"api";

-- Derived rows: a run replaces its window.
grant select, insert, delete on
    wellflow.measured_day,
    wellflow.day_state,
    wellflow.allocated_day,
    wellflow.tank_ledger_day,
    wellflow.allocated_month,
    wellflow.disposition_month,
    wellflow.decline_fit,
    wellflow.compliance_report,
    wellflow.compliance_row,
    wellflow.revenue_run,
    wellflow.revenue_distribution,
    wellflow.owner_revenue
to :"pipeline", :"api";
grant update (outcome, reasons, run_id) on wellflow.day_state to :"pipeline", :"api";
grant update (status) on wellflow.compliance_report to :"pipeline", :"api";
grant update (state) on wellflow.revenue_run to :"pipeline", :"api";

-- Things with a state of their own, watched by triggers.
grant select, insert, update on
    wellflow.production_period,
    wellflow.payment
to :"pipeline", :"api";

grant update on wellflow.organization to :"api";
grant update (revoked_at) on wellflow.collector_key to :"api";

grant execute on function
    wellflow.acting_person(),
    wellflow.is_allowed_status_change(wellflow.well_status, wellflow.well_status),
    wellflow.month_key(uuid, date),
    wellflow.refuse_closed(uuid, date, integer),
    wellflow.require_capability(uuid, uuid, wellflow.capability),
    wellflow.require_two_people(uuid, uuid, uuid, wellflow.duty_pair),
    wellflow.sign_in(text, text)
to :"pipeline", :"api";
