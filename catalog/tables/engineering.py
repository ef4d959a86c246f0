"""Decline fits of completions."""

from catalog.model import Column, Table, day, enum, number, ref, text

DECLINE_FIT = Table(
    name="decline_fit",
    family="engineering",
    grain="one row per completion, product and month up to which it was fitted",
    key=("completion_id", "product", "as_of_month"),
    own_id=False,
    derived=True,
    columns=(
        ref("completion_id", "completion", "Completion"),
        enum("product", "product", "Oil or gas"),
        day("as_of_month", "Last production month used"),
        enum("state", "fit_state", "Fitted, too short, or failed"),
        text("model", "Model", default="'arps'"),
        day("starts_on", "Day at which t = 0", optional=True),
        number(
            "qi_per_day",
            "real",
            "Rate per producing day at t = 0",
            "rate_unit per day",
            optional=True,
        ),
        text("rate_unit", "bbl, mcf or sm3"),
        number("di_nominal_per_year", "real", "Nominal decline at t = 0", "1/year", optional=True),
        number("b_factor", "real", "Arps b", "-", optional=True, low=0, high=2),
        number("rmse_ln", "real", "Root mean square of the log residuals", "-", optional=True),
        Column("months_used", "int", "Months fitted", unit="month"),
        number(
            "uptime_fraction",
            "real",
            "Mean uptime of the last 12 months",
            "fraction",
            optional=True,
            low=0,
            high=1.1,
        ),
        number(
            "next_12_months_volume",
            "real",
            "Rate x days x uptime over the next 12 months",
            "rate_unit",
            optional=True,
        ),
        Column("flags", "texts", "What the engineer should look at", default="'{}'"),
        text("reason", "Why there is no curve", optional=True),
        Column("run_id", "uuid", "Run that made the row"),
    ),
)

TABLES = (DECLINE_FIT,)
