"""What a step tells Dagster: row counts, flags, figures; and when a retry makes sense."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import dagster as dg

from books.report import StageReport
from domain.errors import WellflowError

SHOWN_FLAGS = 50


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Turn an error of ours into a failure of the step, retried only where that can help."""
    try:
        yield
    except WellflowError as error:
        raise dg.Failure(error.message, allow_retries=error.can_retry) from error


def run_id(context: dg.AssetExecutionContext | dg.OpExecutionContext) -> UUID:
    """Return the run's id as it is stored with every row the run makes."""
    return UUID(context.run.run_id)


def not_done(error: WellflowError) -> StageReport:
    """Return the report of a stage that could do nothing for an organization, and why."""
    return StageReport("not done", {}, (f"nothing was done: {error.message}",), {})


def _table_of(table_name: str, reports: Mapping[str, StageReport]) -> str:
    lines = ["| organization | rows | flags |", "|---|---|---|"]
    lines += [
        f"| {slug} | {report.rows_written.get(table_name, 0)} | {len(report.flags)} |"
        for slug, report in reports.items()
    ]
    return "\n".join(lines)


def materialized(
    table_name: str, reports: Mapping[str, StageReport], covered: str
) -> dg.MaterializeResult[None]:
    """Return the outcome of a step that worked for one or more organizations.

    `covered` says what the row count counts: a range of days is one run with one count.
    """
    flags = [f"- {slug}: {flag}" for slug, report in reports.items() for flag in report.flags]
    figures = {
        f"{slug}: {name}": str(figure)
        for slug, report in reports.items()
        for name, figure in report.figures.items()
    }
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(r.rows_written.get(table_name, 0) for r in reports.values()),
            "rows_are_of": covered,
            "organizations": dg.MetadataValue.md(_table_of(table_name, reports)),
            "flags": dg.MetadataValue.md("\n".join(flags[:SHOWN_FLAGS]) or "none"),
            "flag_count": len(flags),
            **figures,
        }
    )
