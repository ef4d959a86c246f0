"""The method `proportional`: a measured volume shared in proportion to theoretical volumes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Generic, NamedTuple

from domain.allocation.claim import Claim, Sharing
from domain.errors import DataError
from domain.numbers.rounding import (
    FACTOR_QUANTUM,
    VOLUME_QUANTUM,
    from_units,
    round_half_away,
    round_units,
)
from domain.numbers.shares import K, split_amount, split_units


class Allocation(NamedTuple, Generic[K]):
    """How a measured volume was shared.

    `factor` is measured over theoretical, empty when nothing was expected nor measured;
    `residual` is what the sum of the allocated volumes lacks of the measured one, zero for
    every volume at stored precision.
    """

    measured: Decimal
    factor: Decimal | None
    allocated: dict[K, Decimal]
    residual: Decimal


def allocate_proportional(
    measured: Decimal, theoretical: Mapping[K, Decimal], *, quantum: Decimal = VOLUME_QUANTUM
) -> Allocation[K]:
    """Share a measured volume in proportion to theoretical volumes, exactly.

    Parameters
    ----------
    measured : Decimal
        Measured volume, not negative.
    theoretical : mapping of completion id to Decimal
        Theoretical volumes in the same unit, none negative.
    quantum : Decimal
        Smallest unit allocated.

    Returns
    -------
    Allocation
        Volumes that sum to the measured one by largest remainder, ties by id.

    Raises
    ------
    DataError
        If the measured volume is negative, or positive while nothing was expected.

    References
    ----------
    .. [1] 275.40 bbl over 120.00/71.25/80.00 gives 121.84/72.34/81.22 at a factor of 1.0152995.
    """
    if measured < 0:
        raise DataError(
            f"measured volume {measured} is negative",
            remedy="look at the meter or the tank gauges; it is never clipped to zero",
        )
    expected = sum(theoretical.values(), Decimal(0))
    if expected == 0 and measured > 0:
        raise DataError(
            f"{measured} measured but the theoretical volume of every completion is zero",
            remedy="enter a well test or the hours on; an equal split is never assumed",
        )
    units = round_units(measured, quantum)
    parts = split_units(units, theoretical)
    return Allocation(
        measured=measured,
        factor=allocation_factor(measured, expected),
        allocated={key: from_units(part, quantum) for key, part in parts.items()},
        residual=measured - from_units(units, quantum),
    )


def allocation_factor(measured: Decimal, theoretical: Decimal) -> Decimal | None:
    """Return measured over theoretical to eight places; empty if nothing was expected."""
    if theoretical == 0:
        return None
    return round_half_away(Fraction(measured) / Fraction(theoretical), FACTOR_QUANTUM)


def share_exactly(measured: Decimal, expected: Mapping[K, Decimal]) -> dict[K, Decimal]:
    """Share a battery's volume exactly; a negative one is shared too, never clipped.

    Raises
    ------
    DataError
        If there is a volume and nothing was expected.
    """
    if measured < 0:
        return split_amount(measured, VOLUME_QUANTUM, expected)
    shared: Allocation[K] = allocate_proportional(measured, expected)
    return shared.allocated


def share_in_proportion(measured: Decimal, claims: Sequence[Claim]) -> Sharing:
    """Share a volume by test and hours; a completion that measures itself claims what it measured.

    A volume is not shared while a completion that ran has no valid test, or when none should
    have made any: an equal split is never assumed.
    """
    told = {
        claim.completion_id: claim.by_test() if claim.own is None else claim.own for claim in claims
    }
    by_test = frozenset(claim.completion_id for claim in claims if claim.own is None)
    expected = {completion: volume or Decimal(0) for completion, volume in told.items()}
    without_test = [claim.name for claim in claims if told[claim.completion_id] is None]
    if measured and (without_test or not any(expected.values())):
        return Sharing(expected, by_test, {}, why_not=_why_not(without_test))
    return Sharing(expected, by_test, share_exactly(measured, expected))


def _why_not(without_test: Sequence[str]) -> str:
    why = "no completion should have made any"
    if without_test:
        why = f"{', '.join(without_test)} ran without a valid test"
    return f"{why}; enter a well test or the hours on"
