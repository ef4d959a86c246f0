"""What the virtual operators call their completions, meters and tanks, on paper and in tags."""

from typing import Final

from simulation.field.plans import BatteryPlan, GasWellPlan, WellPlan

GAS_USES: Final = ("sales", "fuel", "flare")


def completion_name(well: WellPlan | GasWellPlan) -> str:
    """Return the name of a well's one completion."""
    return well.well_name


def gas_meter_name(battery: BatteryPlan, use: str) -> str:
    """Return the name of a battery's casinghead gas meter."""
    return f"{battery.name} casinghead {use}"


def water_meter_name(battery: BatteryPlan) -> str:
    """Return the name of a battery's produced-water meter."""
    return f"{battery.name} water"


def water_tank_name(battery: BatteryPlan) -> str:
    """Return the name of a battery's water tank."""
    return f"{battery.name} WTK-1"


def lact_meter_name(battery: BatteryPlan) -> str:
    """Return the name of a battery's LACT meter."""
    return f"{battery.name} LACT"


def sales_meter_name(well: GasWellPlan) -> str:
    """Return the name of a gas well's sales meter."""
    return f"{well.well_name} sales"
