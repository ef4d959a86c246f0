"""From measured volumes to completions, days to months, and the state of a month."""

from catalog.model import Column, Table, day, enum, flag, instant, number, ref, text

NETWORK_EDGE = Table(
    name="network_edge",
    family="allocation",
    grain="one row per completion, product, facility and span of dates",
    columns=(
        ref("completion_id", "completion", "Completion that flows"),
        ref("facility_id", "facility", "Facility that measures what comes"),
        enum("product", "product", "Oil, gas or water"),
        day("effective_from", "First production date"),
        day("effective_to", "Day after the last production date", optional=True),
    ),
    no_overlap=("completion_id", "product"),
    indexes=(("facility_id",),),
)

DAY_STATE = Table(
    name="day_state",
    family="allocation",
    grain="one row per production day and stage: how it went",
    key=("produced_on", "stage"),
    own_id=False,
    derived=True,
    columns=(
        day("produced_on", "Production date"),
        enum("stage", "day_stage", "Stage of the daily work"),
        enum("outcome", "day_outcome", "How it went"),
        Column("reasons", "texts", "Why it is not ok", default="'{}'"),
        Column("run_id", "uuid", "Run that did it"),
        Column("reading_count", "bigint", "Readings of the day when it was measured",
               unit="reading", optional=True),
        text("form", "Form in which the stage writes down what its rows are made from;"
             " empty for a stage of the first release", optional=True),
    ),
)  # fmt: skip

ALLOCATED_DAY = Table(
    name="allocated_day",
    family="allocation",
    grain="one row per completion and production day",
    key=("completion_id", "produced_on"),
    own_id=False,
    derived=True,
    columns=(
        ref("completion_id", "completion", "Completion"),
        day("produced_on", "Production date"),
        number("oil_bbl", "volume", "Allocated oil, net standard", "bbl", optional=True),
        number("gas_mcf", "volume", "Allocated formation gas", "mcf", optional=True),
        number("water_bbl", "volume", "Allocated water", "bbl", optional=True),
        number("condensate_bbl", "volume", "Allocated condensate", "bbl", optional=True),
        number("injection_bbl", "volume", "Water injected", "bbl", optional=True),
        number("oil_native", "native", "Liquid in the device's unit", "native_liquid_unit",
               optional=True),
        number("gas_native", "native", "Gas in the device's unit", "native_gas_unit",
               optional=True),
        number("water_native", "native", "Water in the device's unit", "native_liquid_unit",
               optional=True),
        number("injection_native", "native", "Injection in the device's unit",
               "native_liquid_unit", optional=True),
        text("native_liquid_unit", "Unit of native liquids", default="'bbl'"),
        text("native_gas_unit", "Unit of native gas", default="'mcf'"),
        number("theoretical_oil_bbl", "volume", "Oil by test and hours", "bbl", optional=True),
        number("theoretical_gas_mcf", "volume", "Gas by test and hours", "mcf", optional=True),
        number("theoretical_water_bbl", "volume", "Water by test and hours", "bbl",
               optional=True),
        number("oil_factor", "factor", "Measured over theoretical oil", "ratio", optional=True),
        number("gas_factor", "factor", "Measured over theoretical gas", "ratio", optional=True),
        number("water_factor", "factor", "Measured over theoretical water", "ratio",
               optional=True),
        ref("well_test_id", "well_test", "Test used", optional=True),
        number("hours_on", "measure", "Hours on production", "h", optional=True, low=0, high=25),
        number("hours_in_day", "measure", "Length of the production day", "h", low=23, high=25),
        text("choke", "Choke", optional=True),
        number("tubing_pressure_psig", "measure", "Mean tubing pressure", "psig", optional=True),
        number("casing_pressure_psig", "measure", "Mean casing pressure", "psig", optional=True),
        number("line_pressure_psig", "measure", "Mean line pressure", "psig", optional=True),
        number("temperature_degf", "measure", "Mean temperature", "degF", optional=True),
        number("gas_oil_ratio_scf_per_bbl", "volume", "Gas-oil ratio", "scf/bbl",
               optional=True),
        flag("is_estimated", "Made from an estimate"),
        text("allocation_method", "How its shares were made: the method of its facility, or"
             " own_instrument where nothing was shared to it; empty for a day of an earlier"
             " release", optional=True),
        Column("flags", "texts", "What a person should look at", default="'{}'"),
        Column("run_id", "uuid", "Run that made the row"),
        text("input_hash", "Hash of what it was made from"),
    ),
    indexes=(("produced_on",),),
)  # fmt: skip

