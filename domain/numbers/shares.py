"""Splitting a whole number of units exactly: the parts always add up to what was split."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from domain.errors import DataError
from domain.numbers.rounding import Exact, from_units, round_units


class Ordered(Hashable, Protocol):
    """An immutable id that can be sorted: text, a UUID, a number."""

    def __lt__(self, other: Any, /) -> bool:  # noqa: ANN401  # as typeshed writes it
        """Return whether this id sorts before another."""
        ...


K = TypeVar("K", bound=Ordered)


def split_units(
    total_units: int, weights: Mapping[K, Exact], *, residual_to: K | None = None
) -> dict[K, int]:
    """Split a whole number of units in proportion to weights, exactly.

    Parameters
    ----------
    total_units : int
        What to split, e.g. cents; may be negative for a reversal.
    weights : mapping of id to int, Decimal or Fraction
        Shares, none negative; they need not sum to one.
    residual_to : id, optional
        Party that takes the rounding residue: every other part is then the nearest whole
        number, so it depends on its own weight alone. Without it, or where the residue would
        turn that party's own part negative, by largest remainder.

    Returns
    -------
    dict
        Units by id, in the order of `weights`; their sum is `total_units`.

    Raises
    ------
    DataError
        If a weight is negative, or all are zero while there is something to split.

    Notes
    -----
    Largest remainder: everyone gets the whole part of the exact share, what is left goes one
    by one to the largest remainders, equal remainders in the order of the ids. A negative
    total is split as its opposite, so that a reversal undoes what it reverses.
    """
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    negative = [key for key, weight in exact.items() if weight < 0]
    if negative:
        raise DataError(f"weight of {negative[0]} is negative: {weights[negative[0]]}")
    whole = sum(exact.values(), Fraction(0))
    if whole == 0:
        if total_units != 0:
            raise DataError(
                f"{total_units} units to split but every weight is zero",
                remedy="an equal split is never assumed; give weights",
            )
        return dict.fromkeys(exact, 0)
    shares = {key: weight * abs(total_units) / whole for key, weight in exact.items()}
    parts = _with_residual(abs(total_units), shares, residual_to)
    if parts is None:
        parts = _largest_remainder(abs(total_units), shares)
    return parts if total_units >= 0 else {key: -part for key, part in parts.items()}


def split_amount(
    amount: Decimal,
    quantum: Decimal,
    weights: Mapping[K, Exact],
    *,
    residual_to: K | None = None,
) -> dict[K, Decimal]:
    """Split an amount into parts that are multiples of a quantum and add up to it.

    Parameters
    ----------
    amount : Decimal
        What to split; a multiple of the quantum.
    quantum : Decimal
        Smallest unit, e.g. 0.01 for money.
    weights : mapping of id to int, Decimal or Fraction
        Shares.
    residual_to : id, optional
        Party that takes the rounding residue.

    Returns
    -------
    dict
        Amount by id; the sum is `amount`.

    Raises
    ------
    DataError
        If the amount is no multiple of the quantum, or as `split_units`.

    References
    ----------
    .. [1] 1,250.37 over .40/.35/.25 gives 500.15/437.63/312.59.
    """
    units = round_units(amount, quantum)
    if from_units(units, quantum) != amount:
        raise DataError(f"{amount} is no multiple of {quantum}", remedy="round it first")
    parts = split_units(units, weights, residual_to=residual_to)
    return {key: from_units(part, quantum) for key, part in parts.items()}


def _with_residual(
    total_units: int, shares: Mapping[K, Fraction], residual_to: K | None
) -> dict[K, int] | None:
    if residual_to is None or residual_to not in shares:
        return None
    parts = {key: round_units(share, Decimal(1)) for key, share in shares.items()}
    others = sum(part for key, part in parts.items() if key != residual_to)
    if others > total_units:
        return None
    parts[residual_to] = total_units - others
    return parts


def _largest_remainder(total_units: int, shares: Mapping[K, Fraction]) -> dict[K, int]:
    parts = {key: share.numerator // share.denominator for key, share in shares.items()}
    left = total_units - sum(parts.values())
    by_id = sorted(shares)
    by_remainder = sorted(by_id, key=lambda key: parts[key] - shares[key])
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts
