"""Allocation of a measured volume to completions in proportion to their theoretical volumes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Generic, NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import (
    FACTOR_QUANTUM,
    VOLUME_QUANTUM,
    from_units,
    round_half_away,
    round_units,
    round_volume,
)
from domain.numbers.shares import K, split_units

# Wells decline: after a quarter a test says little of what a well makes now.
STALE_TEST_DAYS: Final = 90


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


def theoretical_volume(rate_per_day: Decimal, hours_on: Decimal) -> Decimal:
    """Return what a completion should have made: test rate x hours on / 24.

    Parameters
    ----------
    rate_per_day : Decimal
        Rate of its last valid test [unit/day of 24 h].
    hours_on : Decimal
        Hours on production, up to 25 on the day the clocks go back [h].

    Returns
    -------
    Decimal
        Theoretical volume to 0.0001 of the unit.

    Raises
    ------
    DataError
        If the rate or the hours are negative.
    """
    if rate_per_day < 0 or hours_on < 0:
        raise DataError(f"test rate {rate_per_day} or hours on {hours_on} is negative")
    return round_volume(Fraction(rate_per_day) * Fraction(hours_on) / 24)


def is_stale_test(tested_on: date, produced_on: date) -> bool:
    """Return whether a well test is too old to be trusted on a production date.

    Notes
    -----
    A stale test still counts, because nothing better is known; what it made is flagged.
    """
    return (produced_on - tested_on).days > STALE_TEST_DAYS


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
