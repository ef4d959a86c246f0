"""What each completion should have made on a day: by its last valid test and its hours on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.allocation.measured_book import MeasuredBook
from domain.calendar import ProductionDay
from domain.errors import DataError
from domain.field.papers import WellTest
from domain.numbers.rounding import round_volume

LONGEST_DAY_H: Final = Decimal(25)
# Wells decline: after a quarter a test says little of what a well makes now.
STALE_TEST_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class HoursOn:
    """Hours on production [h] as reported, those used for theoretical volumes, and flags."""

    reported: Decimal | None
    used: Decimal
    is_assumed: bool
    flags: tuple[str, ...]
    input_hash: str


class TestBook:
    """Accepted tests by completion, in order of the day from which each counts."""

    def __init__(self, tests: Iterable[WellTest]) -> None:
        self._tests: defaultdict[UUID, list[WellTest]] = defaultdict(list)
        for test in tests:
            self._tests[test.completion_id].append(test)

    def last(self, completion_id: UUID, produced_on: date) -> WellTest | None:
        """Return the test that counts on a day: the last at or before it."""
        tests = self._tests[completion_id]
        position = bisect_right(tests, produced_on, key=lambda test: test.tested_on)
        return tests[position - 1] if position else None


def hours_on(completion_id: UUID, day: ProductionDay, measured: MeasuredBook) -> HoursOn:
    """Return a completion's hours: measured ones, or the whole day where nothing measures them.

    Hours above the length of the day are used as the whole day and flagged. The report keeps
    them where some day could have had them, as 24 of the day with 23; else it has none.
    """
    row = measured.find(day.produced_on, completion_id, "hours_on")
    if row is None:
        return HoursOn(day.hours, day.hours, is_assumed=False, flags=(), input_hash="")
    hours = row.amount
    if hours is not None and 0 <= hours <= LONGEST_DAY_H:
        above = ("hours_above_day",) if hours > day.hours else ()
        used = min(hours, day.hours)
        return HoursOn(hours, used, is_assumed=False, flags=above, input_hash=row.input_hash)
    flags: tuple[str, ...] = ()
    if hours is not None:
        flags = ("hours_above_day",) if hours > 0 else ("negative_hours",)
    return HoursOn(None, day.hours, is_assumed=True, flags=flags, input_hash=row.input_hash)


def theoretical(product: str, test: WellTest | None, hours: Decimal) -> Decimal | None:
    """Return a completion's theoretical volume; empty if it ran and has no test.

    Condensate goes by the liquid rate of the test, as oil does.
    """
    if hours == 0:
        return Decimal(0)
    if test is None:
        return None
    rates = {
        "oil": test.oil_bbl_per_day,
        "condensate": test.oil_bbl_per_day,
        "gas": test.gas_mcf_per_day,
        "water": test.water_bbl_per_day,
    }
    return theoretical_volume(rates[product], hours)


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
