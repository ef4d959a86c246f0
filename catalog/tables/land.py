"""What land is called by its owners (lease), by the agency (reporting unit), by us (property)."""

from catalog.model import Column, Table, day, enum, flag, number, ref, text

FIELD = Table(
    name="field",
    family="land",
    grain="one row per oil or gas field",
    master=True,
    columns=(
        text("field_name", "Name as the agency writes it"),
        text("field_code", "Agency's field number, 8 digits in Texas", optional=True),
        text("basin", "Basin", optional=True),
        text("play", "Play", optional=True),
        text("country", "Country"),
        text("state", "State", optional=True),
        text("county", "County", optional=True),
        day("discovered_on", "Discovery date", optional=True),
        ref("operator_id", "company", "Operator", optional=True),
        text("status", "active or inactive", default="'active'"),
    ),
    unique=(("country", "state", "field_code"),),
    indexes=(("operator_id",), ("state", "county")),
)

LEASE = Table(
    name="lease",
    family="land",
    grain="one row per contract with mineral owners",
    master=True,
    columns=(
        text("lease_number", "Operator's lease number"),
        text("lease_name", "Lease name"),
        ref("field_id", "field", "Field", optional=True),
        text("lessor_name", "Mineral owner who signed", optional=True),
        day("effective_on", "First day of the contract"),
        day("expires_on", "Last day of the contract", optional=True),
        Column("primary_term_months", "int", "Primary term", unit="month", optional=True),
        number("royalty_rate", "interest", "Royalty of the contract", "fraction", low=0, high=1),
        number("bonus_usd", "money", "Bonus paid", "usd", optional=True),
        number("net_acres", "measure", "Net mineral acres", "acre", optional=True),
        number("gross_acres", "measure", "Gross acres", "acre", optional=True),
        number("working_interest", "interest", "Operator's working interest", "fraction",
               optional=True, low=0, high=1),
        number("net_revenue_interest", "interest", "Operator's net revenue interest", "fraction",
               optional=True, low=0, high=1),
        text("legal_description", "Survey, abstract, section", optional=True),
        text("status", "active, held, expired ...", default="'active'"),
        flag("pugh_clause", "Releases undeveloped acreage"),
        Column("depth_limitation", "json", "Depths covered", optional=True),
    ),
    unique=(("lease_number",),),
    indexes=(("field_id",), ("expires_on",)),
)  # fmt: skip

REPORTING_UNIT = Table(
    name="reporting_unit",
    family="land",
    grain="one row per thing an agency counts, dated",
    master=True,
    columns=(
        text("state_jurisdiction", "State, two letters", default="'TX'"),
        enum("kind", "reporting_unit_kind", "Oil lease, gas id, or pending"),
        text("district", "Railroad Commission district as printed, e.g. 08 or 7C"),
        text("unit_number", "Oil lease number (5 digits), gas id (6) or permit"),
        text("unit_name", "Lease name in the agency's records"),
        ref("field_id", "field", "Field", optional=True),
        text("commingling_permit", "Commingling permit number", optional=True),
        ref("operator_id", "company", "Operator on the P-4"),
        day("effective_from", "First day held"),
        day("effective_to", "Day after the last day held", optional=True),
    ),
    unique=(("state_jurisdiction", "kind", "district", "unit_number"),),
)

COMPLETION_REPORTING_UNIT = Table(
    name="completion_reporting_unit",
    family="land",
    grain="one row per completion, reporting unit and span of dates",
    columns=(
        ref("completion_id", "completion", "Completion"),
        ref("reporting_unit_id", "reporting_unit", "Reporting unit"),
        day("effective_from", "First production date"),
        day("effective_to", "Day after the last production date", optional=True),
    ),
    no_overlap=("completion_id",),
)

PROPERTY = Table(
    name="property",
    family="land",
    grain="one row per thing that decks and costs hang on",
    master=True,
    columns=(
        text("property_number", "Accountants' number"),
        text("property_name", "Accountants' name"),
        ref("lease_id", "lease", "Lease", optional=True),
        ref("reporting_unit_id", "reporting_unit", "Unit whose volumes it sells", optional=True),
        text("state", "State, two letters", default="'TX'"),
        text("county", "County", optional=True),
    ),
    unique=(("property_number",),),
)

PROPERTY_COMPLETION = Table(
    name="property_completion",
    family="land",
    grain="one row per property, completion and span of dates",
    columns=(
        ref("property_id", "property", "Property"),
        ref("completion_id", "completion", "Completion"),
        day("effective_from", "First production date"),
        day("effective_to", "Day after the last production date", optional=True),
    ),
    no_overlap=("property_id", "completion_id"),
)

TABLES = (FIELD, LEASE, REPORTING_UNIT, PROPERTY, COMPLETION_REPORTING_UNIT, PROPERTY_COMPLETION)
