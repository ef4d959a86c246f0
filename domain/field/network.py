"""Which completion flows to which facility, and which belong to gas units, dated."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Edge:
    """A completion flows to a facility with a product, for a span of production days."""

    completion_id: UUID
    facility_id: UUID
    product: str
    effective_from: date
    effective_to: date | None

    def holds_on(self, produced_on: date) -> bool:
        """Return whether it flows on a production day; the day it ends on is no longer its own."""
        return _is_within(produced_on, self.effective_from, self.effective_to)


@dataclass(frozen=True, slots=True)
class GasUnitSpan:
    """A completion belongs to a gas reporting unit for a span of production days."""

    completion_id: UUID
    effective_from: date
    effective_to: date | None

    def holds_on(self, produced_on: date) -> bool:
        """Return whether it belongs on a production day; the day it ends on is no longer in."""
        return _is_within(produced_on, self.effective_from, self.effective_to)


def _is_within(day: date, since: date, until: date | None) -> bool:
    return since <= day and (until is None or day < until)
