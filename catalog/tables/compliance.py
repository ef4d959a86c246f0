"""Reports to agencies and their rows."""

from catalog.model import Column, Table, day, enum, flag, number, ref, text

COMPLIANCE_REPORT = Table(
    name="compliance_report",
    family="compliance",
    grain="one row per report, period and version",
    derived=True,
    columns=(
        enum("report_type", "report_type", "Sort of report"),
        text("form_code", "Agency's form, e.g. TX-PR"),
        text("state_jurisdiction", "State, two letters"),
        day("period_from", "First day of the period"),
        day("period_to", "Last day of the period"),
        day("due_on", "Due date"),
        enum("status", "report_status", "Where it is", default="'draft'"),
        Column("version", "int", "Version of the closed month it was made from; 0 is a draft"),
        Column("form_body", "json", "Header of the form", default="'{}'"),
        Column("calculated_values", "json", "Totals and checks", default="'{}'"),
        Column("run_id", "uuid", "Run that made it"),
    ),
    unique=(("form_code", "period_from", "version"),),
    indexes=(("due_on",),),
)

COMPLIANCE_ROW = Table(
    name="compliance_row",
    family="compliance",
    grain="one row per report and reporting unit, whole barrels and Mcf",
    key=("compliance_report_id", "reporting_unit_id"),
    own_id=False,
    derived=True,
    columns=(
        ref("compliance_report_id", "compliance_report", "Report"),
        ref("reporting_unit_id", "reporting_unit", "Unit reported"),
        Column("line_number", "int", "Line on the form"),
        text("well_kind", "O oil, G gas, P pending"),
        number("opening_stock_bbl", "int", "On hand, beginning of month", "bbl", low=0),
        number("liquid_production_bbl", "int", "Oil or condensate produced", "bbl", low=0),
        Column("liquid_dispositions", "json", "[{code, volume_bbl, remark}]", default="'[]'"),
        number("closing_stock_bbl", "int", "On hand, end of month", "bbl", low=0),
        number("gas_production_mcf", "int", "Formation gas produced", "mcf", low=0),
        Column("gas_dispositions", "json", "[{code, volume_mcf, remark}]", default="'[]'"),
        flag("is_balanced", "Both identities hold"),
    ),
)

TABLES = (COMPLIANCE_REPORT, COMPLIANCE_ROW)
