"""A state's form: what it is made from, what it holds, and how its rows are stored and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from domain.errors import DataError
from domain.finding import Finding


class FormRow(Protocol):
    """One reporting unit on a form, volumes in whole barrels and Mcf."""

    @property
    def where(self) -> str:
        """The row as a person knows it."""

    @property
    def unit_key(self) -> str:
        """What names the unit in its state; no two rows of a form share it."""

    @property
    def opening_stock_bbl(self) -> int:
        """On hand at the beginning of the month [bbl]."""

    @property
    def closing_stock_bbl(self) -> int:
        """On hand at the end of the month [bbl]."""

    @property
    def liquid_residual_bbl(self) -> int:
        """Opening + production - dispositions - closing [bbl]; zero when the row balances."""

    @property
    def gas_residual_mcf(self) -> int:
        """Production - dispositions [mcf]; zero when the row balances."""

    @property
    def is_balanced(self) -> bool:
        """Whether every identity holds."""

    def stored(self) -> Mapping[str, Any]:
        """Return the state's own columns, as JSON has them."""


R_co = TypeVar("R_co", bound=FormRow, covariant=True)


class KindVolume(NamedTuple):
    """What left under one kind in the month [bbl or mcf], and the remark it came with."""

    kind: str
    volume: Decimal
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PhaseToFile:
    """A unit's liquid [bbl] or gas [mcf at the state's base pressure] of a month."""

    opening: Decimal
    closing: Decimal
    dispositions: tuple[KindVolume, ...]


@dataclass(frozen=True, slots=True)
class UnitToFile:
    """A reporting unit and its month."""

    id: UUID
    kind: str
    district: str
    unit_number: str
    unit_name: str
    field_name: str
    permit: str
    operator_id: UUID
    liquid: PhaseToFile
    gas: PhaseToFile


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator on a form's head."""

    id: UUID
    company_name: str
    p5_operator_number: str
    address: Any
    phone: str


@dataclass(frozen=True, slots=True)
class FilingMonth:
    """All that a form of a month is made from: one state's units of one organization.

    `filed_before` holds the rows filed for the month before, by unit.
    """

    month: date
    units: tuple[UnitToFile, ...]
    filed_before: Mapping[UUID, FormRow]
    operators: tuple[Operator, ...]
    settings: Mapping[str, Any]


class FilingLine(NamedTuple):
    """A unit's row on a form."""

    unit_id: UUID
    row: FormRow


@dataclass(frozen=True, slots=True)
class Filing:
    """A form worked out: its lines, head and totals, when it is due, and the rules it breaks.

    `unfit` are those of the findings for which the form has no place, even as a draft.
    """

    month: date
    due_on: date
    lines: tuple[FilingLine, ...]
    findings: tuple[Finding, ...]
    unfit: tuple[Finding, ...]
    body: Mapping[str, Any]
    totals: Mapping[str, Any]

    @property
    def is_balanced(self) -> bool:
        """Whether every line's identities hold."""
        return all(line.row.is_balanced for line in self.lines)


@dataclass(frozen=True, slots=True)
class Form(Generic[R_co]):
    """A monthly report that a state asks of an operator."""

    code: str
    name: str
    filing: Callable[[FilingMonth], Filing]
    row_of: Callable[[Mapping[str, Any]], R_co]

    def read_row(self, stored: Mapping[str, Any], where: str) -> R_co:
        """Return the row of the state's own columns.

        Raises
        ------
        DataError
            Naming the report and line, if the columns do not fit the state's record.
        """
        try:
            return self.row_of(stored)
        except DataError as error:
            raise DataError(error.what, where=where, remedy=error.remedy) from error
