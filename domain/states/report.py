"""Reports as they are kept: their heads, their lines as printed, and their rows as filed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Report:
    """A report; version 0 is a draft."""

    id: UUID
    period_from: date
    due_on: date
    version: int
    form_body: Any
    calculated_values: Any

    @property
    def findings(self) -> tuple[str, ...]:
        """Rules that its rows break, as they were told; a form that was filed breaks none."""
        return tuple(self.calculated_values.get("findings", ()))


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report: names as they are printed, and the state's own columns."""

    line_number: int
    operator_name: str
    p5_operator_number: str
    field_name: str
    form_row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FiledRow:
    """The state's own columns of a unit's line as filed."""

    reporting_unit_id: UUID
    line_number: int
    form_row: dict[str, Any]
