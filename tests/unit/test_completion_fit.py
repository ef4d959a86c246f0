"""What of a completion's history is fitted, and what is said where there is no curve."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.calendar import months_between
from domain.decline.completion_fit import CompletionFit, FitOutcome, completion_fits, product_of
from domain.decline.decline_month import DeclineMonth
from domain.decline.fit import fit_months
from domain.decline.forecast import forecast_months, total_volume
from domain.decline.history import ProducedMonth

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


def test_fit__is_kept_with_the_curve_its_months_and_what_lies_ahead() -> None:
    months = [
        ProducedMonth(each.month, float(each.oil_bbl), float(each.hours_on)) for each in history()
    ]
    made = fit_months(months, LAST)
    ahead = forecast_months(made.fit.curve, made.starts_on, date(2026, 1, 1), 12,
                            made.uptime_fraction)  # fmt: skip
    assert completion_fits(history(), LAST) == [
        CompletionFit(
            WELL.completion_id, "W-1", "oil", LAST, "bbl",
            FitOutcome(
                state="fitted", flags=made.fit.flags, starts_on=FIRST,
                qi_per_day=made.fit.qi_per_day,
                di_nominal_per_year=made.fit.di_nominal_per_year, b_factor=made.fit.b,
                rmse_ln=made.fit.rmse_ln, months_used=12, uptime_fraction=made.uptime_fraction,
                next_12_months_volume=total_volume(ahead),
            ),
        ),
    ]  # fmt: skip


def test_fit__of_few_months_is_short_and_still_a_curve() -> None:
    (fit,) = completion_fits(history()[:4], date(2025, 4, 1))
    assert (fit.outcome.state, fit.outcome.months_used) == ("short", 4)
    assert "short" in fit.outcome.flags
    assert fit.outcome.qi_per_day > 100


def test_fit__of_one_month_is_short_and_of_no_number_has_failed() -> None:
    (short,) = completion_fits(history()[:1], LAST)
    assert short.finding == (
        "W-1 oil: short (1 producing month, a curve needs 3; "
        "wait for more history, or enter a type curve by hand)"
    )
    first, *others = history()
    (failed,) = completion_fits([replace(first, oil_bbl=Decimal("Infinity")), *others], LAST)
    assert failed.outcome == FitOutcome(
        "failed", ("failed",), "a time or rate is not finite; leave missing months out"
    )


def test_month__without_hours_is_no_point_of_a_curve() -> None:
    *months, last = history()
    (fit,) = completion_fits([*months, replace(last, hours_on=None)], LAST)
    assert fit.outcome.months_used == 11
    first, second, third, *_ = history()
    (short,) = completion_fits([first, second, replace(third, hours_on=None)], LAST)
    assert "2 producing months" in short.finding


def test_product__any_volume_of_it_counts_and_of_a_gas_well_none_of_its_oil() -> None:
    assert product_of([replace(WELL, oil_bbl=Decimal("0.5"))]) == "oil"
    assert product_of([replace(WELL, main_product="gas", oil_bbl=None)]) == "gas"
    assert product_of([replace(WELL, main_product="gas", gas_mcf=Decimal(0))]) is None
