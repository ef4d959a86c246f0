"""A tank: volume from a gauge by its strapping table, and the oil balance of a tank's day."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import round_volume


class StrappingPoint(NamedTuple):
    """A level [in] and the observed volume below it [bbl]."""

    level_in: Decimal
    volume_bbl: Decimal


@dataclass(frozen=True, slots=True)
class StrappingTable:
    """The table made when a tank was strapped; linear between its points.

    Parameters
    ----------
    points : tuple of StrappingPoint
        Levels in order, volumes never falling [in, bbl].

    Raises
    ------
    DataError
        If there are fewer than two points or they are out of order.
    """

    points: tuple[StrappingPoint, ...]

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise DataError("a strapping table needs two levels or more")
        for lower, upper in zip(self.points, self.points[1:], strict=False):
            if upper.level_in <= lower.level_in or upper.volume_bbl < lower.volume_bbl:
                raise DataError(
                    f"strapping is out of order at {upper.level_in} in",
                    remedy="levels rise and volumes never fall",
                )

    def volume_bbl(self, level_in: Decimal) -> Decimal:
        """Return the observed volume at a gauge [bbl].

        Parameters
        ----------
        level_in : Decimal
            Gauge [in].

        Returns
        -------
        Decimal
            Volume to 0.0001 bbl.

        Raises
        ------
        DataError
            If the gauge is below or above the table.
        """
        lowest, highest = self.points[0], self.points[-1]
        if not lowest.level_in <= level_in <= highest.level_in:
            raise DataError(
                f"gauge {level_in} in is outside the tank's table, {lowest.level_in} to "
                f"{highest.level_in} in",
                remedy="check the gauge or the strapping table",
            )
        above = max(1, bisect_left(self.points, level_in, key=lambda point: point.level_in))
        lower, upper = self.points[above - 1], self.points[above]
        slope = (upper.volume_bbl - lower.volume_bbl) / (upper.level_in - lower.level_in)
        return round_volume(lower.volume_bbl + slope * (level_in - lower.level_in))


def upright_table(bbl_per_in: Decimal, height_in: Decimal) -> StrappingTable:
    """Return the table of an upright tank of constant section."""
    zero = StrappingPoint(Decimal(0), Decimal(0))
    return StrappingTable((zero, StrappingPoint(height_in, bbl_per_in * height_in)))


class TankDay(NamedTuple):
    """Stock and movements of a tank or battery in a day, all on one basis [bbl]."""

    opening_bbl: Decimal
    closing_bbl: Decimal
    hauled_bbl: Decimal
    piped_bbl: Decimal

    @property
    def produced_bbl(self) -> Decimal:
        """Oil that came in: closing - opening + hauled + piped [bbl]; negative asks for a look."""
        return self.closing_bbl - self.opening_bbl + self.hauled_bbl + self.piped_bbl


def total_day(days: Iterable[TankDay]) -> TankDay:
    """Return the day of a battery from the days of its tanks."""
    opening = closing = hauled = piped = Decimal(0)
    for day in days:
        opening += day.opening_bbl
        closing += day.closing_bbl
        hauled += day.hauled_bbl
        piped += day.piped_bbl
    return TankDay(opening, closing, hauled, piped)
