"""When offices are open and reports are due, and what taxes refuse."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.states.tax import total_tax_usd
from domain.states.texas.calendar import (
    OFFICE,
    form_pr_due_on,
    texas_gas_tax_due_on,
    texas_oil_tax_due_on,
)
from domain.states.working_days import (
    FEDERAL,
    is_working_day,
    last_working_day,
    nth_working_day,
    working_day_or_next,
    working_days,
)
from tests.fixtures.texas_sale import texas_taxes

MARCH = date(2026, 3, 1)
ONE = Decimal(1)
COLUMBUS_DAY = date(2026, 10, 12)
DAY_AFTER_THANKSGIVING = date(2026, 11, 27)


def test_office__of_texas_keeps_its_own_days_in_every_count() -> None:
    assert is_working_day(COLUMBUS_DAY, OFFICE)
    assert not is_working_day(DAY_AFTER_THANKSGIVING, OFFICE)
    assert working_day_or_next(COLUMBUS_DAY, OFFICE) == COLUMBUS_DAY
    assert working_day_or_next(DAY_AFTER_THANKSGIVING, OFFICE) == date(2026, 11, 30)
    assert working_days(COLUMBUS_DAY, COLUMBUS_DAY, OFFICE) == 1
    assert working_days(DAY_AFTER_THANKSGIVING, DAY_AFTER_THANKSGIVING, OFFICE) == 0
    assert last_working_day(date(2020, 11, 1), OFFICE) == date(2020, 11, 30)
    assert nth_working_day(date(2026, 10, 1), 8, OFFICE) == COLUMBUS_DAY


def test_office__of_the_federal_government_keeps_its_own_days_in_every_count() -> None:
    assert not is_working_day(COLUMBUS_DAY, FEDERAL)
    assert nth_working_day(date(2026, 10, 1), 8, FEDERAL) == date(2026, 10, 13)
    assert nth_working_day(date(2027, 1, 1), 1, FEDERAL) == date(2027, 1, 4)
    new_years_day_of_2011 = date(2010, 12, 31)
    assert last_working_day(date(2010, 12, 1), FEDERAL) == date(2010, 12, 30)
    assert last_working_day(date(2010, 12, 1), OFFICE) == new_years_day_of_2011


def test_week__has_five_days() -> None:
    week = [date(2026, 3, day) for day in range(2, 9)]
    assert [is_working_day(day, OFFICE) for day in week] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("due_on", "month", "due"),
    [
        (texas_gas_tax_due_on, date(2026, 2, 9), date(2026, 4, 20)),
        (texas_gas_tax_due_on, date(2026, 4, 30), date(2026, 6, 22)),
        (texas_oil_tax_due_on, date(2026, 1, 31), date(2026, 2, 25)),
        (texas_oil_tax_due_on, date(2026, 3, 31), date(2026, 4, 27)),
        (form_pr_due_on, date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_due__whatever_day_of_the_month_was_named(
    due_on: Callable[[date], date], month: date, due: date
) -> None:
    assert due_on(month) == due


def test_calendar__out_of_reach_is_told_with_where_to_mend_it() -> None:
    with pytest.raises(DataError) as refused:
        is_working_day(date(1999, 1, 4), FEDERAL)
    assert str(refused.value) == (
        "the calendar of closed days of US does not reach 1999; "
        "add the year to domain/states/federal_closed_days.csv"
    )


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (lambda: texas_taxes("oil", date(1999, 1, 1), ONE, ONE),
         "no Texas tax rule for oil in 1999-01; add a dated rule to "
         "domain/states/texas/texas.toml"),
        (lambda: texas_taxes("oil", MARCH, ONE, -ONE),
         "volume 1 and value -1 have opposite signs"),
        (lambda: texas_taxes("condensate", MARCH, ONE, ONE, marketing_cost_usd=ONE),
         "marketing cost of 1 usd is not allowed on condensate"),
        (lambda: texas_taxes("oil", MARCH, ONE, ONE, exempt_decimal=Decimal(2)),
         "exempt decimal 2 is not within 0 and 1"),
    ],
)  # fmt: skip
def test_tax__refusals_say_what_is_wrong(refused: Callable[[], object], told: str) -> None:
    with pytest.raises(DataError) as error:
        refused()
    assert str(error.value) == told


def test_tax_line__says_which_rule_of_which_edition_made_it_and_from_what() -> None:
    tax, fee = texas_taxes("oil", MARCH, Decimal(1_000), Decimal(70_000))
    assert (tax.name, tax.rule, tax.version, tax.basis, tax.base, tax.rate, tax.amount) == (
        "oil production tax", "tx.oil.production", "2026-01", "value", 70_000, Decimal("0.046"),
        3_220,
    )  # fmt: skip
    assert (fee.rule, fee.basis, fee.base, fee.rate, fee.amount) == (
        "tx.oil.cleanup_fee", "volume", 1_000, Decimal("0.00625"), Decimal("6.25"),
    )  # fmt: skip
    assert tax.content_hash == fee.content_hash
    assert len(tax.content_hash) == 64


def test_tax__on_value_or_volume_alone_is_no_reversal() -> None:
    nothing = Decimal(0)
    value_alone = texas_taxes("gas", MARCH, nothing, Decimal(1_000))
    assert [line.amount for line in value_alone] == [75, 0]
    volume_alone = texas_taxes("oil", MARCH, Decimal(1_000), nothing)
    assert [line.amount for line in volume_alone] == [46, Decimal("6.25")]
    assert str(total_tax_usd(())) == "0.00"
