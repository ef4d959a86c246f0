"""What the Dagster UI checks of an asset: that no run raised a flag that blocks, or one that warns.

Each check says of every flag it may find what it means and what to do. A check that fails stops
nothing: what has to stop is refused by the stage itself.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import dagster as dg

from books.report import StageReport
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
_NAMES: Final[dict[Severity, str]] = {"blocks": "nothing_blocks", "warns": "nothing_to_look_at"}
_GRAVITY: Final = {"blocks": dg.AssetCheckSeverity.ERROR, "warns": dg.AssetCheckSeverity.WARN}
_ALL_HELD: Final = "every_audit_held"


def check_specs(table_name: str) -> list[dg.AssetCheckSpec]:
    """Return the checks of the asset that writes a table."""
    if table_name == CLOSE:
        return [dg.AssetCheckSpec(_ALL_HELD, asset=table_name, description=said_of(AUDITS))]
    own = [flag for flag in declared_flags() if flag.of in RAISED_OF[table_name]]
    return [
        dg.AssetCheckSpec(
            name, asset=table_name,
            description=said_of([flag for flag in own if flag.severity == severity]),
        )
        for severity, name in _NAMES.items()
    ]  # fmt: skip


def flag_results(reports: Iterable[StageReport]) -> list[dg.AssetCheckResult]:
    """Return how the checks of a stage went, by the flags that its reports name."""
    told = list(reports)
    found = raised([line for report in told for line in report.flags])
    n_failed = sum(len(report.failed_days) for report in told)
    return [
        dg.AssetCheckResult(
            check_name=name,
            passed=not own and not (severity == "blocks" and n_failed),
            severity=_GRAVITY[severity],
            metadata={"flags": dg.MetadataValue.md(said_of(own) or "none")},
        )
        for severity, name in _NAMES.items()
        for own in ([flag for flag in found if flag.severity == severity],)
    ]


def audit_result() -> dg.AssetCheckResult:
    """Return the check of a close that went through: one whose audits fail has raised."""
    return dg.AssetCheckResult(check_name=_ALL_HELD, passed=True)


def said_of(declared: Sequence[Flag | Audit]) -> str:
    """Return what flags or audits mean and what to do about them, as a table."""
    if not declared:
        return ""
    rows = [f"| `{one.name}` | {one.severity} | {one.meaning} | {one.remedy} |" for one in declared]
    return "\n".join(["| | severity | meaning | what to do |", "|---|---|---|---|", *rows])
