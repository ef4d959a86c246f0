"""The short report on the screen."""

from decimal import Decimal
from pathlib import Path

from demo.folder import DemoFolder
from demo.result import DemoResult, OperatorMonth


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _money(amount_usd: Decimal) -> str:
    return f"${amount_usd:,.2f}"


def _database(result: DemoResult) -> str:
    return {"plain": "plain PostgreSQL", "timescaledb": "TimescaleDB"}[result.flavour]


def _operator_lines(slug: str, month: OperatorMonth) -> list[str]:
    balance = "balanced" if month.form_pr_balanced else "NOT BALANCED"
    held = f", {_money(month.owners_held_usd)} held" if month.owners_held_usd else ""
    return [
        "",
        f"{slug}: {month.wells} wells, {month.days} days, month {month.period}",
        f"  oil measured   {month.oil_measured_bbl:>14,} bbl",
        f"  oil allocated  {month.oil_allocated_bbl:>14,} bbl",
        f"  residual       {month.residual_bbl:>14,} bbl",
        f"  Form PR        {month.form_pr_rows:>14} rows, {balance}",
        f"  net revenue    {_money(month.revenue_net_usd):>14}",
        f"  owners paid    {_money(month.owners_paid_usd):>14} to {month.owners} owners{held}",
    ]


def texas_report(result: DemoResult, folder: DemoFolder) -> list[str]:
    """Return the report of the Texas demo."""
    lines = [*result.readings_lines()]
    for slug, month in result.operators.items():
        lines += _operator_lines(slug, month)
    return [
        *lines,
        "",
        f"{result.seconds:.0f} seconds on {_database(result)}. Look at:",
        f"  {_shown(folder.filings)}     the filing, as it would be keyed in",
        f"  {_shown(folder.statements)}  the owners' statements",
        "  make up ARGS=--demo         the tables and runs in Dagster's pages",
    ]


def volve_report(result: DemoResult, folder: DemoFolder) -> list[str]:
    """Return the report of the recorded field."""
    further = result.further
    fits = [
        f"  {name:<12} {fit['state']:<7} qi {fit['qi_per_day'] or 0:>9,.1f} Sm3/d  "
        f"Di {fit['di_nominal_per_year'] or 0:6.3f}/yr  b {fit['b_factor'] or 0:5.3f}  "
        f"{', '.join(fit['flags'])}"
        for name, fit in further["fits"].items()
    ]
    return [
        *result.readings_lines(),
        "",
        f"well-months equal to the operator's sheet: {further['well_months_equal']}"
        f" of {further['well_months']}",
        f"days of 23 hours {further['days_of_23_hours']},"
        f" of 25 hours {further['days_of_25_hours']}",
        f"negative values kept and flagged {further['negative_values']},"
        f" missing values {further['missing_values']}",
        "",
        "decline fits",
        *fits,
        "",
        f"{result.seconds:.0f} seconds on {_database(result)}; logs in {_shown(folder.logs)}",
    ]
