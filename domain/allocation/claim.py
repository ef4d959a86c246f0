"""What a completion claims of a battery's volume, and what a method makes of all the claims."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.allocation.theoretical import theoretical
from domain.field.papers import WellTest


@dataclass(frozen=True, slots=True)
class Claim:
    """One completion that flows to a battery with a product on one day.

    `own` is what its own instrument measured of the product, never negative and empty where it
    has none; `hours` are those it ran [h], `test` is the last valid one.
    """

    completion_id: UUID
    name: str
    product: str
    own: Decimal | None
    test: WellTest | None
    hours: Decimal

    def by_test(self) -> Decimal | None:
        """Return its volume by test and hours [bbl or mcf]; empty if it ran and has no test."""
        return theoretical(self.product, self.test, self.hours)


@dataclass(frozen=True, slots=True)
class Sharing:
    """A battery's volume shared out, or why it cannot be.

    `expected` is the weight of each completion, `by_test` are those whose weight is by test and
    hours. Where `why_not` says something, `shares` is empty and the day fails for it.
    """

    expected: dict[UUID, Decimal]
    by_test: frozenset[UUID]
    shares: dict[UUID, Decimal]
    why_not: str = ""


# Shares a measured volume [bbl or mcf], never clipped, exactly among the completions that claim it.
Method = Callable[[Decimal, Sequence[Claim]], Sharing]
