"""Reports to agencies and their rows."""

from catalog.model import Column, Table, day, enum, flag, ref, text

COMPLIANCE_REPORT = Table(
    name="compliance_report",
    family="compliance",
    grain="one row per report, period and version",
    derived=True,
    columns=(
        enum(
            "report_type",
            "report_type",
            "Sort of report; form_pr: production, any state's",
        ),
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
    grain="one row per report and reporting unit, volumes in whole units",
    key=("compliance_report_id", "reporting_unit_id"),
    own_id=False,
    derived=True,
    columns=(
        ref("compliance_report_id", "compliance_report", "Report"),
        ref("reporting_unit_id", "reporting_unit", "Unit reported"),
        Column("line_number", "int", "Line on the form"),
        Column("form_row", "json", "The state's own columns, as its record writes them"),
        flag("is_balanced", "Every identity of the row holds"),
    ),
    checks=("jsonb_typeof(form_row) = 'object'",),
)

TABLES = (COMPLIANCE_REPORT, COMPLIANCE_ROW)
