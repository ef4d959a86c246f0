"""Every closed list of words the database knows, exactly as the field uses them."""

from typing import Final

from domain.month import kinds

ENUMERATIONS: Final[dict[str, tuple[str, ...]]] = {
    "well_status": (
        "proposed", "permitted", "spudded", "drilling", "completing", "producing",
        "shut_in", "temporarily_abandoned", "permanently_abandoned", "plugged",
    ),
    "well_type": (
        "oil", "gas", "oil_gas", "injection", "disposal", "water_supply", "observation",
        "dry_hole",
    ),
    "well_purpose": (
        "exploration", "appraisal", "development", "injection", "disposal", "observation",
    ),
    "operator_type": (
        "operator", "non_operator", "carried_interest", "farm_in", "farm_out",
    ),
    "interest_type": (
        "working_interest", "royalty_interest", "overriding_royalty", "net_profits_interest",
        "carried_interest", "production_payment",
    ),
    "contract_status": (
        "draft", "pending_approval", "active", "suspended", "terminated", "expired",
    ),
    "document_type": (
        "lease", "title_opinion", "division_order", "joa", "farm_out", "psa", "permit",
        "report", "correspondence",
    ),
    "product": ("oil", "gas", "condensate", "ngl", "water", "co2", "helium"),
    "unit": ("bbl", "mcf", "mmbtu", "gal", "ton", "mt", "boe"),
    "tag_unit": (
        "bbl", "mcf", "mmbtu", "gal", "ton", "mt", "boe", "m3", "sm3", "e3m3", "gj",
        "bbl_per_day", "mcf_per_day", "sm3_per_day", "psig", "kpa", "bar", "degf", "degc",
        "in", "ft", "m", "h", "pct", "none",
    ),
    "report_type": ("form_pr", "severance_tax", "royalty_report"),
    "report_status": ("draft", "submitted", "approved", "rejected"),
    "facility_type": (
        "well_pad", "tank_battery", "separator", "compressor", "pump_station",
        "processing_plant", "terminal", "pipeline",
    ),
    "permit_type": (
        "drilling", "completion", "workover", "injection", "disposal", "facility", "pipeline",
        "environmental",
    ),
    "permit_status": (
        "draft", "submitted", "under_review", "approved", "denied", "expired", "renewed",
    ),
    "afe_status": (
        "draft", "pending_approval", "approved", "rejected", "in_progress", "completed",
        "closed",
    ),
    "invoice_status": (
        "draft", "submitted", "approved", "disputed", "paid", "partially_paid", "void",
    ),
    "payment_status": (
        "pending", "processing", "completed", "failed", "reversed", "suspended",
    ),
    "incident_type": (
        "spill", "release", "injury", "fatality", "near_miss", "equipment_failure",
        "well_control", "fire", "explosion",
    ),
    "severity": ("low", "medium", "high", "critical"),
    "capability": (
        "gauge.enter", "ticket.approve", "fit.sign", "production.close", "accounting.close",
        "period.revise", "deck.edit", "deck.approve", "payee.edit", "payment.prepare",
        "payment.release", "filing.submit", "tag.configure", "user.manage",
        "read.field", "read.volume", "read.money",
    ),
    "duty_pair": ("deck", "payment"),
    "tag_kind": (
        "totalizer", "rate", "level", "pressure", "temperature", "status", "day_volume",
        "day_hours", "position",
    ),
    "binding_role": (
        "oil", "gas", "water", "injection", "level", "temperature", "run_status", "hours_on",
        "tubing_pressure", "casing_pressure", "line_pressure", "choke", "gas_lift",
    ),
    "quarantine_reason": (
        "unknown_tag", "wrong_unit", "not_finite", "implausible_time", "conflicting_value",
        "malformed", "out_of_range", "rejected_by_database",
    ),
    "reporting_unit_kind": ("oil_lease", "gas_id", "pending"),
    "truth_owner": ("ours", "purchaser", "gatherer"),
    "liquid_basis": ("observed", "gsv", "nsv"),
    "meter_kind": ("lact", "orifice", "turbine", "coriolis", "daily_record"),
    "meter_use": ("sales", "fuel", "flare", "vent", "lift", "check", "water"),
    "measured_quantity": (
        "oil", "gas", "water", "injection", "oil_stock", "water_stock", "hours_on",
        "opening_oil_stock", "opening_water_stock", "tubing_pressure", "casing_pressure",
        "line_pressure", "temperature", "choke",
    ),
    "measurement_method": (
        "flow_computer_record", "totalizer", "rate_integration", "tank_gauge", "well_test",
        "manual", "mean",
    ),
    "volume_basis": ("actual", "estimate", "revision"),
    "day_stage": ("measure", "allocate"),
    "day_outcome": ("ok", "flagged", "failed"),
    "period_state": ("open", "closing", "closed"),
    "disposition_kind": kinds.WORDS,
    "volume_source": ("meter", "tank", "ticket", "statement", "filed", "derived"),
    "fit_state": ("fitted", "short", "failed"),
    "delivery_point": ("on_lease", "off_lease"),
    "tax_remitter": ("producer", "purchaser"),
    "settlement_basis": ("gross", "net"),
    "deck_kind": ("revenue", "cost"),
    "pay_status": ("pay", "suspense"),
    "line_payor": ("operator", "purchaser", "in_kind"),
    "run_state": ("draft", "booked", "reversed"),
}  # fmt: skip
