"""Taxes at a plain rate need no rule of the state: a rate of the value, or an amount a unit."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.errors import DataError
from domain.states.tax import RuleBook, TaxableSale, TaxedPart, at_rate, tax_lines

TEXAS = RuleBook("Texas", "domain.states.texas", "texas.toml")
OIL = TaxableSale(
    "oil", date(2026, 3, 1), Decimal(1_000), Decimal(70_000), exempt_decimal=Decimal("0.125")
)
PART = TaxedPart(OIL, Fraction(875), Fraction(61_250), Fraction(0), Fraction(0))


@pytest.mark.parametrize(("basis", "base"), [("value", 61_250), ("volume", 875)])
def test_plain_rule__is_taken_from_what_its_file_says(basis: str, base: int) -> None:
    rule = {"rule": "nd.some", "basis": basis, "rate": "0.05"}
    assert at_rate(rule, PART) == (basis, base, Decimal("0.05"))


@pytest.mark.parametrize("said", [{}, {"basis": "price"}])
def test_plain_rule__that_says_no_basis_is_refused_by_name(said: dict[str, str]) -> None:
    with pytest.raises(DataError, match=r"tax rule nd\.some has no basis; say value or volume"):
        at_rate({"rule": "nd.some", "rate": "0.05", **said}, PART)


def test_plain_rules__make_lines_without_a_rule_of_the_state() -> None:
    """7/8 of 70,000 at 4.6 % and of 1,000 bbl at 0.00625 usd: 2,817.50 and 5.47."""
    lines = tax_lines(TEXAS, OIL)
    assert [line.amount for line in lines] == [Decimal("2817.50"), Decimal("5.47")]
    assert [line.basis for line in lines] == ["value", "volume"]
