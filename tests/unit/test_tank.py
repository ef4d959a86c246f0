"""Tanks: strapping, net standard volume, and the balance of a day."""

from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.tank import (
    StrappingPoint,
    StrappingTable,
    TankDay,
    total_day,
    upright_table,
)
from domain.measurement.volume_correction import (
    api60_from_observed,
    correction_for_pressure,
    correction_for_temperature,
    net_standard,
)
from tests.fixtures.vectors import read_vectors


@pytest.mark.parametrize(
    ("api60", "degf", "ctl"),
    [(30, 85, 0.98883), (30, 40, 1.00888), (35, 100, 0.98096), (40, 60, 1.0), (40, 75, 0.99245),
     (40, 80, 0.98993), (40, 100, 0.97980), (40, 120, 0.96961), (45, 85, 0.98665),
     (20, 100, 0.98425)],
)  # fmt: skip
def test_ctl__mpms_11_1_2004_crude(api60, degf, ctl) -> None:
    assert correction_for_temperature(api60, degf) == pytest.approx(ctl, abs=5.1e-6)


def test_ctl__both_editions_agree_with_the_vectors() -> None:
    vectors = read_vectors("vcf.json")
    for edition, key in (("2004", "ctl_2004_crude"), ("1980", "ctl_1980_crude")):
        for case in vectors[key]:
            found = correction_for_temperature(case["api60"], case["tF"], edition)
            assert found == pytest.approx(case["ctl"], abs=1e-5)
    for case in vectors["cpl_2004_crude"]:
        found = correction_for_pressure(case["api60"], case["tF"], case["psig"])
        assert found == pytest.approx(case["cpl"], abs=1e-6)


@pytest.mark.parametrize(
    ("observed", "degf", "api60"), [(41.0, 85, 38.91), (36.5, 92, 34.04), (38.0, 45, 39.23),
                                    (40.5, 83, 38.59)],
)  # fmt: skip
def test_gravity__observed_by_glass_hydrometer(observed, degf, api60) -> None:
    assert api60_from_observed(observed, degf) == pytest.approx(api60, abs=0.006)


def test_gravity__without_hydrometer_correction() -> None:
    assert api60_from_observed(40.5, 83, hydrometer=False) == pytest.approx(38.54, abs=0.006)


def test_net_standard__a_180_barrel_load_is_175_83_net() -> None:
    load = net_standard(Decimal(180), api60=40, temp_degf=100, bsw_pct=Decimal("0.3"))
    assert round(load.nsv_bbl, 2) == Decimal("175.83")


def test_net_standard__own_ticket_of_two_gauges_is_242_13() -> None:
    tank = upright_table(Decimal("1.67"), Decimal(240))
    opened, closed = tank.volume_bbl(Decimal("174.25")), tank.volume_bbl(Decimal(27))
    assert round(opened, 2) == Decimal("291.00")
    assert closed == Decimal("45.09")
    water = Decimal("0.3")
    before = net_standard(opened, api60=38.4, temp_degf=84, bsw_pct=water)
    after = net_standard(closed, api60=38.4, temp_degf=78, bsw_pct=water)
    assert before.nsv_bbl - after.nsv_bbl == pytest.approx(Decimal("242.13"), abs=Decimal("0.01"))


def test_run_ticket__published_in_a_textbook_with_older_tables() -> None:
    assert api60_from_observed(23.2, 100) == pytest.approx(20.82, abs=0.01)
    gross = Decimal("391.65") * Decimal(".98351") - Decimal("116.20") * Decimal(".98976")
    assert round(gross * Decimal(".996"), 2) == pytest.approx(Decimal("269.10"), abs=Decimal(".01"))
    water = Decimal("0.4")
    before = net_standard(Decimal("391.65"), api60=20.9, temp_degf=102, bsw_pct=water)
    after = net_standard(Decimal("116.20"), api60=20.9, temp_degf=86, bsw_pct=water)
    net = before.nsv_bbl - after.nsv_bbl
    assert net == pytest.approx(Decimal("269.02"), abs=Decimal("0.02"))


def test_net_standard__refuses_nonsense() -> None:
    with pytest.raises(DataError, match="no percentage"):
        net_standard(Decimal(1), api60=40, temp_degf=60, bsw_pct=Decimal(101))
    with pytest.raises(DataError, match="outside"):
        correction_for_temperature(40, 400)


def test_strapping__linear_between_points_and_closed_at_both_ends() -> None:
    points = [(0, 0), (12, 20), (240, 400)]
    table = StrappingTable(tuple(StrappingPoint(Decimal(a), Decimal(b)) for a, b in points))
    assert table.volume_bbl(Decimal(6)) == 10
    assert table.volume_bbl(Decimal(12)) == 20
    assert table.volume_bbl(Decimal(240)) == 400
    for level in ("-0.1", "240.1"):
        with pytest.raises(DataError, match="outside the tank's table"):
            table.volume_bbl(Decimal(level))
    with pytest.raises(DataError, match="out of order"):
        StrappingTable((StrappingPoint(Decimal(2), Decimal(1)),
                        StrappingPoint(Decimal(1), Decimal(2))))  # fmt: skip


def test_tank_day__production_is_what_stock_and_loads_say() -> None:
    first = TankDay(Decimal(100), Decimal(40), Decimal(180), Decimal(0))
    second = TankDay(Decimal(50), Decimal(60), Decimal(0), Decimal("5.5"))
    assert first.produced_bbl == 120
    assert total_day([first, second]).produced_bbl == Decimal("135.5")
