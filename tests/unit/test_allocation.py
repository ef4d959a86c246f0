"""Allocation and exact splits: worked examples G1, G8, G9, G11 and the revenue remainders."""

from decimal import Decimal

import pytest

from domain.allocation.proportional import allocate_proportional
from domain.allocation.theoretical import theoretical_volume
from domain.errors import DataError
from domain.numbers.money import CENT, round_money, value_usd
from domain.numbers.shares import split_amount, split_units

HUNDREDTH = Decimal("0.01")


def decimals(**values: str) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


def test_g1__battery_of_three_wells() -> None:
    tests = {"A": ("120", "24"), "B": ("95", "18"), "C": ("80", "24")}
    theoretical = {
        well: theoretical_volume(Decimal(rate), Decimal(hours))
        for well, (rate, hours) in tests.items()
    }
    assert theoretical == decimals(A="120", B="71.25", C="80")
    found = allocate_proportional(Decimal("275.40"), theoretical, quantum=HUNDREDTH)
    assert found.allocated == decimals(A="121.84", B="72.34", C="81.22")
    assert found.factor == Decimal("1.01529954")
    assert found.residual == 0


def test_g1b_g1c_g1d__remainders_go_to_the_lowest_ids() -> None:
    assert split_units(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    thirds = split_amount(Decimal("10.00"), HUNDREDTH, {"a": 1, "b": 1, "c": 1})
    assert thirds == decimals(a="3.34", b="3.33", c="3.33")
    sevenths = split_amount(Decimal("100.01"), HUNDREDTH, dict.fromkeys(range(7), 1))
    assert sorted(sevenths.values()) == [Decimal("14.28")] * 2 + [Decimal("14.29")] * 5


def test_g3__gas_by_theoretical_volumes() -> None:
    theoretical = decimals(A="11400", B="21000", C="10300")
    sales = allocate_proportional(Decimal(41_250), theoretical, quantum=Decimal(1)).allocated
    assert list(sales.values()) == [11_013, 20_287, 9_950]
    found = allocate_proportional(Decimal(43_565), theoretical, quantum=Decimal(1))
    assert list(found.allocated.values()) == [11_631, 21_425, 10_509]
    assert round(found.factor, 7) == Decimal("1.0202576")


def test_g8__plant_liquids_by_theoretical_gallons() -> None:
    found = split_units(62_100, {"a": 32_000, "b": 30_000, "c": 6_000})
    assert found == {"a": 29_224, "b": 27_397, "c": 5_479}


def test_g9__amounts_by_decimals() -> None:
    found = split_amount(Decimal("1250.37"), CENT, decimals(a=".40", b=".35", c=".25"))
    assert found == decimals(a="500.15", b="437.63", c="312.59")
    third = decimals(a=".33333333", b=".33333333", c=".33333334")
    found = split_amount(Decimal("275.41"), CENT, third)
    assert found == decimals(a="91.80", b="91.80", c="91.81")


def test_g11__water() -> None:
    theoretical = {"a": Decimal(300), "b": Decimal(125), "c": Decimal(420)}
    found = allocate_proportional(Decimal("812.0"), theoretical, quantum=Decimal("0.1"))
    assert list(found.allocated.values()) == [Decimal("288.3"), Decimal("120.1"), Decimal("403.6")]


def test_zero_theoretical_with_volume__blocks() -> None:
    with pytest.raises(DataError, match="theoretical volume of every completion is zero"):
        allocate_proportional(Decimal(10), decimals(a="0", b="0"))


def test_nothing_measured__nothing_allocated() -> None:
    found = allocate_proportional(Decimal(0), decimals(a="0", b="0"))
    assert (found.allocated, found.factor) == (decimals(a="0", b="0"), None)
    assert allocate_proportional(Decimal(0), decimals(a="1")).factor == 0


def test_negative_measured__raises() -> None:
    with pytest.raises(DataError, match="negative"):
        allocate_proportional(Decimal(-1), decimals(a="1"))


def test_residual__what_is_finer_than_the_quantum_stays_visible() -> None:
    found = allocate_proportional(Decimal("10.00004"), decimals(a="1", b="1"))
    assert sum(found.allocated.values()) == Decimal("10.0000")
    assert found.residual == Decimal("0.00004")


def test_split__residue_to_a_named_party_leaves_the_others_alone() -> None:
    weights = decimals(op=".60", b=".20", c=".1875", d=".0125")
    found = split_units(1000, weights, residual_to="op")
    assert found == {"op": 599, "b": 200, "c": 188, "d": 13}


def test_split__residue_never_turns_the_named_party_negative() -> None:
    weights = {"op": 1, **{f"o{n}": 1 for n in range(7)}}
    found = split_units(4, weights, residual_to="op")
    assert sum(found.values()) == 4
    assert min(found.values()) == 0


def test_split__negative_total_mirrors_the_positive() -> None:
    weights = decimals(a=".6", b=".3", c=".1")
    mirrored = {key: -part for key, part in split_units(1001, weights).items()}
    assert split_units(-1001, weights) == mirrored


def test_split__refuses_weights_that_cannot_be() -> None:
    with pytest.raises(DataError, match="negative"):
        split_units(1, {"a": -1, "b": 2})
    with pytest.raises(DataError, match="every weight is zero"):
        split_units(1, {"a": 0})
    with pytest.raises(DataError, match="no multiple"):
        split_amount(Decimal("0.001"), CENT, {"a": 1})


def test_money__half_away_from_zero() -> None:
    assert round_money(Decimal("144.375")) == Decimal("144.38")
    assert round_money(Decimal("-144.375")) == Decimal("-144.38")
    assert round_money(Decimal("0.005")) == Decimal("0.01")
    assert round_money(Decimal("-0.005")) == Decimal("-0.01")


def test_money__eight_places_of_a_price_count() -> None:
    assert value_usd(Decimal(62_100), Decimal("0.583249")) == Decimal("36219.76")
