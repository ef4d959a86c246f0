"""The month: derived production, whole units, and the filed stock."""

from decimal import Decimal

import pytest

from domain.allocation.true_up import (
    derived_production,
    require_disposed_within,
    true_up_days,
)
from domain.errors import DataError
from domain.numbers.whole_units import file_gas, file_liquid


def test_true_up__field_practice_example_is_1303() -> None:
    left = [Decimal(1_258), Decimal(4)]
    assert derived_production(Decimal(412), Decimal(453), left) == 1_303


def test_true_up__stock_that_vanished_is_refused() -> None:
    with pytest.raises(DataError, match="would be -"):
        derived_production(Decimal(400), Decimal(100), [Decimal(250)])


def test_true_up__disposition_above_production_is_refused() -> None:
    with pytest.raises(DataError, match="exceed opening stock"):
        require_disposed_within(Decimal(10), Decimal(100), [Decimal(111)])
    require_disposed_within(Decimal(10), Decimal(100), [Decimal(110)])


def test_true_up__days_take_the_month_exactly() -> None:
    found = true_up_days(Decimal(1_303), {"a": Decimal("600.1"), "b": Decimal("657.9")})
    assert sum(found.allocated.values()) == 1_303


def test_whole_units__production_is_derived_from_rounded_figures() -> None:
    left = {"0": "899.7", "1": "360.4", "6": "4.2", "5": "0.4"}
    disposed = {code: Decimal(volume) for code, volume in left.items()}
    filed = file_liquid(412, Decimal("452.6"), disposed)
    assert filed.production_bbl == 453 - 412 + 900 + 360 + 4
    assert filed.dispositions_bbl == {"0": 900, "1": 360, "6": 4}
    assert filed.stock_adjusted_bbl == 0


def test_whole_units__rounding_never_files_negative_production() -> None:
    filed = file_liquid(413, Decimal("411.2"), {"1": Decimal("1.4")})
    assert (filed.production_bbl, filed.closing_bbl, filed.stock_adjusted_bbl) == (0, 412, 1)
    with pytest.raises(DataError, match="do not explain"):
        file_liquid(413, Decimal(300), {"1": Decimal(50)})


def test_whole_units__gas_is_the_sum_of_its_dispositions() -> None:
    filed = file_gas({"3": Decimal("2000.4"), "1": Decimal("149.5"), "10": Decimal("60.4")})
    assert (filed.production_mcf, filed.dispositions_mcf) == (
        2_210,
        {"3": 2_000, "1": 150, "10": 60},
    )
