"""What of a completion's history is fitted, and what is said where there is no curve."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.calendar import months_between
from domain.decline.completion_fit import completion_fits, product_of
from domain.decline.decline_month import DeclineMonth

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 1)
WELL = DeclineMonth(
    completion_id=UUID(int=1), completion_name="W-1", main_product="oil", month=FIRST,
    oil_bbl=Decimal(3_000), gas_mcf=Decimal(9_000), oil_native=Decimal(477),
    gas_native=Decimal(255_000), native_liquid_unit="bbl", native_gas_unit="mcf",
    hours_on=Decimal(720),
)  # fmt: skip


def history(**changes: object) -> list[DeclineMonth]:
    """Return a year that declines by a tenth each month."""
    return [
        replace(
            WELL,
            month=month,
            oil_bbl=WELL.oil_bbl * Decimal("0.9") ** count,
            gas_mcf=WELL.gas_mcf * Decimal("0.9") ** count,
            oil_native=WELL.oil_native * Decimal("0.9") ** count,
            gas_native=WELL.gas_native * Decimal("0.9") ** count,
            **changes,
        )
        for count, month in enumerate(months_between(FIRST, LAST))
    ]


@pytest.mark.parametrize(
    ("changes", "product", "unit", "first_rate"),
    [
        ({}, "oil", "bbl", 100),
        ({"native_liquid_unit": "sm3"}, "oil", "sm3", 15.9),
        ({"native_gas_unit": "sm3"}, "oil", "bbl", 100),
        ({"main_product": "gas"}, "gas", "mcf", 300),
        ({"main_product": "gas", "native_gas_unit": "sm3"}, "gas", "sm3", 8_500),
    ],
)
def test_fit__is_of_the_main_product_in_the_unit_its_device_counts(
    changes: dict[str, object], product: str, unit: str, first_rate: float
) -> None:
    (fit,) = completion_fits(history(**changes), LAST)
    assert (fit.product, fit.rate_unit, fit.outcome.state) == (product, unit, "fitted")
    # t = 0 is the first of the month, its rate half a month's decline above the month's mean.
    assert first_rate < fit.outcome.qi_per_day < 1.1 * first_rate


def test_fit__of_a_completion_that_never_produced_is_none() -> None:
    nothing = [replace(month, oil_bbl=Decimal(0)) for month in history()]
    assert completion_fits(nothing, LAST) == []
    assert product_of([replace(WELL, oil_bbl=None)]) is None
    assert product_of([replace(WELL, main_product="condensate")]) == "oil"


def test_fit__takes_up_only_the_months_in_the_last_unit_and_says_so() -> None:
    months = history()
    metric = [replace(month, native_liquid_unit="sm3") for month in months[8:]]
    (fit,) = completion_fits([*months[:8], *metric], LAST)
    assert (fit.rate_unit, fit.outcome.months_used) == ("sm3", 4)
    assert fit.outcome.flags[0] == "unit_changed"
    assert fit.finding.startswith("W-1 oil: unit_changed")


def test_fit__that_is_too_short_says_why() -> None:
    (short,) = completion_fits(history()[:2], LAST)
    assert (short.outcome.state, short.outcome.qi_per_day) == ("short", None)
    assert short.finding.startswith("W-1 oil: short (2 producing months, a curve needs 3; wait")


def test_fit__never_runs_above_always() -> None:
    (fit,) = completion_fits(history(hours_on=Decimal(800)), LAST)
    assert fit.outcome.uptime_fraction == 1


def test_fits__are_of_each_completion() -> None:
    others = [replace(each, completion_id=UUID(int=2), completion_name="W-2") for each in history()]
    assert [fit.completion_name for fit in completion_fits([*history(), *others], LAST)] == [
        "W-1", "W-2",
    ]  # fmt: skip
