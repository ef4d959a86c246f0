"""The smaller virtual operator: one lease, two wells, one battery that sells by truck."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from simulation.field.chance import stream
from simulation.field.plans import (
    BatteryPlan,
    CompanyPlan,
    InterestPlan,
    OrganizationPlan,
    PersonPlan,
    UnitPlan,
    WellPlan,
)

_COMPANIES = (
    CompanyPlan(
        "PRE",
        "Pecos Ridge Energy Inc",
        "corporation",
        ("operator", "owner"),
        "645310",
        ("115 South Cedar Street", "Pecos", "TX", "79772"),
        "432-555-0187",
    ),
    CompanyPlan("TRANSPECOS", "Trans-Pecos Crude LLC", "corporation", ("purchaser",)),
    CompanyPlan("RIDGEGAS", "Ridge Gas Gathering LP", "corporation", ("purchaser", "gatherer")),
    CompanyPlan("LOBO", "Lobo Hauling LLC", "corporation", ("hauler",)),
    CompanyPlan("VEGA", "Vega Ranch Ltd", "corporation", ("owner",)),
    CompanyPlan("QUILL", "Quill Royalty Co", "corporation", ("owner",)),
)

_PEOPLE = (
    PersonPlan(
        "nell.accountant@pecosridge.example", "Nell Castro",
        ("read.field", "read.volume", "read.money", "gauge.enter", "ticket.approve",
         "production.close", "deck.edit",
         "payment.prepare", "filing.submit"),
    ),
    PersonPlan(
        "raul.owner@pecosridge.example", "Raul Pecos",
        ("read.field", "read.volume", "read.money", "production.close", "deck.approve",
         "payment.release", "user.manage",
         "tag.configure", "fit.sign"),
    ),
)  # fmt: skip

_UNIT = UnitPlan(
    "oil_lease", "38745", "SALTCEDAR", "SC-1", "500", "Vega Ranch Ltd",
    "Section 7, Block 10, H&GN RR Co Survey",
    (
        InterestPlan("VEGA", "royalty_interest", Fraction(3, 16)),
        InterestPlan("QUILL", "overriding_royalty", Fraction(3, 100)),
        InterestPlan("PRE", "working_interest", Fraction(1)),
    ),
)  # fmt: skip

_BATTERY = BatteryPlan(
    "SAL", "Saltcedar", "saltcedar", "truck", 2, 300, 180.0, 1.67862, 36.4, 0.4, ("38745",),
    has_water_tank=False, fuel_mcf_per_day=6.0, word_order="little",
)  # fmt: skip


def pecos_ridge(seed: int) -> OrganizationPlan:
    """Return the smaller operator; its wells' rates vary a little with the seed."""
    return OrganizationPlan(
        slug="pecos-ridge", name="Pecos Ridge Energy Inc", operator="PRE", collector="pr-field",
        field_code="79940150", field_name="SALTCEDAR (DELAWARE)", basin="Permian",
        county="Ward", county_code="475", district="08", oil_purchaser="TRANSPECOS",
        gas_purchaser="RIDGEGAS", hauler="LOBO", oil_price_usd_per_bbl=Decimal("62.9450"),
        gas_price_usd_per_mcf=Decimal("2.4410"), companies=_COMPANIES, people=_PEOPLE,
        units=(_UNIT,), gas_wells=(), batteries=(_BATTERY,), wells_by="mqtt",
        wells=[
            _well(seed, "Saltcedar 1", 34.0, 1.4, 2.8, date(2017, 5, 3), 31.4120),
            _well(seed, "Saltcedar 2", 21.0, 1.9, 3.6, date(2019, 2, 18), 31.4177),
        ],
    )  # fmt: skip


def _well(
    seed: int, name: str, oil: float, gas: float, water: float, since: date, latitude: float
) -> WellPlan:
    chance = stream(seed, "well", name)
    return WellPlan(
        name, name.rsplit(" ", 1)[1], "38745", "SAL",
        oil_bbl_per_day=oil * chance.uniform(0.93, 1.07), gas_mcf_per_bbl=gas,
        water_bbl_per_bbl=water, decline_per_year=0.2, lift_method="rod_pump",
        tubing_psig=chance.uniform(140, 220), casing_psig=chance.uniform(60, 140),
        first_production_on=since, depth_ft=6400, latitude_deg=latitude, longitude_deg=-103.2200,
    )  # fmt: skip
