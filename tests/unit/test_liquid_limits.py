"""Strapping tables in order, and the ranges of the standard for liquids, ends included."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.tank import StrappingPoint, StrappingTable
from domain.measurement.volume_correction import (
    api60_from_observed,
    correction_for_pressure,
    correction_for_temperature,
    density_kg_per_m3,
    net_standard,
)


def table(*points: tuple[int, int]) -> StrappingTable:
    return StrappingTable(tuple(StrappingPoint(Decimal(a), Decimal(b)) for a, b in points))


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([(0, 0)], "two levels"),
        ([(0, 0), (12, 20), (12, 30)], "out of order at 12"),
        ([(0, 0), (12, 20), (24, 19)], "out of order at 24"),
    ],
)
def test_strapping__levels_rise_and_volumes_never_fall(
    points: list[tuple[int, int]], why: str
) -> None:
    with pytest.raises(DataError, match=why):
        table(*points)


def test_strapping__a_false_bottom_holds_nothing_and_the_lowest_level_counts() -> None:
    tank = table((2, 5), (6, 5), (12, 20))
    assert [tank.volume_bbl(Decimal(level)) for level in (2, 4, 6, 12)] == [5, 5, 5, 20]


def test_strapping__a_volume_has_four_places() -> None:
    assert str(table((0, 0), (3, 1)).volume_bbl(Decimal(1))) == "0.3333"


def gravity_of(density: float) -> float:
    return 999.016 * 141.5 / density - 131.5


@pytest.mark.parametrize(
    ("use", "lowest", "highest", "quantity"),
    [
        (lambda degf: correction_for_temperature(40, degf), -58, 302, "temperature"),
        (lambda degf: correction_for_pressure(40, degf, 100), -58, 302, "temperature"),
        (lambda degf: api60_from_observed(40, degf), -58, 302, "temperature"),
        (lambda psig: correction_for_pressure(40, 60, psig), 0, 1500, "pressure"),
        (lambda rho: correction_for_temperature(gravity_of(rho), 60), 610.6, 1163.5, "density"),
    ],
)
def test_standard__its_range_holds_its_ends_and_nothing_beyond(
    use: Callable[[float], object], lowest: float, highest: float, quantity: str
) -> None:
    inside = 1e-6 if quantity == "density" else 0.0
    assert use(lowest + inside)
    assert use(highest - inside)
    for beyond in (lowest - 0.01, highest + 0.01):
        with pytest.raises(DataError, match=f"{quantity}.* outside"):
            use(beyond)


def test_density__each_edition_has_its_own_water() -> None:
    assert density_kg_per_m3(10) == pytest.approx(999.016)
    assert density_kg_per_m3(10, "1980") == pytest.approx(999.012)


@pytest.mark.parametrize(("bsw_pct", "net"), [(0, 100), (100, 0), (25, 75)])
def test_net_standard__water_is_taken_off_in_percent(bsw_pct: int, net: int) -> None:
    found = net_standard(Decimal(100), api60=40, temp_degf=60, bsw_pct=Decimal(bsw_pct))
    assert found.nsv_bbl == net


@pytest.mark.parametrize("bsw_pct", ["-0.1", "100.1"])
def test_net_standard__what_is_no_percentage_is_refused(bsw_pct: str) -> None:
    with pytest.raises(DataError, match="no percentage"):
        net_standard(Decimal(100), api60=40, temp_degf=60, bsw_pct=Decimal(bsw_pct))


def test_net_standard__pressure_at_the_meter_is_corrected_for() -> None:
    found = net_standard(
        Decimal(10_000), api60=40, temp_degf=60, bsw_pct=Decimal(0), pressure_psig=500.0
    )
    assert found.ctpl == pytest.approx(correction_for_pressure(40, 60, 500), rel=1e-9)
    assert float(found.gsv_bbl) == pytest.approx(10_027.1689, abs=1e-4)


def test_net_standard__each_volume_is_rounded_once_to_four_places() -> None:
    # 0.00005 bbl is 0.0001 gross; half of the unrounded gross is 0.000025, which is nothing.
    found = net_standard(Decimal("0.00005"), api60=40, temp_degf=60, bsw_pct=Decimal(50))
    assert [str(bbl) for bbl in found[:3]] == ["0.0001", "0.0001", "0.0000"]
