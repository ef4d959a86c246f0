"""Exact numbers at their edges: shares, halves, places, units, whole barrels."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.allocation.theoretical import theoretical_volume
from domain.allocation.true_up import derived_production
from domain.errors import DataError
from domain.numbers.rounding import (
    FACTOR_QUANTUM,
    VOLUME_QUANTUM,
    from_units,
    round_half_away,
    round_units,
    round_volume,
)
from domain.numbers.shares import split_units
from domain.numbers.units import (
    BOOKS_BASE_PSIA,
    bbl_from_m3,
    field_gas_mcf,
    field_liquid_bbl,
    mcf_at_base,
    mcf_from_sm3,
)
from domain.numbers.whole_units import file_gas, file_liquid

BASE = Decimal("15.025")
ONE = Decimal(1)


def test_split__equal_remainders_go_by_id_whatever_order_they_came_in() -> None:
    found = split_units(100, {"c": 1, "b": 1, "a": 1})
    assert found == {"a": 34, "b": 33, "c": 33}
    assert list(found) == ["c", "b", "a"]


def test_split__to_a_party_that_has_no_share_is_by_largest_remainder() -> None:
    assert split_units(10, {"a": 2, "b": 1}, residual_to="z") == {"a": 7, "b": 3}


def test_split__residue_may_leave_its_party_with_nothing() -> None:
    halves = {"op": 1, "z": 1}
    assert split_units(1, halves, residual_to="op") == {"op": 0, "z": 1}
    assert split_units(1, halves) == {"op": 1, "z": 0}


def test_split__nothing_by_weights_of_nothing_is_nothing() -> None:
    assert split_units(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}


def test_rounding__stored_precisions() -> None:
    assert (Decimal("0.0001"), Decimal("0.00000001")) == (VOLUME_QUANTUM, FACTOR_QUANTUM)
    assert str(round_volume(Decimal("1.00005"))) == "1.0001"


def test_rounding__keeps_the_quantums_places_and_no_sign_on_zero() -> None:
    assert str(from_units(120, Decimal("0.01"))) == "1.20"
    assert str(from_units(-5, Decimal("0.0001"))) == "-0.0005"
    assert str(from_units(0, Decimal("0.01"))) == "0.00"
    assert round_units(Fraction(-1, 2), ONE) == -1
    assert str(round_half_away(Decimal("-0.004"), Decimal("0.01"))) == "0.00"


def test_rounding__thirty_digits_are_not_too_many() -> None:
    large = Decimal("123456789012345678901234567890.125")
    assert str(round_half_away(large, Decimal("0.01"))) == "123456789012345678901234567890.13"
    assert from_units(10**30 + 1, Decimal("0.01")) == Decimal("10000000000000000000000000000.01")


@pytest.mark.parametrize(("unit", "bbl"), [("bbl", 100), ("gal", 100), ("m3", 100), ("sm3", 100)])
def test_liquid__each_unit_of_a_device_in_barrels(unit: str, bbl: int) -> None:
    of_100_bbl = {"bbl": "100", "gal": "4200", "m3": "15.8987294928", "sm3": "15.8987294928"}
    assert field_liquid_bbl(Decimal(of_100_bbl[unit]), unit) == bbl  # type: ignore[arg-type]
    assert bbl_from_m3(Decimal("15.8987294928")) == 100


def test_gas__each_unit_of_a_device_at_the_base_that_was_asked_for() -> None:
    expected = mcf_from_sm3(Decimal(1000), BASE)
    assert expected == pytest.approx(
        mcf_at_base(mcf_from_sm3(Decimal(1000)), BOOKS_BASE_PSIA, BASE), rel=Decimal("1e-20")
    )
    for unit, volume in (("m3", 1000), ("sm3", 1000), ("e3m3", 1)):
        assert field_gas_mcf(Decimal(volume), unit, BASE) == expected  # type: ignore[arg-type]
    assert field_gas_mcf(Decimal(7), "mcf", BASE) == 7
    assert str(BOOKS_BASE_PSIA) == "14.65"


def test_whole_barrels__an_adjusted_line_still_opens_as_filed_and_foots() -> None:
    filed = file_liquid(413, Decimal("411.2"), {"1": Decimal("1.4")})
    left = sum(filed.dispositions_bbl.values())
    assert filed.opening_bbl == 413
    assert filed.opening_bbl + filed.production_bbl - left == filed.closing_bbl


@pytest.mark.parametrize(("opening", "adjusted"), [(13, 3), (14, None)])
def test_whole_barrels__rounding_explains_two_and_one_for_each_disposition(
    opening: int, adjusted: int | None
) -> None:
    disposed = {"1": Decimal("0.4")}
    if adjusted is None:
        with pytest.raises(DataError, match="do not explain"):
            file_liquid(opening, Decimal(10), disposed)
    else:
        assert file_liquid(opening, Decimal(10), disposed).stock_adjusted_bbl == adjusted


def test_whole_mcf__what_rounds_to_nothing_has_no_line() -> None:
    assert file_gas({"1": Decimal("0.4"), "3": Decimal("0.5")}).dispositions_mcf == {"3": 1}


def test_theoretical__has_four_places_and_25_hours_make_more_than_a_days_rate() -> None:
    assert str(theoretical_volume(Decimal(1), Decimal(8))) == "0.3333"
    assert theoretical_volume(Decimal(240), Decimal(25)) == 250


@pytest.mark.parametrize(("rate", "hours"), [(-1, 24), (240, -1), (-1, -1)])
def test_theoretical__negative_rate_or_hours_are_refused(rate: int, hours: int) -> None:
    with pytest.raises(DataError, match="is negative"):
        theoretical_volume(Decimal(rate), Decimal(hours))


def test_derived_production__of_a_still_month_is_zero() -> None:
    assert derived_production(Decimal(400), Decimal(150), [Decimal(250)]) == 0
