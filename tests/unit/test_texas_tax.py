"""Texas taxes: worked examples 1, 5, 19 and 20."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.numbers.money import round_money
from domain.states.tax import total_tax_usd
from tests.fixtures.texas_sale import texas_taxes

MARCH = date(2026, 3, 1)


def amounts(*args, **kwargs) -> list[Decimal]:
    return [line.amount for line in texas_taxes(*args, **kwargs)]


def test_example_19__oil_at_70_dollars() -> None:
    lines = texas_taxes("oil", MARCH, Decimal(1_000), Decimal(70_000))
    assert [line.amount for line in lines] == [Decimal("3220.00"), Decimal("6.25")]
    assert [line.is_fee for line in lines] == [False, True]
    assert total_tax_usd(lines) == Decimal("3226.25")
    assert len(lines[0].content_hash) == 64


def test_example_19__minimum_below_a_dollar_a_barrel() -> None:
    line = texas_taxes("oil", MARCH, Decimal(1_000), Decimal(900))[0]
    assert (line.amount, line.basis, line.base) == (Decimal("46.00"), "volume", 1_000)


def test_example_20__gas_with_marketing_cost() -> None:
    found = amounts(
        "gas", MARCH, Decimal(10_000), Decimal(25_000), marketing_cost_usd=Decimal(4_000)
    )
    assert found == [Decimal("1575.00"), Decimal("6.67")]


def test_example_5__marketing_cost_stops_at_the_lowest_value() -> None:
    cost = {"marketing_cost_usd": Decimal(30_000)}
    found = amounts("gas", MARCH, Decimal(10_000), Decimal(25_000), **cost)
    assert found[0] == round_money(Decimal("107.56") * Decimal("0.075"))
    casinghead = amounts("gas", MARCH, Decimal(10_000), Decimal(25_000), **cost, is_casinghead=True)
    assert casinghead[0] == 0


def test_example_1__half_a_cent_rounds_away() -> None:
    cost = Decimal(3_075)
    found = amounts("gas", MARCH, Decimal(1_000), Decimal(5_000), marketing_cost_usd=cost)
    assert found[0] == Decimal("144.38")


def test_condensate__4_6_percent_and_no_oil_fee() -> None:
    assert amounts("condensate", MARCH, Decimal(100), Decimal(6_500)) == [Decimal("299.00")]


def test_exempt_decimal__bears_neither_tax_nor_fee() -> None:
    found = amounts("oil", MARCH, Decimal(1_000), Decimal(70_000), exempt_decimal=Decimal(".125"))
    assert found == [Decimal("2817.50"), Decimal("5.47")]


def test_base__half_a_unit_of_the_last_place_rounds_away() -> None:
    _, fee = texas_taxes(
        "oil", date(2026, 3, 1), Decimal("0.0005"), Decimal("0.04"),
        exempt_decimal=Decimal("0.99999"),
    )  # fmt: skip
    assert fee.base == Decimal("0.00000001")


def test_reversal__mirrors_what_it_reverses() -> None:
    there = amounts("oil", MARCH, Decimal("123.45"), Decimal("8123.45"))
    back = amounts("oil", MARCH, Decimal("-123.45"), Decimal("-8123.45"))
    assert back == [-amount for amount in there]


def test_refusals__say_why() -> None:
    with pytest.raises(DataError, match="no Texas tax rule for oil in 1999-01"):
        texas_taxes("oil", date(1999, 1, 1), Decimal(1), Decimal(1))
    with pytest.raises(DataError, match="not allowed on oil"):
        texas_taxes("oil", MARCH, Decimal(1), Decimal(1), marketing_cost_usd=Decimal(1))
    with pytest.raises(DataError, match="opposite signs"):
        texas_taxes("oil", MARCH, Decimal(1), Decimal(-1))
