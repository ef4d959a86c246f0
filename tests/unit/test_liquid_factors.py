"""The factors of API MPMS 11.1, against its equations written out term by term."""

from decimal import Decimal
from math import exp

import pytest

from domain.errors import DataError
from domain.measurement.volume_correction import (
    CRUDE,
    CommodityGroup,
    api60_from_observed,
    correction_for_pressure,
    correction_for_temperature,
    density_kg_per_m3,
    net_standard,
)

SAME = 1e-14
ITS_90 = (-0.148759, -0.267408, 1.080760, 1.269056, -4.089591, -1.871251, 7.438081, -3.536296)
DELTA_60 = 0.01374979547
GASOLINE = CommodityGroup(192.4571, 0.2438, 0.0)
TRANSITION = CommodityGroup(1489.0670, 0.0, -0.00186840)


def on_scale_of_1968(degf: float) -> float:
    """Return a temperature of 1990 on the scale of 1968 [degF]."""
    celsius = (degf - 32) / 1.8
    tau = celsius / 630
    return 1.8 * (celsius - sum(a * tau**n for n, a in enumerate(ITS_90, start=1))) + 32


def density_of_1968(rho60: float, k0: float, k1: float, k2: float) -> float:
    """Return the density at 60 degF of the scale of 1968 [kg/m3]."""
    a = DELTA_60 / 2 * ((k0 / rho60 + k1) / rho60 + k2)
    b = (2 * k0 + k1 * rho60) / (k0 + (k1 + k2 * rho60) * rho60)
    return rho60 * (1 + (exp(a * (1 + 0.8 * a)) - 1) / (1 + a * (1 + 1.6 * a) * b))


@pytest.mark.parametrize("group", [CRUDE, GASOLINE, TRANSITION], ids=["crude", "gas", "between"])
@pytest.mark.parametrize("degf", [-40.0, 60.0, 100.0, 250.0])
def test_temperature__is_corrected_as_the_tables_of_2004_have_it(
    group: CommodityGroup, degf: float
) -> None:
    rho = density_of_1968(999.016 * 141.5 / (52.0 + 131.5), group.k0, group.k1, group.k2)
    alpha = (group.k0 / rho + group.k1) / rho + group.k2
    warmth = on_scale_of_1968(degf) - 60.0068749
    factor = exp(-alpha * warmth * (1 + 0.8 * alpha * (warmth + DELTA_60)))
    found = correction_for_temperature(52.0, degf, group=group)
    assert found == pytest.approx(factor, rel=SAME)


@pytest.mark.parametrize("group", [CRUDE, GASOLINE], ids=["crude", "gas"])
@pytest.mark.parametrize("degf", [-40.0, 60.0, 100.0, 250.0])
def test_temperature__is_corrected_as_the_tables_of_1980_have_it(
    group: CommodityGroup, degf: float
) -> None:
    rho = 999.012 * 141.5 / (52.0 + 131.5)
    alpha = (group.k0 / rho + group.k1) / rho + group.k2
    factor = exp(-alpha * (degf - 60) * (1 + 0.8 * alpha * (degf - 60)))
    found = correction_for_temperature(52.0, degf, "1980", group)
    assert found == pytest.approx(factor, rel=SAME)


@pytest.mark.parametrize("group", [CRUDE, GASOLINE], ids=["crude", "gas"])
@pytest.mark.parametrize(("degf", "psig"), [(-40.0, 1500.0), (100.0, 900.0), (250.0, 1500.0)])
def test_pressure__is_corrected_as_the_standard_has_it(
    group: CommodityGroup, degf: float, psig: float
) -> None:
    rho = density_of_1968(999.016 * 141.5 / (40.0 + 131.5), group.k0, group.k1, group.k2)
    warm = on_scale_of_1968(degf)
    squeeze = exp(-1.9947 + 0.00013427 * warm + (793920 + 2326 * warm) / rho**2)
    found = correction_for_pressure(40.0, degf, psig, group)
    assert found == pytest.approx(1 / (1 - 1e-5 * squeeze * psig), rel=SAME)


def test_crude__has_the_constants_of_the_standard() -> None:
    assert (CRUDE.k0, CRUDE.k1, CRUDE.k2) == (341.0957, 0.0, 0.0)


@pytest.mark.parametrize(("edition", "water"), [("2004", 999.016), ("1980", 999.012)])
def test_density__is_of_the_water_of_its_edition(edition: str, water: float) -> None:
    assert density_kg_per_m3(10.0, edition) == pytest.approx(water, rel=SAME)
    found = api60_from_observed(10.0, 60.0, tables=edition)
    assert found == pytest.approx(10.0, abs=1e-9)


