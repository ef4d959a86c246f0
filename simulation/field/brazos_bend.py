"""The larger virtual operator: three oil leases, twelve oil wells, two batteries, one gas well.

Mesquite battery takes one lease and sells by truck; Juniper takes two under a commingling permit
and sells through a LACT unit. All names are made up.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from simulation.field.chance import stream
from simulation.field.plans import (
    BatteryPlan,
    CompanyPlan,
    GasWellPlan,
    InterestPlan,
    OrganizationPlan,
    PersonPlan,
    UnitPlan,
    WellPlan,
)

_ROYALTY: Final = "royalty_interest"
_OVERRIDE: Final = "overriding_royalty"
_WORKING: Final = "working_interest"

COMPANIES: Final = (
    CompanyPlan(
        "BBO",
        "Brazos Bend Operating LLC",
        "corporation",
        ("operator", "owner"),
        "091827",
        ("410 West Wall Street, Suite 200", "Midland", "TX", "79701"),
        "432-555-0142",
    ),
    CompanyPlan("LLANO", "Llano Crude Marketing LP", "corporation", ("purchaser",)),
    CompanyPlan("SANDHILL", "Sand Hills Gathering LLC", "corporation", ("purchaser", "gatherer")),
    CompanyPlan("CAPROCK", "Caprock Transport Inc", "corporation", ("hauler",)),
    CompanyPlan("TULE", "Tule Creek Partners LP", "corporation", ("partner", "owner")),
    CompanyPlan("DEALEY", "Dealey Family Minerals Trust", "trust", ("owner",)),
    CompanyPlan("OCHOA", "Estate of Ramona Ochoa", "person", ("owner",)),
    CompanyPlan("HARGROVE", "J. T. Hargrove", "person", ("owner",)),
    CompanyPlan("PINKARD", "Pinkard Land Services", "person", ("owner",)),
    CompanyPlan("ESTACADO", "Estacado Land Trust", "trust", ("owner",)),
)

PEOPLE: Final = (
    PersonPlan(
        "ada.accountant@brazosbend.example", "Ada Whitfield",
        ("read.field", "read.volume", "read.money", "gauge.enter", "ticket.approve",
         "production.close", "accounting.close",
         "period.revise", "deck.edit", "payment.prepare", "filing.submit"),
    ),
    PersonPlan(
        "omar.owner@brazosbend.example", "Omar Brazos",
        ("read.field", "read.volume", "read.money", "production.close", "deck.approve",
         "payment.release", "user.manage"),
    ),
    PersonPlan("tess.technician@brazosbend.example", "Tess Renner",
               ("read.field", "tag.configure")),
    PersonPlan("eli.engineer@brazosbend.example", "Eli Moreno",
               ("read.field", "read.volume", "fit.sign")),
)  # fmt: skip

UNITS: Final = (
    UnitPlan(
        "oil_lease", "41207", "MESQUITE DRAW", "L-1001", "P-100", "Dealey Family Minerals Trust",
        "Section 12, Block 37, T-2-S, T&P RR Co Survey",
        (
            InterestPlan("DEALEY", _ROYALTY, Fraction(1, 8)),
            InterestPlan("OCHOA", _ROYALTY, Fraction(1, 16)),
            InterestPlan("PINKARD", _OVERRIDE, Fraction(1, 50)),
            InterestPlan("BBO", _WORKING, Fraction(3, 4)),
            InterestPlan("TULE", _WORKING, Fraction(1, 4)),
        ),
    ),
    UnitPlan(
        "oil_lease", "41388", "JUNIPER ESTACADO", "L-1002", "P-200", "Estacado Land Trust",
        "Section 18, Block 36, T-2-S, T&P RR Co Survey",
        (
            InterestPlan("ESTACADO", _ROYALTY, Fraction(1, 5)),
            InterestPlan("PINKARD", _OVERRIDE, Fraction(1, 64)),
            InterestPlan("BBO", _WORKING, Fraction(1)),
        ),
        "08-0412",
    ),
    UnitPlan(
        "oil_lease", "41391", "JUNIPER HARGROVE", "L-1003", "P-300", "J. T. Hargrove",
        "Section 19, Block 36, T-2-S, T&P RR Co Survey",
        (
            InterestPlan("HARGROVE", _ROYALTY, Fraction(1, 15)),
            InterestPlan("DEALEY", _ROYALTY, Fraction(1, 15)),
            InterestPlan("OCHOA", _ROYALTY, Fraction(1, 15)),
            InterestPlan("BBO", _WORKING, Fraction(2, 3)),
            InterestPlan("TULE", _WORKING, Fraction(1, 3)),
        ),
        "08-0412",
    ),
    UnitPlan(
        "gas_id", "284416", "CALICHE", "L-1004", "P-400", "J. T. Hargrove",
        "Section 30, Block 36, T-3-S, T&P RR Co Survey",
        (
            InterestPlan("HARGROVE", _ROYALTY, Fraction(3, 16)),
            InterestPlan("BBO", _WORKING, Fraction(4, 5)),
            InterestPlan("TULE", _WORKING, Fraction(1, 5)),
        ),
    ),
)  # fmt: skip

BATTERIES: Final = (
    BatteryPlan(
        "MES", "Mesquite", "mesquite", "truck", 3, 400, 240.0, 1.67862, 39.6, 0.3, ("41207",),
        has_water_tank=True, fuel_mcf_per_day=14.0, word_order="big",
    ),
    BatteryPlan(
        "JUN", "Juniper", "juniper", "lact", 2, 750, 288.0, 2.80071, 41.2, 0.2,
        ("41388", "41391"), has_water_tank=False, fuel_mcf_per_day=22.0, word_order="little",
        lact_meter_factor=0.9987, lact_start_bbl=95_400.0,
    ),
)  # fmt: skip

# name, unit, battery, oil bbl/day, gas mcf/bbl, water bbl/bbl, decline 1/year, lift
_WELLS: Final = (
    ("Mesquite Draw 1", "41207", "MES", 46.0, 1.9, 2.2, 0.28, "rod_pump"),
    ("Mesquite Draw 2", "41207", "MES", 31.0, 2.4, 3.1, 0.22, "rod_pump"),
    ("Mesquite Draw 3", "41207", "MES", 58.0, 1.6, 1.8, 0.45, "esp"),
    ("Mesquite Draw 4", "41207", "MES", 12.5, 3.2, 5.4, 0.12, "rod_pump"),
    ("Mesquite Draw 5", "41207", "MES", 23.0, 2.1, 2.9, 0.18, "plunger"),
    ("Juniper Estacado 1H", "41388", "JUN", 88.0, 2.2, 1.4, 0.62, "esp"),
    ("Juniper Estacado 2H", "41388", "JUN", 64.0, 2.6, 1.9, 0.55, "esp"),
    ("Juniper Estacado 3", "41388", "JUN", 19.0, 3.8, 4.2, 0.15, "rod_pump"),
    ("Juniper Estacado 4", "41388", "JUN", 8.0, 4.4, 6.5, 0.10, "rod_pump"),
    ("Juniper Hargrove 1H", "41391", "JUN", 71.0, 2.0, 1.2, 0.70, "esp"),
    ("Juniper Hargrove 2", "41391", "JUN", 27.0, 2.9, 2.6, 0.20, "rod_pump"),
    ("Juniper Hargrove 3", "41391", "JUN", 15.5, 3.1, 3.9, 0.14, "rod_pump"),
)


def brazos_bend(seed: int) -> OrganizationPlan:
    """Return the larger operator; its wells' rates vary a little with the seed."""
    return OrganizationPlan(
        slug="brazos-bend", name="Brazos Bend Operating LLC", operator="BBO", collector="bb-field",
        field_code="58821300", field_name="MESQUITE DRAW (WOLFCAMP)", basin="Permian",
        county="Martin", county_code="317", district="08", oil_purchaser="LLANO",
        gas_purchaser="SANDHILL", hauler="CAPROCK", oil_price_usd_per_bbl=Decimal("63.4175"),
        gas_price_usd_per_mcf=Decimal("2.6183"), companies=COMPANIES, people=PEOPLE, units=UNITS,
        wells=[_well(seed, place, row) for place, row in enumerate(_WELLS)],
        gas_wells=(
            GasWellPlan(
                "Caliche 1", "1", "284416", "CAL", "Caliche pad", 640.0, 0.35, 820.0, 212.0,
                date(2021, 8, 14), 9850, 32.2411, -101.8922,
            ),
        ),
        batteries=BATTERIES, has_dead_device=True, sick_well="Mesquite Draw 5",
    )  # fmt: skip


def _well(
    seed: int, place: int, row: tuple[str, str, str, float, float, float, float, str]
) -> WellPlan:
    name, unit, battery, oil, gas, water, decline, lift = row
    chance = stream(seed, "well", name)
    return WellPlan(
        name, name.rsplit(" ", 1)[1], unit, battery,
        oil_bbl_per_day=oil * chance.uniform(0.93, 1.07), gas_mcf_per_bbl=gas,
        water_bbl_per_bbl=water, decline_per_year=decline, lift_method=lift,
        tubing_psig=chance.uniform(140, 260), casing_psig=chance.uniform(60, 180),
        first_production_on=date(2016 + place % 8, 1 + place, 5 + place),
        depth_ft=9000 + 130 * place, latitude_deg=round(32.20 + 0.011 * place, 4),
        longitude_deg=round(-101.95 + 0.007 * place, 4),
    )  # fmt: skip
