"""What a step tells Dagster: row counts, flags, figures; and when a retry makes sense."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import dagster as dg

from assets.checks import flag_results, said_of
from books.report import StageReport
from domain.errors import WellflowError
from domain.flags import raised

if TYPE_CHECKING:
    Materialized = dg.MaterializeResult[None]
else:
    # Of a step with checks Dagster takes the bare class alone; no value goes along with it.
    Materialized = dg.MaterializeResult

SHOWN_FLAGS = 50
# A database that was restarted is back by then; one that is gone for longer fails the run.
TIMES_TRIED_AGAIN = 3
WAIT_S = 10


@contextmanager
def failing_plainly(log: dg.DagsterLogManager) -> Iterator[None]:
    """Turn an error of ours into a failure of the step; try it again only where that can help.

    The log gets a line of its own, since the pages show a failure with its stack of calls.
    """
    try:
        yield
    except WellflowError as error:
        log.error(error.message)  # noqa: TRY400  # the failure itself shows the stack
        if error.can_retry:
            raise dg.RetryRequested(TIMES_TRIED_AGAIN, WAIT_S) from error
        raise dg.Failure(error.message, metadata=_plainly(error), allow_retries=False) from error


def _plainly(error: WellflowError) -> dict[str, dg.MetadataValue[str]]:
    said = {"what happened": error.what, "where": error.where, "what to do": error.remedy}
    # A close that fails names one audit after the other; each gets a paragraph.
    return {
        name: dg.MetadataValue.md(text.replace(" | ", "\n\n"))
        for name, text in said.items()
        if text
    }


def run_id(context: dg.AssetExecutionContext | dg.OpExecutionContext) -> UUID:
    """Return the run's id as it is stored with every row the run makes."""
    return UUID(context.run.run_id)


def not_done(error: WellflowError) -> StageReport:
    """Return the report of a stage that could do nothing for an organization, and why."""
    return StageReport("not done", flags=(f"nothing was done: {error.message}",))


def _table_of(table_name: str, reports: Mapping[str, StageReport]) -> str:
    lines = ["| organization | rows | flags |", "|---|---|---|"]
    lines += [
        f"| {slug} | {report.rows_written.get(table_name, 0)} | {len(report.flags)} |"
        for slug, report in reports.items()
    ]
    return "\n".join(lines)


def materialized(table_name: str, reports: Mapping[str, StageReport], covered: str) -> Materialized:
    """Return the outcome of a step that worked for one or more organizations.

    `covered` says what the row count counts: a range of days is one run with one count.
    """
    flags = [f"- {slug}: {flag}" for slug, report in reports.items() for flag in report.flags]
    figures = {
        f"{slug}: {name}": str(figure)
        for slug, report in reports.items()
        for name, figure in report.figures.items()
    }
    declared = raised([line for report in reports.values() for line in report.flags])
    return dg.MaterializeResult(
        check_results=flag_results(table_name, reports.values()),
        metadata={
            "dagster/row_count": sum(r.rows_written.get(table_name, 0) for r in reports.values()),
            "rows_are_of": covered,
            "organizations": dg.MetadataValue.md(_table_of(table_name, reports)),
            "flags": dg.MetadataValue.md("\n".join(flags[:SHOWN_FLAGS]) or "none"),
            "flag_count": len(flags),
            "what_to_do": dg.MetadataValue.md(said_of(declared) or "nothing"),
            **figures,
        },
    )
