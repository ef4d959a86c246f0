-- Every closed list of words, exactly as the field uses them.

create type wellflow.well_status as enum (
    'proposed', 'permitted', 'spudded', 'drilling', 'completing', 'producing', 'shut_in',
    'temporarily_abandoned', 'permanently_abandoned', 'plugged'
);
create type wellflow.well_type as enum (
    'oil', 'gas', 'oil_gas', 'injection', 'disposal', 'water_supply', 'observation', 'dry_hole'
);
create type wellflow.well_purpose as enum (
    'exploration', 'appraisal', 'development', 'injection', 'disposal', 'observation'
);
create type wellflow.operator_type as enum (
    'operator', 'non_operator', 'carried_interest', 'farm_in', 'farm_out'
);
create type wellflow.interest_type as enum (
    'working_interest', 'royalty_interest', 'overriding_royalty', 'net_profits_interest',
    'carried_interest', 'production_payment'
);
create type wellflow.contract_status as enum (
    'draft', 'pending_approval', 'active', 'suspended', 'terminated', 'expired'
);
create type wellflow.document_type as enum (
    'lease', 'title_opinion', 'division_order', 'joa', 'farm_out', 'psa', 'permit', 'report',
    'correspondence'
);
create type wellflow.product as enum (
    'oil', 'gas', 'condensate', 'ngl', 'water', 'co2', 'helium'
);
create type wellflow.unit as enum (
    'bbl', 'mcf', 'mmbtu', 'gal', 'ton', 'mt', 'boe'
);
create type wellflow.tag_unit as enum (
    'bbl', 'mcf', 'mmbtu', 'gal', 'ton', 'mt', 'boe', 'm3', 'sm3', 'e3m3', 'gj', 'bbl_per_day',
    'mcf_per_day', 'sm3_per_day', 'psig', 'kpa', 'bar', 'degf', 'degc', 'in', 'ft', 'm', 'h',
    'pct', 'none'
);
create type wellflow.report_type as enum (
    'form_pr', 'severance_tax', 'royalty_report'
);
create type wellflow.report_status as enum (
    'draft', 'submitted', 'approved', 'rejected'
);
create type wellflow.facility_type as enum (
    'well_pad', 'tank_battery', 'separator', 'compressor', 'pump_station', 'processing_plant',
    'terminal', 'pipeline'
);
create type wellflow.permit_type as enum (
    'drilling', 'completion', 'workover', 'injection', 'disposal', 'facility', 'pipeline',
    'environmental'
);
create type wellflow.permit_status as enum (
    'draft', 'submitted', 'under_review', 'approved', 'denied', 'expired', 'renewed'
);
create type wellflow.afe_status as enum (
    'draft', 'pending_approval', 'approved', 'rejected', 'in_progress', 'completed', 'closed'
);
create type wellflow.invoice_status as enum (
    'draft', 'submitted', 'approved', 'disputed', 'paid', 'partially_paid', 'void'
);
create type wellflow.payment_status as enum (
    'pending', 'processing', 'completed', 'failed', 'reversed', 'suspended'
);
create type wellflow.incident_type as enum (
    'spill', 'release', 'injury', 'fatality', 'near_miss', 'equipment_failure', 'well_control',
    'fire', 'explosion'
);
create type wellflow.severity as enum (
    'low', 'medium', 'high', 'critical'
);
create type wellflow.capability as enum (
    'gauge.enter', 'ticket.approve', 'fit.sign', 'production.close', 'accounting.close',
    'period.revise', 'deck.edit', 'deck.approve', 'payee.edit', 'payment.prepare',
    'payment.release', 'filing.submit', 'tag.configure', 'user.manage', 'read'
);
create type wellflow.duty_pair as enum (
    'deck', 'payment'
);
create type wellflow.tag_kind as enum (
    'totalizer', 'rate', 'level', 'pressure', 'temperature', 'status', 'day_volume', 'day_hours',
    'position'
);
create type wellflow.protocol as enum (
    'modbus', 'opcua', 'mqtt'
);
create type wellflow.binding_role as enum (
    'oil', 'gas', 'water', 'injection', 'level', 'temperature', 'run_status', 'hours_on',
    'tubing_pressure', 'casing_pressure', 'line_pressure', 'choke', 'gas_lift'
);
create type wellflow.quarantine_reason as enum (
    'unknown_tag', 'wrong_unit', 'not_finite', 'implausible_time', 'conflicting_value',
    'malformed', 'out_of_range', 'rejected_by_database'
);
create type wellflow.reporting_unit_kind as enum (
    'oil_lease', 'gas_id', 'pending'
);
create type wellflow.truth_owner as enum (
    'ours', 'purchaser', 'gatherer'
);
create type wellflow.liquid_basis as enum (
    'observed', 'gsv', 'nsv'
);
create type wellflow.meter_kind as enum (
    'lact', 'orifice', 'turbine', 'coriolis', 'daily_record'
);
create type wellflow.meter_use as enum (
    'sales', 'fuel', 'flare', 'vent', 'lift', 'check', 'water'
);
create type wellflow.measured_quantity as enum (
    'oil', 'gas', 'water', 'injection', 'oil_stock', 'water_stock', 'hours_on'
);
create type wellflow.measurement_method as enum (
    'flow_computer_record', 'totalizer', 'rate_integration', 'tank_gauge', 'well_test', 'manual'
);
create type wellflow.volume_basis as enum (
    'actual', 'estimate', 'revision'
);
create type wellflow.day_stage as enum (
    'measure', 'allocate'
);
create type wellflow.day_outcome as enum (
    'ok', 'flagged', 'failed'
);
create type wellflow.period_state as enum (
    'open', 'closing', 'closed'
);
create type wellflow.disposition_kind as enum (
    'opening_stock', 'production', 'sale', 'fuel', 'flare', 'vent', 'lift', 'sediment',
    'closing_stock'
);
create type wellflow.volume_source as enum (
    'meter', 'tank', 'ticket', 'statement', 'filed', 'derived'
);
create type wellflow.fit_state as enum (
    'fitted', 'short', 'failed'
);
create type wellflow.delivery_point as enum (
    'on_lease', 'off_lease'
);
create type wellflow.tax_remitter as enum (
    'producer', 'purchaser'
);
create type wellflow.settlement_basis as enum (
    'gross', 'net'
);
create type wellflow.deck_kind as enum (
    'revenue', 'cost'
);
create type wellflow.pay_status as enum (
    'pay', 'suspense'
);
create type wellflow.line_payor as enum (
    'operator', 'purchaser', 'in_kind'
);
create type wellflow.run_state as enum (
    'draft', 'booked', 'reversed'
);
