"""What the Dagster UI says of flags and audits, and checks: that none blocks, and that none warns.

Each check says of every flag it may find what it means and what to do. A check that fails stops
nothing: what has to stop is refused by the stage itself. Days have no checks, because one run may
make thousands, and Dagster would keep an event for each of them and each check; their flags stand
with the asset and with the run.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import dagster as dg

from books.report import StageReport
from domain.audit_outcome import Outcome, to_look_at
from domain.audits import AUDITS, Audit
from domain.flags import Flag, Severity, declared_flags, raised

# What flags the rows of a table, or the run that makes them, may carry.
RAISED_OF: Final = {
    "measured_day": ("measurement", "tank", "allocation", "run"),
    "allocated_day": ("measurement", "tank", "allocation", "run"),
    "allocated_month": ("measurement", "tank", "allocation", "month", "run"),
    "compliance_row": ("form", "run"),
    "decline_fit": ("fit", "run"),
    "revenue_distribution": ("revenue", "statement"),
}
CLOSE: Final = "production_period"
_OF_DAYS: Final = ("measured_day", "allocated_day")
_NAMES: Final[dict[Severity, str]] = {"blocks": "nothing_blocks", "warns": "nothing_to_look_at"}
_GRAVITY: Final = {"blocks": dg.AssetCheckSeverity.ERROR, "warns": dg.AssetCheckSeverity.WARN}
_ALL_HELD: Final = "every_audit_held"


def check_specs(table_name: str) -> list[dg.AssetCheckSpec]:
    """Return the checks of the asset that writes a table."""
    if table_name == CLOSE:
        return [dg.AssetCheckSpec(_ALL_HELD, asset=table_name, description=said_of(AUDITS))]
    if table_name in _OF_DAYS:
        return []
    own = flags_of(table_name)
    return [
        dg.AssetCheckSpec(
            name, asset=table_name,
            description=said_of([flag for flag in own if flag.severity == severity]),
        )
        for severity, name in _NAMES.items()
    ]  # fmt: skip


def flags_of(table_name: str) -> list[Flag]:
    """Return the flags that the rows of a table, or the run that makes them, may carry."""
    return [flag for flag in declared_flags() if flag.of in RAISED_OF.get(table_name, ())]


def flag_results(table_name: str, reports: Iterable[StageReport]) -> list[dg.AssetCheckResult]:
    """Return how the checks of a table's asset went, by the flags that the reports name."""
    if table_name in _OF_DAYS:
        return []
    found = raised([line for report in reports for line in report.flags])
    return [
        dg.AssetCheckResult(
            check_name=name,
            passed=not own,
            severity=_GRAVITY[severity],
            metadata={"flags": dg.MetadataValue.md(said_of(own) or "none")},
        )
        for severity, name in _NAMES.items()
        for own in ([flag for flag in found if flag.severity == severity],)
    ]


def audit_result(outcomes: Sequence[Outcome]) -> dg.AssetCheckResult:
    """Return the check of a close that went through: what blocks has raised, the rest warns."""
    found = to_look_at(outcomes)
    return dg.AssetCheckResult(
        check_name=_ALL_HELD,
        passed=not found,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"faults": dg.MetadataValue.md("\n\n".join(found) or "none")},
    )


def said_of(declared: Sequence[Flag | Audit]) -> str:
    """Return what flags or audits mean and what to do about them, as a table."""
    if not declared:
        return ""
    rows = [f"| `{one.name}` | {one.severity} | {one.meaning} | {one.remedy} |" for one in declared]
    return "\n".join(["| | severity | meaning | what to do |", "|---|---|---|---|", *rows])
