"""New Mexico taxes: examples worked by hand, the price of WTI, due dates and base pressure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.states.registry import state
from domain.states.tax import TaxableSale, total_tax_usd

NM = state("NM")
MARCH = date(2026, 3, 1)
OIL = TaxableSale("oil", MARCH, Decimal(1_000), Decimal(60_000))
GAS = TaxableSale("gas", MARCH, Decimal(10_000), Decimal(25_000))


def amounts(sale: TaxableSale) -> list[Decimal]:
    return [line.amount for line in NM.taxes(sale)]


def test_oil__severance_school_and_conservation() -> None:
    """60,000 at 3.75 %, 3.15 % and 0.19 %: 2,250.00, 1,890.00 and 114.00."""
    lines = NM.taxes(OIL)
    assert [line.rule for line in lines] == [
        "nm.severance", "nm.liquid.school", "nm.liquid.conservation",
    ]  # fmt: skip
    assert [line.amount for line in lines] == [Decimal(2250), Decimal(1890), Decimal(114)]
    assert total_tax_usd(lines) == Decimal("4254.00")
    assert [line.is_fee for line in lines] == [False, False, False]
    assert {(line.basis, line.base) for line in lines} == {("value", Decimal(60_000))}


def test_gas__pays_four_percent_to_the_schools() -> None:
    """25,000 at 3.75 %, 4.00 % and 0.19 %: 937.50, 1,000.00 and 47.50."""
    assert amounts(GAS) == [Decimal("937.50"), Decimal("1000.00"), Decimal("47.50")]


def test_condensate__is_taxed_as_oil() -> None:
    assert amounts(replace(OIL, product="condensate")) == amounts(OIL)


def test_taxable_value__is_without_governmental_royalty_and_trucking() -> None:
    """(60,000 - 2,000) x 7/8 = 50,750: 1,903.125, 1,598.625 and 96.425, halves away from zero."""
    sale = replace(OIL, exempt_decimal=Decimal(".125"), trucking_cost_usd=Decimal(2_000))
    assert amounts(sale) == [Decimal("1903.13"), Decimal("1598.63"), Decimal("96.43")]
    assert NM.taxes(sale)[0].base == Decimal(50_750)


def test_taxable_value__ends_at_zero() -> None:
    assert amounts(replace(OIL, trucking_cost_usd=Decimal(60_001))) == [0, 0, 0]


def test_taxable_value__what_a_gas_purchaser_takes_off_stays_in() -> None:
    assert amounts(replace(GAS, marketing_cost_usd=Decimal(4_000))) == amounts(GAS)


@pytest.mark.parametrize(
    ("wti", "rate"), [("70.00", "0.0019"), ("70.01", "0.0024"), ("69.99", "0.0019")]
)
def test_conservation__rises_when_wti_averaged_more_than_70_dollars(wti: str, rate: str) -> None:
    line = NM.taxes(replace(OIL, wti_quarter_average=Decimal(wti)))[2]
    assert line.rate == Decimal(rate)


def test_conservation__on_gas_knows_no_price_of_oil() -> None:
    line = NM.taxes(replace(GAS, wti_quarter_average=Decimal(100)))[2]
    assert line.rate == Decimal("0.0019")


@pytest.mark.parametrize(
    ("month", "rate"),
    [
        (date(2010, 7, 1), "0.0024"), (date(2015, 3, 1), "0.0024"), (date(2015, 4, 1), "0.0019"),
        (date(2021, 9, 30), "0.0019"), (date(2021, 10, 1), "0.0024"), (date(2022, 1, 1), "0.0024"),
        (date(2025, 6, 1), "0.0024"), (date(2025, 7, 1), "0.0019"), (date(2026, 3, 31), "0.0019"),
    ],
)  # fmt: skip
def test_conservation__takes_the_quarter_before_the_production_month(month, rate) -> None:
    assert NM.taxes(replace(OIL, production_month=month))[2].rate == Decimal(rate)


def test_conservation__of_a_quarter_nobody_entered_asks_for_it() -> None:
    late = replace(OIL, production_month=date(2026, 4, 1))
    with pytest.raises(DataError, match=r"the quarter from 2026-01.*new_mexico\.toml"):
        NM.taxes(late)
    assert NM.taxes(replace(late, wti_quarter_average=Decimal(71)))[2].rate == Decimal("0.0024")


def test_reversal__mirrors_what_it_reverses() -> None:
    there = replace(OIL, trucking_cost_usd=Decimal("123.45"))
    back = replace(there, volume=-there.volume, value_usd=-there.value_usd)
    assert amounts(back) == [-amount for amount in amounts(there)]


def test_refusals__say_why() -> None:
    with pytest.raises(DataError, match="no New Mexico tax rule for oil in 2010-06"):
        NM.taxes(replace(OIL, production_month=date(2010, 6, 1)))
    with pytest.raises(DataError, match="trucking cost of -1 usd is below zero"):
        NM.taxes(replace(OIL, trucking_cost_usd=Decimal(-1)))
    with pytest.raises(DataError, match="opposite signs"):
        NM.taxes(replace(OIL, value_usd=Decimal(-1)))


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 3, 1), date(2026, 5, 26)),  # the 25th is Memorial Day
        (date(2026, 2, 1), date(2026, 4, 27)),  # the 25th is a Saturday
        (date(2026, 10, 1), date(2026, 12, 28)),  # Christmas Day is a Friday
        (date(2026, 4, 1), date(2026, 6, 25)),
    ],
)
def test_due_date__the_25th_of_the_second_month_or_the_working_day_after(month, due) -> None:
    assert {NM.tax_due_on(product, month) for product in ("oil", "condensate", "gas")} == {due}


def test_base_pressure__is_15_025_psia_and_dated() -> None:
    assert NM.base_pressure_psia(MARCH) == Decimal("15.025")
    with pytest.raises(DataError, match="no base pressure in 2008-11"):
        NM.base_pressure_psia(date(2008, 11, 1))
