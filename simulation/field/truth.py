"""What really happened in the field, which no instrument sees exactly."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from simulation.field.battery import BatteryStep
from simulation.field.flow import StepFlow


@dataclass
class WellTruth:
    """Sums of one well over the month."""

    oil_bbl: float = 0.0
    gas_mcf: float = 0.0
    water_bbl: float = 0.0
    hours_on: float = 0.0

    def add(self, flow: StepFlow, hours_on: float) -> None:
        """Count one step."""
        self.oil_bbl += flow.oil_bbl
        self.gas_mcf += flow.gas_mcf
        self.water_bbl += flow.water_bbl
        self.hours_on += hours_on


@dataclass
class BatteryTruth:
    """Sums of one battery over a day or the month; stock in net standard barrels."""

    opening_bbl: float = 0.0
    produced_bbl: float = 0.0
    hauled_bbl: float = 0.0
    piped_bbl: float = 0.0
    closing_bbl: float = 0.0
    gas_sold_mcf: float = 0.0
    gas_fuel_mcf: float = 0.0
    gas_flared_mcf: float = 0.0
    water_bbl: float = 0.0

    def add(self, step: BatteryStep) -> None:
        """Count one step."""
        self.produced_bbl += step.oil_in_bbl
        self.hauled_bbl += step.hauled_bbl
        self.piped_bbl += step.piped_bbl
        self.gas_sold_mcf += step.gas_sold_mcf
        self.gas_fuel_mcf += step.gas_fuel_mcf
        self.gas_flared_mcf += step.gas_flared_mcf
        self.water_bbl += step.water_bbl


@dataclass
class FieldTruth:
    """Everything that is counted between the start and the end of the month."""

    wells: defaultdict[str, WellTruth] = field(default_factory=lambda: defaultdict(WellTruth))
    batteries: defaultdict[str, BatteryTruth] = field(
        default_factory=lambda: defaultdict(BatteryTruth)
    )
    days: defaultdict[tuple[date, str], BatteryTruth] = field(
        default_factory=lambda: defaultdict(BatteryTruth)
    )
