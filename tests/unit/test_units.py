"""Units: exact constants and the published gas bases."""

from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.numbers.units import (
    bbl_from_gal,
    bbl_from_m3,
    degf_from_degc,
    field_gas_mcf,
    field_liquid_bbl,
    mcf_at_base,
    mcf_from_sm3,
    psi_from_bar,
    psi_from_kpa,
)


def test_barrel__is_42_gallons_and_0_158987294928_m3() -> None:
    assert bbl_from_m3(Decimal("0.158987294928")) == 1
    assert round(bbl_from_m3(Decimal(1)), 10) == Decimal("6.2898107704")
    assert bbl_from_gal(Decimal(42)) == 1
    assert field_liquid_bbl(Decimal(84), "gal") == 2


@pytest.mark.parametrize(
    ("base", "volume"), [("14.65", "10054.61"), ("14.696", "10023.14"), ("15.025", "9803.66")]
)
def test_gas_base__10_000_mcf_at_14_73(base, volume) -> None:
    found = mcf_at_base(Decimal(10_000), Decimal("14.73"), Decimal(base))
    assert round(found, 2) == Decimal(volume)


def test_gas__a_cubic_metre_at_metric_base_is_35_49_cubic_feet_in_texas() -> None:
    found = mcf_from_sm3(Decimal(1_000))
    by_hand = 1 / 0.028316846592 / 1000 * 1000 * (101.325 / (14.65 * 6.894757293168361))
    assert float(found) == pytest.approx(by_hand * (288.7055555555 / 288.15), rel=1e-9)
    assert field_gas_mcf(Decimal(1), "e3m3") == found


def test_pressure_and_temperature() -> None:
    assert psi_from_kpa(6.894757293168361) == pytest.approx(1, rel=1e-15)
    assert psi_from_bar(1) == psi_from_kpa(100)
    assert degf_from_degc(100) == pytest.approx(212)
    assert degf_from_degc(15.5555555556) == pytest.approx(60)


def test_unit_of_the_wrong_phase__is_refused() -> None:
    with pytest.raises(DataError, match="does not measure a liquid"):
        field_liquid_bbl(Decimal(1), "mcf")
    with pytest.raises(DataError, match="does not measure gas"):
        field_gas_mcf(Decimal(1), "bbl")