@pytest.mark.parametrize("edition", ["2004", "1980"])
@pytest.mark.parametrize(("degf", "is_glass"), [(95.0, True), (95.0, False), (20.0, True)])
def test_gravity__of_the_sample_is_the_one_at_60_that_the_factor_leads_to(
    edition: str, degf: float, is_glass: bool
) -> None:
    """Density read, less what the glass grew, is density at 60 degF times CTL."""
    found = api60_from_observed(38.0, degf, hydrometer=is_glass, tables=edition)
    water = 999.016 if edition == "2004" else 999.012
    glass = 1 - 1.278e-5 * (degf - 60) - 6.2e-9 * (degf - 60) ** 2 if is_glass else 1.0
    read = water * 141.5 / (38.0 + 131.5) * glass
    at_60 = water * 141.5 / (found + 131.5)
    ctl = correction_for_temperature(found, degf, edition)
    assert at_60 * ctl == pytest.approx(read, rel=1e-13)


def test_edition__is_that_of_2004_unless_another_is_named() -> None:
    assert api60_from_observed(38.0, 95.0) == api60_from_observed(38.0, 95.0, tables="2004")
    assert api60_from_observed(38.0, 95.0) != api60_from_observed(38.0, 95.0, tables="1980")
    sample = {"api60": 38.0, "temp_degf": 95.0, "bsw_pct": Decimal(0)}
    found = net_standard(Decimal(1), **sample).ctpl
    assert found == net_standard(Decimal(1), **sample, tables="2004").ctpl
    assert found != net_standard(Decimal(1), **sample, tables="1980").ctpl


@pytest.mark.parametrize(
    ("api60", "degf", "psig", "told"),
    [
        (40.0, -58.1, 0.0, "temperature [degF] -58.1 is outside -58 to 302; check the ticket"),
        (40.0, 302.1, 0.0, "temperature [degF] 302.1 is outside -58 to 302; check the ticket"),
        (40.0, 60.0, -0.1, "pressure [psig] -0.1 is outside 0 to 1500; check the ticket"),
        (40.0, 60.0, 1500.1, "pressure [psig] 1500.1 is outside 0 to 1500; check the ticket"),
    ],
)
def test_range__of_the_standard_is_told(api60: float, degf: float, psig: float, told: str) -> None:
    with pytest.raises(DataError) as refused:
        correction_for_pressure(api60, degf, psig)
    assert str(refused.value) == told


@pytest.mark.parametrize(("degf", "psig"), [(-58.0, 0.0), (302.0, 1500.0)])
def test_range__of_the_standard_holds_its_ends(degf: float, psig: float) -> None:
    assert correction_for_pressure(40.0, degf, psig) >= 1
    assert correction_for_temperature(40.0, degf) > 0
    assert api60_from_observed(40.0, degf) > 0


@pytest.mark.parametrize("degf", [-58.1, 302.1])
def test_range__of_temperatures_holds_for_every_factor(degf: float) -> None:
    for ask in (correction_for_temperature, api60_from_observed):
        with pytest.raises(DataError, match=r"^temperature \[degF\] "):
            ask(40.0, degf)


@pytest.mark.parametrize("api60", [-10.1, 101.0])
def test_range__of_densities_is_told(api60: float) -> None:
    with pytest.raises(DataError, match=r"^density at 60 degF \[kg/m3\] .*610\.6 to 1163\.5"):
        correction_for_temperature(api60, 60.0)


@pytest.mark.parametrize("water", [0, 100])
def test_net__may_be_all_or_none_of_the_volume(water: int) -> None:
    found = net_standard(Decimal(200), api60=40.0, temp_degf=60.0, bsw_pct=Decimal(water))
    assert (found.gsv_bbl, found.nsv_bbl) == (200, 2 * (100 - water))


@pytest.mark.parametrize("water", ["-0.1", "100.1"])
def test_net__water_that_is_no_percentage_is_refused(water: str) -> None:
    with pytest.raises(DataError) as refused:
        net_standard(Decimal(200), api60=40.0, temp_degf=60.0, bsw_pct=Decimal(water))
    assert str(refused.value) == f"sediment and water of {water} % is no percentage"


def test_net__has_its_three_bases_and_the_factor_between() -> None:
    found = net_standard(
        Decimal("180.00004"), api60=40.0, temp_degf=100.0, bsw_pct=Decimal("0.3"),
        pressure_psig=1000.0, tables="1980",
    )  # fmt: skip
    factor = correction_for_temperature(40.0, 100.0, "1980") * correction_for_pressure(
        40.0, 100.0, 1000.0
    )
    assert found.ctpl == pytest.approx(factor, rel=SAME)
    assert found.observed_bbl == Decimal("180.0000")
    assert float(found.gsv_bbl) == pytest.approx(180.00004 * factor, abs=5.1e-5)
    assert float(found.nsv_bbl) == pytest.approx(180.00004 * factor * 0.997, abs=5.1e-5)
