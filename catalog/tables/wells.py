"""Wellbores, their completions, surface facilities, and the life of a well."""

from catalog.model import Column, Table, day, enum, flag, number, ref, text
from domain.allocation.methods import METHODS

WELL = Table(
    name="well",
    family="wells",
    grain="one row per wellbore",
    master=True,
    columns=(
        text("well_name", "Name as the operator writes it"),
        Column("api14", "api_number", "US well number, 14 digits as text; empty outside the US",
               optional=True),
        text("well_number", "Number on the lease", optional=True),
        ref("lease_id", "lease", "Lease", optional=True),
        ref("field_id", "field", "Field", optional=True),
        ref("operator_id", "company", "Operator", optional=True),
        enum("well_type", "well_type", "What the well makes or takes"),
        enum("well_purpose", "well_purpose", "Why it was drilled"),
        enum("well_status", "well_status", "Where it is in its life"),
        day("spudded_on", "Spud date", optional=True),
        day("completed_on", "Completion date", optional=True),
        day("first_production_on", "First production", optional=True),
        day("plugged_on", "Plugging date", optional=True),
        number("surface_latitude_deg", "measure", "Surface latitude", "deg", optional=True,
               low=-90, high=90),
        number("surface_longitude_deg", "measure", "Surface longitude", "deg", optional=True,
               low=-180, high=180),
        number("bottom_latitude_deg", "measure", "Bottom-hole latitude", "deg", optional=True,
               low=-90, high=90),
        number("bottom_longitude_deg", "measure", "Bottom-hole longitude", "deg", optional=True,
               low=-180, high=180),
        number("total_depth_ft", "measure", "Measured depth", "ft", optional=True, low=0),
        number("true_vertical_depth_ft", "measure", "True vertical depth", "ft", optional=True),
        number("ground_elevation_ft", "measure", "Ground elevation", "ft", optional=True),
        number("kelly_bushing_elevation_ft", "measure", "Kelly bushing elevation", "ft",
               optional=True),
        number("water_depth_ft", "measure", "Water depth", "ft", optional=True),
        flag("is_horizontal", "Drilled horizontally"),
        flag("is_offshore", "Offshore"),
    ),
    unique=(("api14",), ("lease_id", "well_name")),
    indexes=(
        ("lease_id",), ("field_id",), ("operator_id",), ("well_status",),
        ("surface_latitude_deg", "surface_longitude_deg"),
    ),
    checks=("api14 is null or api14 ~ '^[0-9]{14}$'",),
)  # fmt: skip

COMPLETION = Table(
    name="completion",
    family="wells",
    grain="one row per completion: the grain of measured and allocated volumes",
    master=True,
    columns=(
        ref("well_id", "well", "Wellbore it is in"),
        text("completion_name", "Name on reports"),
        enum("main_product", "product", "Product it is drilled for"),
        text("formation", "Producing formation", optional=True),
        text("lift_method", "flowing, rod_pump, esp, gas_lift, plunger", optional=True),
        day("first_production_on", "First production", optional=True),
        day("last_production_on", "Last production", optional=True),
    ),
    unique=(("well_id", "completion_name"),),
    indexes=(("well_id",),),
)

FACILITY = Table(
    name="facility",
    family="wells",
    grain="one row per surface facility",
    master=True,
    columns=(
        text("facility_name", "Name"),
        text("facility_code", "Operator's short code"),
        enum("facility_type", "facility_type", "What it is"),
        ref("field_id", "field", "Field", optional=True),
        ref("operator_id", "company", "Operator", optional=True),
        ref("reporting_unit_id", "reporting_unit", "Unit whose stock it holds", optional=True),
        number("latitude_deg", "measure", "Latitude", "deg", optional=True, low=-90, high=90),
        number("longitude_deg", "measure", "Longitude", "deg", optional=True, low=-180, high=180),
        Column("capacity", "json", "Rated capacities", optional=True),
        number("design_pressure_psig", "measure", "Design pressure", "psig", optional=True),
        day("installed_on", "Installation date", optional=True),
        day("last_inspected_on", "Last inspection", optional=True),
        day("next_inspection_on", "Next inspection", optional=True),
        text("status", "active or inactive", default="'active'"),
        text("allocation_method", "How what it measures is shared among its completions",
             default="'proportional'", words=METHODS),
    ),
    unique=(("facility_code",),),
    indexes=(("field_id",), ("facility_type",), ("operator_id",)),
)  # fmt: skip

WELL_STATUS_EVENT = Table(
    name="well_status_event",
    family="wells",
    grain="one row per change in a well's life",
    records=True,
    columns=(
        ref("well_id", "well", "Well"),
        enum("from_status", "well_status", "Status before"),
        enum("to_status", "well_status", "Status after"),
        day("changed_on", "Date of the change"),
        text("reason", "Why", optional=True),
        ref("app_user_id", "app_user", "Person who recorded it", optional=True),
    ),
    indexes=(("well_id", "changed_on"),),
)

TABLES = (WELL, COMPLETION, FACILITY, WELL_STATUS_EVENT)
