"""Rounding: one meaning of a half, and the rules of the field without a numeric library."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from domain.errors import DataError
from domain.numbers.rounding import (
    as_decimal,
    from_units,
    round_half_away,
    round_units,
    round_volume,
)

CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.015", "0.02"), ("0.0149", "0.01"),
     ("-0.004", "0.00"), ("1e20", "100000000000000000000.00")],
)  # fmt: skip
def test_round__halves_go_away_from_zero(value, rounded) -> None:
    assert str(round_half_away(Decimal(value), CENT)) == rounded
    assert str(round_half_away(Fraction(value), CENT)) == rounded


def test_round__quanta_that_are_no_power_of_ten() -> None:
    assert round_half_away(Decimal("0.37"), Decimal("0.25")) == Decimal("0.25")
    assert round_units(Fraction(1, 3), Decimal("0.0001")) == 3_333
    assert from_units(3, Decimal("0.25")) == Decimal("0.75")


def test_as_decimal__is_what_people_read() -> None:
    assert as_decimal(999.98) == Decimal("999.98")
    assert round_volume(as_decimal(0.1 + 0.2)) == Decimal("0.3000")
    for value in (float("nan"), float("inf")):
        with pytest.raises(DataError, match="not a number"):
            as_decimal(value)


def test_domain__outside_decline_loads_neither_numpy_nor_scipy() -> None:
    root = Path(__file__).parents[2]
    names = sorted(
        ".".join(path.relative_to(root).with_suffix("").parts)
        for path in (root / "domain").rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "decline"
    )
    code = f"import sys, {', '.join(names)}; print(sorted({{'numpy', 'scipy'}} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
