"""The month of a reporting unit: stock at both ends, what left and where to, what was produced."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.month.records import Unit

# What each phase is counted in.
UNIT_OF: Final = {"liquid": "bbl", "gas": "mcf"}
_ZERO: Final = Decimal("0.0000")


@dataclass(frozen=True, slots=True)
class Disposed:
    """Volume that left under one kind, and whose figure it is."""

    kind: str
    volume: Decimal
    source: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PhaseMonth:
    """One unit's liquid or gas of a month; production is derived, so it always balances."""

    product: str
    unit_of_volume: str
    opening: Decimal
    opening_source: str
    closing: Decimal
    dispositions: tuple[Disposed, ...]
    production: Decimal

    @property
    def residual(self) -> Decimal:
        """Opening + production - dispositions - closing; zero when the month balances."""
        left = sum((each.volume for each in self.dispositions), _ZERO)
        return self.opening + self.production - left - self.closing


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One reporting unit's month."""

    unit: Unit
    liquid: PhaseMonth
    gas: PhaseMonth
    flags: tuple[str, ...]

    @property
    def lines(self) -> tuple["MonthLine", ...]:
        """The month line by line; a nil unit has its zeros."""
        return (*_lines(self.unit, self.liquid), *_lines(self.unit, self.gas))


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Stock, production or what left under one kind, field by field as it is stored."""

    reporting_unit_id: UUID
    product: str
    kind: str
    volume: Decimal
    unit: str
    source: str


def _lines(unit: Unit, phase: PhaseMonth) -> Iterator[MonthLine]:
    told: list[tuple[str, Decimal, str]] = []
    if phase.product != "gas":
        told.append(("opening_stock", phase.opening, phase.opening_source))
        told.append(("closing_stock", phase.closing, "tank"))
    told.append(("production", phase.production, "derived"))
    told.extend((each.kind, each.volume, each.source) for each in phase.dispositions)
    for kind, volume, source in told:
        yield MonthLine(unit.id, phase.product, kind, volume, phase.unit_of_volume, source)
