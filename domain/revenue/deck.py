"""A deck: who holds which interest in a property, and that it sums to exactly one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal
from uuid import UUID

from domain.errors import DataError
from domain.numbers.rounding import FACTOR_QUANTUM, round_half_away

DeckKind = Literal["revenue", "cost"]
InterestType = Literal[
    "working_interest", "royalty_interest", "overriding_royalty", "net_profits_interest",
    "carried_interest", "production_payment",
]  # fmt: skip

_ONE: Final = Decimal(1)
# A net profits interest is paid from profit and stands outside every deck's sum.
_COUNTED: Final[dict[DeckKind, frozenset[str]]] = {
    "revenue": frozenset(
        {"working_interest", "royalty_interest", "overriding_royalty", "production_payment"}
    ),
    "cost": frozenset({"working_interest", "carried_interest"}),
}


@dataclass(frozen=True, slots=True)
class Deck:
    """A payor's record for a property, and whether it was approved."""

    id: UUID
    property_id: UUID
    property_number: str
    kind: DeckKind
    product: str | None
    effective_from: date
    effective_to: date | None
    is_approved: bool

    @property
    def where(self) -> str:
        """The deck as a person knows it."""
        return f"deck {self.property_number}/{self.kind}"

    def holds_on(self, day: date) -> bool:
        """Return whether the deck is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


@dataclass(frozen=True, slots=True)
class DeckLine:
    """One owner's interest of one sort.

    Parameters
    ----------
    line_id : UUID or str
        Immutable id; equal remainders go to the lower one.
    deck_id : UUID or str
        Deck it stands on.
    owner_id : UUID or str
        Owner.
    owner_code : str
        Owner as a person knows it.
    interest_type : str
        Sort of interest; on a revenue deck a working interest is net of its burdens.
    interest_decimal : Decimal
        Eight-place decimal on the signed paper [fraction].
    interest_fraction : Fraction, optional
        Exact fraction, where known [fraction].
    pay_status : {"pay", "suspense"}
        Paid or held.
    payor : {"operator", "purchaser", "in_kind"}
        Who pays this owner.
    is_residual : bool
        Takes the rounding residue.
    """

    line_id: UUID | str
    deck_id: UUID | str
    owner_id: UUID | str
    owner_code: str
    interest_type: InterestType
    interest_decimal: Decimal
    interest_fraction: Fraction | None = None
    pay_status: Literal["pay", "suspense"] = "pay"
    payor: Literal["operator", "purchaser", "in_kind"] = "operator"
    is_residual: bool = False


def exact_interest(numerator: int | None, denominator: int | None, owner: str) -> Fraction | None:
    """Return an interest as an exact fraction, or nothing where it is not known [fraction].

    Raises
    ------
    DataError
        If only one part of the fraction is given, or it divides by zero.
    """
    if (numerator is None) is not (denominator is None) or denominator == 0:
        raise DataError(
            f"the exact interest of {owner} is {numerator} / {denominator}, which is no fraction",
            remedy="give both parts of it, or neither",
        )
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def counted_lines(kind: DeckKind, lines: Iterable[DeckLine]) -> tuple[DeckLine, ...]:
    """Return the lines that share a column of this kind of deck: all but net profits interests."""
    return tuple(line for line in lines if line.interest_type in _COUNTED[kind])


def require_deck(kind: DeckKind, lines: Sequence[DeckLine], where: str = "") -> None:
    """Refuse a deck whose interests are not exactly one.

    Parameters
    ----------
    kind : {"revenue", "cost"}
        Revenue: royalty, overriding, production payment and net working interests sum to one.
        Cost: working and carried interests sum to one.
    lines : sequence of DeckLine
        Lines of the deck; net profits interests are left out of the sum.
    where : str
        Property, for the message.

    Raises
    ------
    DataError
        If a line does not belong on the deck, is out of range, disagrees with its fraction, or
        the sum is not one; the message names the difference.
    """
    for line in lines:
        _require_line(kind, line, where)
    if sum(line.is_residual for line in lines) > 1:
        raise DataError("more than one line takes the rounding residue", where=where)
    counted = counted_lines(kind, lines)
    total = sum((line.interest_decimal for line in counted), Decimal(0))
    if total != _ONE:
        raise DataError(
            f"{kind} interests sum to {total}, not 1: {_difference(total)}",
            where=where,
            remedy="correct a decimal; the operator's working interest takes the rounding",
        )
    _require_fractions(kind, counted, where)


def residual_line(
    kind: DeckKind, lines: Iterable[DeckLine], operator_id: UUID | str | None = None
) -> DeckLine | None:
    """Return the line that takes the rounding residue.

    Parameters
    ----------
    kind : {"revenue", "cost"}
        Sort of deck.
    lines : iterable of DeckLine
        Lines of the deck.
    operator_id : UUID or str, optional
        Owner that operates the property.

    Returns
    -------
    DeckLine or None
        The line marked so, else the operator's working interest, else the largest working
        interest (equal ones by id); none on a deck without a working interest.
    """
    counted = counted_lines(kind, lines)
    marked = [line for line in counted if line.is_residual]
    if marked:
        return marked[0]
    working = [line for line in counted if line.interest_type == "working_interest"]
    operators = [line for line in working if line.owner_id == operator_id]
    return min(
        operators or working,
        key=lambda line: (-line.interest_decimal, str(line.line_id)),
        default=None,
    )


def covered_decimal(lines: Iterable[DeckLine], payor: str = "operator") -> Decimal:
    """Return the sum of the revenue decimals that one payor pays [fraction]."""
    counted = counted_lines("revenue", lines)
    return sum((line.interest_decimal for line in counted if line.payor == payor), Decimal(0))


def _require_line(kind: DeckKind, line: DeckLine, where: str) -> None:
    counted = line.interest_type in _COUNTED[kind]
    if not counted and line.interest_type != "net_profits_interest":
        raise DataError(f"{line.interest_type} does not belong on a {kind} deck", where=where)
    if not 0 <= line.interest_decimal <= 1:
        raise DataError(
            f"interest {line.interest_decimal} of owner {line.owner_id} is not within 0 and 1",
            where=where,
        )
    if round_half_away(line.interest_decimal, FACTOR_QUANTUM) != line.interest_decimal:
        raise DataError(
            f"interest {line.interest_decimal} of owner {line.owner_id} has more than 8 places",
            where=where,
            remedy="keep the exact fraction beside the 8-place decimal",
        )


def _require_fractions(kind: DeckKind, counted: Sequence[DeckLine], where: str) -> None:
    """Compare decimals with fractions; the line that took the rounding may be further off."""
    plug = residual_line(kind, counted)
    tolerance = Fraction(FACTOR_QUANTUM)
    for line in counted:
        exact = line.interest_fraction
        if exact is None or line is plug:
            continue
        if abs(exact - Fraction(line.interest_decimal)) > tolerance:
            raise DataError(
                f"interest {line.interest_decimal} of owner {line.owner_id} is not {exact}",
                where=where,
            )
    exacts = [line.interest_fraction for line in counted if line.interest_fraction is not None]
    if len(exacts) == len(counted) and sum(exacts, Fraction(0)) != 1:
        raise DataError(f"exact fractions sum to {sum(exacts, Fraction(0))}, not 1", where=where)


def _difference(total: Decimal) -> str:
    return f"{_ONE - total} is missing" if total < _ONE else f"{total - _ONE} too much"
