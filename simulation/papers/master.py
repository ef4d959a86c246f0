"""Master data of a virtual operator, from the land to the people who may act."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from hashlib import sha256

from domain.numbers.rounding import FACTOR_QUANTUM, round_half_away
from simulation.field.plans import GasWellPlan, OrganizationPlan, UnitPlan, WellPlan
from simulation.field.timeline import TEXAS_DAY, TEXAS_ZONE
from simulation.names import completion_name
from simulation.papers.api_numbers import api14
from simulation.papers.decks import deck_rows
from simulation.papers.equipment import equipment_rows
from simulation.papers.toml_text import Table, document

Row = tuple[str, Table]

_ADDRESS = ("street", "city", "state", "postal_code")


def master_text(plan: OrganizationPlan, year: int, seed: int) -> str:
    """Return the text of ``master.toml``; everything is in force since the year before."""
    since = date(year - 1, 1, 1)
    rows = [
        *_companies(plan),
        *_people(plan, seed),
        *_land(plan, since),
        *_wells(plan, since, seed),
        *equipment_rows(plan, since),
        *_contracts(plan, since),
        *_decks(plan, since),
    ]
    return document({"organization": _organization(plan)}, rows)


def password_of(seed: int, email: str) -> str:
    """Return the password of a simulated person; it guards nothing but a demonstration."""
    return sha256(f"{seed}/{email}".encode()).hexdigest()[:12]


def _organization(plan: OrganizationPlan) -> Table:
    return {
        "slug": plan.slug,
        "organization_name": plan.name,
        "time_zone": TEXAS_ZONE,
        "day_start_hour": TEXAS_DAY.day_start_hour,
    }


def _companies(plan: OrganizationPlan) -> Iterator[Row]:
    for company in plan.companies:
        row: dict[str, object] = {
            "company_code": company.code,
            "company_name": company.name,
            "company_type": company.kind,
        }
        if company.p5_operator_number is not None:
            row["p5_operator_number"] = company.p5_operator_number
        if company.address is not None:
            row["address"] = dict(zip(_ADDRESS, company.address, strict=True))
        if company.phone is not None:
            row["phone"] = company.phone
        row.update({f"is_{role}": True for role in company.roles})
        yield "company", row


def _people(plan: OrganizationPlan, seed: int) -> Iterator[Row]:
    for person in plan.people:
        yield "app_user", {
            "email": person.email, "full_name": person.full_name,
            "password": password_of(seed, person.email),
        }  # fmt: skip
        for capability in person.capabilities:
            yield "capability_grant", {"app_user": person.email, "capability": capability}


def _land(plan: OrganizationPlan, since: date) -> Iterator[Row]:
    yield "field", {
        "field_code": plan.field_code, "field_name": plan.field_name, "basin": plan.basin,
        "country": "US", "state": "TX", "county": plan.county, "operator": plan.operator,
    }  # fmt: skip
    for unit in plan.units:
        royalty = sum(
            (each.share for each in unit.interests if each.interest_type == "royalty_interest"),
            Fraction(0),
        )
        yield "lease", {
            "lease_number": unit.lease_number, "lease_name": unit.unit_name,
            "field": plan.field_code, "lessor_name": unit.lessor_name,
            "effective_on": date(2012, 4, 1),
            "royalty_rate": str(round_half_away(royalty, FACTOR_QUANTUM)),
            "legal_description": unit.legal_description,
        }  # fmt: skip
        yield "reporting_unit", _reporting_unit(plan, unit, since)
        yield "property", {
            "property_number": unit.property_number, "property_name": unit.unit_name.title(),
            "lease": unit.lease_number, "reporting_unit": unit.unit_number,
            "state": "TX", "county": plan.county,
        }  # fmt: skip


def _reporting_unit(plan: OrganizationPlan, unit: UnitPlan, since: date) -> Table:
    row: dict[str, object] = {
        "unit_number": unit.unit_number, "kind": unit.kind, "state_jurisdiction": "TX",
        "district": plan.district, "unit_name": unit.unit_name, "field": plan.field_code,
        "operator": plan.operator, "effective_from": since,
    }  # fmt: skip
    if unit.commingling_permit is not None:
        row["commingling_permit"] = unit.commingling_permit
    return row


def _wells(plan: OrganizationPlan, since: date, seed: int) -> Iterator[Row]:
    wells: list[WellPlan | GasWellPlan] = [*plan.wells, *plan.gas_wells]
    for well in wells:
        is_gas = isinstance(well, GasWellPlan)
        yield "well", _well(plan, well, seed)
        yield "completion", {
            "completion_name": completion_name(well), "well": well.well_name,
            "main_product": "gas" if is_gas else "oil", "formation": "Wolfcamp",
            "lift_method": "flowing" if isinstance(well, GasWellPlan) else well.lift_method,
            "first_production_on": well.first_production_on,
        }  # fmt: skip
        unit = plan.unit(well.unit_number)
        yield "completion_reporting_unit", {
            "completion": completion_name(well), "reporting_unit": unit.unit_number,
            "effective_from": since,
        }  # fmt: skip
        yield "property_completion", {
            "property": unit.property_number, "completion": completion_name(well),
            "effective_from": since,
        }  # fmt: skip
        for product in ("gas",) if is_gas else ("oil", "gas", "water"):
            yield "network_edge", {
                "completion": completion_name(well), "facility": well.facility_code,
                "product": product, "effective_from": since,
            }  # fmt: skip


def _well(plan: OrganizationPlan, well: WellPlan | GasWellPlan, seed: int) -> Table:
    is_gas = isinstance(well, GasWellPlan)
    return {
        "well_name": well.well_name, "api14": api14(plan.county_code, well.well_name, seed),
        "well_number": well.well_number, "lease": plan.unit(well.unit_number).lease_number,
        "field": plan.field_code, "operator": plan.operator,
        "well_type": "gas" if is_gas else "oil", "well_purpose": "development",
        "well_status": "producing", "first_production_on": well.first_production_on,
        "surface_latitude_deg": well.latitude_deg, "surface_longitude_deg": well.longitude_deg,
        "total_depth_ft": well.depth_ft, "is_horizontal": well.well_number.endswith("H"),
    }  # fmt: skip


def _contracts(plan: OrganizationPlan, since: date) -> Iterator[Row]:
    """Oil is bought on the lease, its tax remitted by the purchaser; gas goes to a plant."""
    for unit in plan.units:
        if unit.kind == "oil_lease":
            yield "sales_contract", {
                "purchaser": plan.oil_purchaser, "property": unit.property_number,
                "product": "oil", "purchaser_property_code": oil_code(unit),
                "delivery_point": "on_lease", "tax_remitter": "purchaser",
                "disposition_kind": _sold_as(plan, unit), "effective_from": since,
            }  # fmt: skip
        yield "sales_contract", {
            "purchaser": plan.gas_purchaser, "property": unit.property_number,
            "product": "gas", "purchaser_property_code": gas_code(unit),
            "delivery_point": "off_lease", "tax_remitter": "producer",
            "disposition_kind": "plant", "effective_from": since,
        }  # fmt: skip


def _sold_as(plan: OrganizationPlan, unit: UnitPlan) -> str:
    battery = next(each for each in plan.batteries if unit.unit_number in each.units)
    return "truck" if battery.sale == "truck" else "pipeline"


def oil_code(unit: UnitPlan) -> str:
    """Return the oil purchaser's code of a property."""
    return f"OIL-{unit.unit_number}"


def gas_code(unit: UnitPlan) -> str:
    """Return the gas purchaser's code of a property."""
    return f"GAS-{unit.unit_number}"


def _decks(plan: OrganizationPlan, since: date) -> Iterator[Row]:
    editor = _who_may(plan, "deck.edit")
    approver = _who_may(plan, "deck.approve")
    for unit in plan.units:
        yield from deck_rows(plan, unit, since, editor, approver)


def _who_may(plan: OrganizationPlan, capability: str) -> str:
    return next(person.email for person in plan.people if capability in person.capabilities)
