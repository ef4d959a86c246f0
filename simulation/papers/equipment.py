"""Facilities, tanks with their strapping tables, and meters of a virtual operator."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from simulation.field.battery import WATER_TANK_BBL_PER_IN
from simulation.field.plans import BatteryPlan, GasWellPlan, OrganizationPlan
from simulation.names import (
    GAS_USES,
    gas_meter_name,
    lact_meter_name,
    sales_meter_name,
    water_meter_name,
    water_tank_name,
)
from simulation.papers.toml_text import Table

Row = tuple[str, Table]
GAS_BASE_PSIA: Final = 14.65
_STRAPPING_STEP_IN: Final = 24
_WATER_TANK_BBL: Final = 400
_WATER_TANK_IN: Final = 240.0


def equipment_rows(plan: OrganizationPlan, since: date) -> Iterator[Row]:
    """Yield the rows of every battery and gas pad."""
    for battery in plan.batteries:
        yield from _battery(plan, battery, since)
    for well in plan.gas_wells:
        yield from _gas_pad(plan, well)


def _battery(plan: OrganizationPlan, battery: BatteryPlan, since: date) -> Iterator[Row]:
    row: dict[str, object] = {
        "facility_code": battery.facility_code, "facility_name": f"{battery.name} battery",
        "facility_type": "tank_battery", "field": plan.field_code, "operator": plan.operator,
    }  # fmt: skip
    if len(battery.units) == 1:
        row["reporting_unit"] = battery.units[0]
    yield "facility", row
    for name in battery.tank_names():
        yield "tank", {
            "tank_name": name, "facility": battery.facility_code, "product": "oil",
            "capacity_bbl": battery.tank_bbl, "height_in": battery.tank_height_in,
            "api_gravity_60f": battery.api_gravity_60f, "bsw_pct": battery.bsw_pct,
        }  # fmt: skip
        yield from _strapping(name, since, battery.bbl_per_in, battery.tank_height_in)
    if battery.has_water_tank:
        yield "tank", {
            "tank_name": water_tank_name(battery), "facility": battery.facility_code,
            "product": "water", "capacity_bbl": _WATER_TANK_BBL, "height_in": _WATER_TANK_IN,
        }  # fmt: skip
        yield from _strapping(
            water_tank_name(battery), since, WATER_TANK_BBL_PER_IN, _WATER_TANK_IN
        )
    yield from _meters(battery)


def _strapping(tank: str, since: date, bbl_per_in: float, height_in: float) -> Iterator[Row]:
    for level in range(0, int(height_in) + 1, _STRAPPING_STEP_IN):
        yield "strapping", {
            "tank": tank, "effective_from": since, "level_in": level,
            "volume_bbl": f"{level * bbl_per_in:.4f}",
        }  # fmt: skip


def _meters(battery: BatteryPlan) -> Iterator[Row]:
    for use in GAS_USES:
        yield "meter", {
            "meter_name": gas_meter_name(battery, use), "facility": battery.facility_code,
            "product": "gas", "kind": "orifice", "use": use,
            "truth_owner": "gatherer" if use == "sales" else "ours",
            "pressure_base_psia": GAS_BASE_PSIA,
        }  # fmt: skip
    yield "meter", {
        "meter_name": water_meter_name(battery), "facility": battery.facility_code,
        "product": "water", "kind": "turbine", "use": "water",
    }  # fmt: skip
    if battery.sale == "lact":
        yield "meter", {
            "meter_name": lact_meter_name(battery), "facility": battery.facility_code,
            "product": "oil", "kind": "lact", "use": "sales", "truth_owner": "purchaser",
            "meter_factor": battery.lact_meter_factor,
        }  # fmt: skip


def _gas_pad(plan: OrganizationPlan, well: GasWellPlan) -> Iterator[Row]:
    yield "facility", {
        "facility_code": well.facility_code, "facility_name": well.facility_name,
        "facility_type": "well_pad", "field": plan.field_code, "operator": plan.operator,
        "reporting_unit": well.unit_number,
    }  # fmt: skip
    yield "meter", {
        "meter_name": sales_meter_name(well), "facility": well.facility_code, "product": "gas",
        "kind": "orifice", "use": "sales", "truth_owner": "gatherer",
        "pressure_base_psia": GAS_BASE_PSIA,
    }  # fmt: skip
