"""The month after the sales statement: dispositions are replaced, production is derived again.

A statement replaces the *sale*, never the production: production is closing stock less opening
stock plus everything that left. Scaling production by statement over allocated sales is wrong as
soon as the stock changes.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.allocation.proportional import Allocation, allocate_proportional
from domain.errors import DataError
from domain.numbers.shares import K


def derived_production(
    opening: Decimal, closing: Decimal, dispositions: Iterable[Decimal]
) -> Decimal:
    """Return production = closing - opening + sum of dispositions.

    Parameters
    ----------
    opening, closing : Decimal
        Stock at the start and at the end [bbl]; zero for gas, which is not kept.
    dispositions : iterable of Decimal
        Everything that left: sales, lease use, lost, sediment [bbl].

    Returns
    -------
    Decimal
        Production in the same unit.

    Raises
    ------
    DataError
        If the stock fell further than the dispositions explain: production would be negative.

    References
    ----------
    .. [1] 412 opening, 453 closing, 4 sediment, 1,258 sold: 1,303 produced.
    """
    production = closing - opening + sum(dispositions, Decimal(0))
    if production < 0:
        raise DataError(
            f"stock fell from {opening} to {closing} and dispositions do not explain it: "
            f"production would be {production}",
            remedy="look for a missing ticket or a wrong gauge",
        )
    return production


def require_disposed_within(
    opening: Decimal, production: Decimal, dispositions: Iterable[Decimal]
) -> None:
    """Refuse dispositions above what there was to dispose of.

    Parameters
    ----------
    opening : Decimal
        Stock at the start [bbl].
    production : Decimal
        Production [bbl].
    dispositions : iterable of Decimal
        Everything that left [bbl].

    Raises
    ------
    DataError
        If more left than was in stock and produced.
    """
    disposed = sum(dispositions, Decimal(0))
    if disposed > opening + production:
        raise DataError(
            f"dispositions of {disposed} exceed opening stock {opening} + production {production}",
            remedy="look for a ticket or statement line booked twice, or in the wrong month",
        )


def true_up_days(production: Decimal, month_of_days: Mapping[K, Decimal]) -> Allocation[K]:
    """Share a month's derived production by the sums of the allocated days.

    Parameters
    ----------
    production : Decimal
        Production of the month after true-up.
    month_of_days : mapping of completion id to Decimal
        Sum of each completion's allocated days, in the same unit.

    Returns
    -------
    Allocation
        Month by completion, exact; `factor` is the month over the sum of its days.

    Raises
    ------
    DataError
        If there is production but no allocated day.
    """
    return allocate_proportional(production, month_of_days)
