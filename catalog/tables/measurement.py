"""Meters, tanks and what was measured with them: tickets, tests, and the measured day."""

from catalog.model import Column, Table, day, enum, flag, instant, number, ref, text
from domain.month import kinds

METER = Table(
    name="meter",
    family="measurement",
    grain="one row per meter",
    master=True,
    columns=(
        text("meter_name", "Name"),
        ref("facility_id", "facility", "Facility it stands at", optional=True),
        enum("product", "product", "What flows through it"),
        enum("kind", "meter_kind", "Kind of meter"),
        enum("use", "meter_use", "Where the stream goes"),
        enum("truth_owner", "truth_owner", "Whose measurement settles", default="'ours'"),
        number("meter_factor", "factor", "Proved meter factor", "ratio", default="1", low=0.5,
               high=1.5),
        number("pressure_base_psia", "measure", "Base pressure of gas volumes", "psia",
               optional=True, low=14, high=16),
    ),
    unique=(("facility_id", "meter_name"),),
    indexes=(("facility_id",),),
)  # fmt: skip

TANK = Table(
    name="tank",
    family="measurement",
    grain="one row per tank",
    master=True,
    columns=(
        text("tank_name", "Name"),
        ref("facility_id", "facility", "Battery it stands in"),
        enum("product", "product", "Oil, condensate or water"),
        number("capacity_bbl", "volume", "Nominal size", "bbl", low=0),
        number("height_in", "measure", "Highest gauge", "in", low=0),
        number("api_gravity_60f", "measure", "Gravity of its liquid at 60 degF", "degAPI",
               optional=True, low=-10, high=100),
        number("bsw_pct", "measure", "Sediment and water in its oil", "pct", default="0", low=0,
               high=100),
    ),
    unique=(("facility_id", "tank_name"),),
    indexes=(("facility_id",),),
)  # fmt: skip

STRAPPING = Table(
    name="strapping",
    family="measurement",
    grain="one row per tank, dated table and level",
    key=("tank_id", "effective_from", "level_in"),
    own_id=False,
    columns=(
        ref("tank_id", "tank", "Tank"),
        day("effective_from", "First day of the table"),
        number("level_in", "measure", "Gauge", "in", low=0),
        number("volume_bbl", "volume", "Observed volume at that gauge", "bbl", low=0),
    ),
)

RUN_TICKET = Table(
    name="run_ticket",
    family="measurement",
    grain="one row per ticket as the hauler wrote it; a correction is a new row",
    records=True,
    columns=(
        text("ticket_number", "Hauler's number"),
        ref("hauler_id", "company", "Hauler"),
        ref("purchaser_id", "company", "Purchaser"),
        ref("tank_id", "tank", "Tank loaded from"),
        instant("opened_at", "Opening gauge"),
        instant("closed_at", "Closing gauge and seal"),
        number("opening_level_in", "measure", "Opening gauge", "in", low=0),
        number("closing_level_in", "measure", "Closing gauge", "in", low=0),
        number("oil_observed_bbl", "volume", "Observed volume", "bbl", low=0),
        number("temperature_degf", "measure", "Liquid temperature", "degF"),
        number("api_gravity_60f", "measure", "Gravity at 60 degF", "degAPI"),
        number("bsw_pct", "measure", "Sediment and water", "pct", low=0, high=100),
        number("oil_nsv_bbl", "volume", "Net standard volume", "bbl", low=0),
        flag("is_rejected", "Load refused by the hauler"),
        ref("supersedes_id", "run_ticket", "Ticket this one corrects", optional=True),
        enum(
            "disposition_kind",
            "disposition_kind",
            f"How the oil left: {', '.join(kinds.ON_TICKETS)}",
            default="'truck'",
        ),
        text("remark", "Why, where it left otherwise than by a sale", optional=True),
    ),
    unique=(("hauler_id", "ticket_number", "supersedes_id"),),
    indexes=(("tank_id", "closed_at"),),
    checks=("closed_at >= opened_at",),
)

WELL_TEST = Table(
    name="well_test",
    family="measurement",
    grain="one row per test of a completion; a correction is a new row",
    records=True,
    columns=(
        ref("completion_id", "completion", "Completion"),
        day("tested_on", "Production date from which the test counts"),
        number("test_hours", "measure", "Length of the test", "h", low=0, high=168),
        number("oil_bbl_per_day", "volume", "Oil rate", "bbl/day", low=0),
        number("gas_mcf_per_day", "volume", "Gas rate", "mcf/day", low=0),
        number("water_bbl_per_day", "volume", "Water rate", "bbl/day", low=0),
        text("choke", "Choke as written", optional=True),
        number("tubing_pressure_psig", "measure", "Tubing pressure", "psig", optional=True),
        flag("is_valid", "Accepted for allocation", default="true"),
        ref("supersedes_id", "well_test", "Test this one corrects", optional=True),
    ),
    indexes=(("completion_id", "tested_on"),),
)

MEASURED_DAY = Table(
    name="measured_day",
    family="measurement",
    grain="one row per measuring point, production day and quantity",
    derived=True,
    columns=(
        day("produced_on", "Production date"),
        enum("quantity", "measured_quantity", "What was measured"),
        ref("meter_id", "meter", "Meter", optional=True),
        ref("tank_id", "tank", "Tank", optional=True),
        ref("completion_id", "completion", "Completion with instruments of its own", optional=True),
        number("amount", "volume", "Amount in `unit`; empty when nothing was measured",
               "see unit", optional=True),
        text("unit", "Unit of `amount`: bbl, mcf, h, psig, degf; a choke as its tag counts it"),
        number("amount_native", "native", "Amount as the device counts it", "see native_unit",
               optional=True),
        text("native_unit", "Unit of the device"),
        enum("liquid_basis", "liquid_basis", "Basis of a liquid volume", optional=True),
        enum("method", "measurement_method", "How it was made"),
        enum("volume_basis", "volume_basis", "Actual, estimate or revision", default="'actual'"),
        enum("truth_owner", "truth_owner", "Whose measurement settles", default="'ours'"),
        flag("is_provisional", "The settling party's figure is still to come"),
        number("good_pct", "measure", "Share of the day covered by good readings", "pct", low=0,
               high=100),
        Column("longest_gap_s", "int", "Longest time without a good reading", unit="s"),
        number("hours_in_day", "measure", "Length of the production day", "h", low=23, high=25),
        Column("flags", "texts", "What a person should look at", default="'{}'"),
        Column("overrides_id", "uuid", "Measured day this one replaces", optional=True),
        Column("run_id", "uuid", "Run that made the row"),
        text("input_hash", "Hash of what it was made from"),
    ),
    unique=(
        ("produced_on", "quantity", "meter_id", "tank_id", "completion_id", "liquid_basis",
         "overrides_id"),
    ),
    indexes=(("completion_id", "produced_on"),),
    checks=(
        "num_nonnulls(meter_id, tank_id, completion_id) = 1",
    ),
)  # fmt: skip

TABLES = (METER, TANK, STRAPPING, RUN_TICKET, WELL_TEST, MEASURED_DAY)
