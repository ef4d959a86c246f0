"""Rows of a month's draft: the lines of its units and its completions, and the run they are of."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.month.completions import CompletionMonth
from domain.month.unit_month import MonthLine, UnitMonth
from storage.identity import stable_id
from storage.records import row_of


def disposition_rows(
    units: Iterable[UnitMonth], month: date, version: int, run_id: UUID
) -> list[dict[str, object]]:
    """Return the lines of every unit as rows of `disposition_month`."""
    made: dict[str, object] = {"month": month, "version": version, "run_id": run_id}
    return [
        row_of(line, id=_line_id(line, month, version), **made)
        for unit_month in units
        for line in unit_month.lines
    ]


def completion_rows(
    completions: Iterable[CompletionMonth], version: int, run_id: UUID, input_hash: str
) -> list[dict[str, object]]:
    """Return the months of completions as rows of `allocated_month`."""
    made: dict[str, object] = {
        "version": version, "run_id": run_id, "input_hash": input_hash,
    }  # fmt: skip
    return [row_of(each, **made) for each in completions]


def _line_id(line: MonthLine, month: date, version: int) -> UUID:
    return stable_id(
        "disposition_month", str(line.reporting_unit_id), str(month), str(version),
        line.product, line.kind,
    )  # fmt: skip
