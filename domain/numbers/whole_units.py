"""Whole barrels and Mcf for a filing, so that every line foots.

Stocks and dispositions are rounded first and production is derived from them; the opening stock
is always the whole closing stock filed for the month before, never rounded again.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import round_units

_ONE: Final = Decimal(1)


class FiledLiquid(NamedTuple):
    """A liquid line of a filing [whole bbl], and by how much rounding raised its stock."""

    opening_bbl: int
    production_bbl: int
    dispositions_bbl: dict[str, int]
    closing_bbl: int
    stock_adjusted_bbl: int


class FiledGas(NamedTuple):
    """A gas line of a filing [whole mcf]."""

    production_mcf: int
    dispositions_mcf: dict[str, int]


def whole(volume: Decimal) -> int:
    """Return a volume in whole units, halves away from zero."""
    return round_units(volume, _ONE)


def file_liquid(
    opening_filed_bbl: int, closing_bbl: Decimal, dispositions_bbl: Mapping[str, Decimal]
) -> FiledLiquid:
    """Return the whole barrels of a liquid line.

    Parameters
    ----------
    opening_filed_bbl : int
        Closing stock as filed for the month before [bbl].
    closing_bbl : Decimal
        Stock at the end of the month [bbl].
    dispositions_bbl : mapping of disposition code to Decimal
        What left [bbl]; codes whose whole volume is zero are left out.

    Returns
    -------
    FiledLiquid
        Opening + production - dispositions = closing, in whole barrels.

    Raises
    ------
    DataError
        If the stock fell further than the dispositions explain, beyond what rounding can do.

    Notes
    -----
    In a month with next to no production the rounded figures can ask for a production of minus
    one; then the closing stock is filed that much higher and the next month takes it back.
    """
    disposed = {code: whole(volume) for code, volume in dispositions_bbl.items()}
    kept = {code: volume for code, volume in disposed.items() if volume != 0}
    closing = whole(closing_bbl)
    production = closing - opening_filed_bbl + sum(kept.values())
    adjusted = max(-production, 0)
    # Each rounded figure is off by half a barrel at most, the filed opening by its own history.
    if adjusted > 2 + len(disposed):
        raise DataError(
            f"stock fell from {opening_filed_bbl} to {closing} bbl and dispositions of "
            f"{sum(kept.values())} bbl do not explain it",
            remedy="look for a missing ticket, or correct the opening stock as filed",
        )
    return FiledLiquid(opening_filed_bbl, production + adjusted, kept, closing + adjusted, adjusted)


def file_gas(dispositions_mcf: Mapping[str, Decimal]) -> FiledGas:
    """Return the whole Mcf of a gas line: production is the sum of its rounded dispositions."""
    disposed = {code: whole(volume) for code, volume in dispositions_mcf.items()}
    kept = {code: volume for code, volume in disposed.items() if volume != 0}
    return FiledGas(sum(kept.values()), kept)