TANK_LEDGER_DAY = Table(
    name="tank_ledger_day",
    family="allocation",
    grain="one row per battery and production day: stock, in and out, net standard",
    key=("facility_id", "produced_on"),
    own_id=False,
    derived=True,
    columns=(
        ref("facility_id", "facility", "Battery"),
        day("produced_on", "Production date"),
        number("opening_nsv_bbl", "volume", "Stock at the start of the day", "bbl"),
        number("produced_nsv_bbl", "volume", "Oil made: closing - opening + hauled + piped",
               "bbl"),
        number("hauled_nsv_bbl", "volume", "Run tickets sealed in the day", "bbl"),
        number("piped_nsv_bbl", "volume", "Through the sales meter", "bbl"),
        number("closing_nsv_bbl", "volume", "Stock at the end of the day", "bbl"),
        Column("run_id", "uuid", "Run that made the row"),
    ),
    checks=(
        "opening_nsv_bbl + produced_nsv_bbl - hauled_nsv_bbl - piped_nsv_bbl = closing_nsv_bbl",
    ),
)  # fmt: skip

PRODUCTION_PERIOD = Table(
    name="production_period",
    family="allocation",
    grain="one row per production month: open, closing or closed, and its version",
    key=("month",),
    own_id=False,
    columns=(
        day("month", "First day of the production month"),
        enum("state", "period_state", "State", default="'open'"),
        Column("version", "int", "Version last closed; 0 before the first close", default="0"),
        ref("closed_by", "app_user", "Person who closed it", optional=True),
        instant("closed_at", "When", optional=True),
        instant("proposed_at", "When a schedule proposed the close", optional=True),
        text(
            "input_hash",
            "Form and hash of what was closed; without a form from the first release",
            optional=True,
        ),
        instant(
            "inputs_changed_at", "When what it was made from was found changed since", optional=True
        ),
        Column("run_id", "uuid", "Run that closed it", optional=True),
        ref(
            "closed_under",
            "standing_order",
            "Order under which a schedule closed it; nobody closed it by hand then",
            optional=True,
        ),
    ),
    checks=("extract(day from month) = 1", "closed_under is null or closed_by is null"),
)

ALLOCATED_MONTH = Table(
    name="allocated_month",
    family="allocation",
    grain="one row per completion, production month and version",
    key=("completion_id", "month", "version"),
    own_id=False,
    derived=True,
    columns=(
        ref("completion_id", "completion", "Completion"),
        day("month", "First day of the production month"),
        Column("version", "int", "Version of the close"),
        number("oil_bbl", "volume", "Oil after true-up, net standard", "bbl", optional=True),
        number("gas_mcf", "volume", "Formation gas after true-up", "mcf", optional=True),
        number("water_bbl", "volume", "Water", "bbl", optional=True),
        number("condensate_bbl", "volume", "Condensate after true-up", "bbl", optional=True),
        number("injection_bbl", "volume", "Water injected", "bbl", optional=True),
        number("oil_native", "native", "Liquid in the device's unit", "native_liquid_unit",
               optional=True),
        number("gas_native", "native", "Gas in the device's unit", "native_gas_unit",
               optional=True),
        number("water_native", "native", "Water in the device's unit", "native_liquid_unit",
               optional=True),
        number("injection_native", "native", "Injection in the device's unit",
               "native_liquid_unit", optional=True),
        text("native_liquid_unit", "Unit of native liquids", default="'bbl'"),
        text("native_gas_unit", "Unit of native gas", default="'mcf'"),
        number("hours_on", "measure", "Hours on production", "h", optional=True),
        number("hours_in_month", "measure", "Hours of the production month", "h"),
        number("true_up_factor", "factor", "Month's oil over the sum of its days", "ratio",
               optional=True),
        Column("days_reported", "int", "Days with a figure", unit="day"),
        Column("flags", "texts", "What a person should look at", default="'{}'"),
        Column("run_id", "uuid", "Run that made the row"),
        text("input_hash", "Hash of what it was made from"),
    ),
    indexes=(("month",),),
)  # fmt: skip

DISPOSITION_MONTH = Table(
    name="disposition_month",
    family="allocation",
    grain="one row per reporting unit, month, version, product and kind",
    derived=True,
    columns=(
        ref("reporting_unit_id", "reporting_unit", "Reporting unit"),
        day("month", "First day of the production month"),
        Column("version", "int", "Version of the close"),
        enum("product", "product", "Oil, condensate or gas"),
        enum("kind", "disposition_kind", "Stock, production or where it went"),
        number("volume", "volume", "Net standard barrels or Mcf", "see unit"),
        enum("unit", "unit", "bbl or mcf"),
        enum("source", "volume_source", "Where the figure comes from"),
        Column("run_id", "uuid", "Run that made the row"),
    ),
    unique=(("month", "reporting_unit_id", "version", "product", "kind"),),
)

TABLES = (
    NETWORK_EDGE, DAY_STATE, ALLOCATED_DAY, TANK_LEDGER_DAY, PRODUCTION_PERIOD,
    ALLOCATED_MONTH, DISPOSITION_MONTH,
)  # fmt: skip
