"""What a production month may never show: volumes that do not balance, add up, or are below zero.

Each rule yields a fault for a unit and phase, with the amount by which it is broken [bbl or mcf].
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.audits import Fault
from domain.month.production_month import ProductionMonth
from domain.month.unit_month import PhaseMonth

_ZERO: Final = Decimal(0)


def unbalanced(month: ProductionMonth) -> Iterator[Fault]:
    """Yield where opening stock, production and what left do not make the closing stock."""
    for _, subject, of_phase in _phases(month):
        if of_phase.residual != 0:
            yield Fault(subject, None, of_phase.residual)


def unshared(month: ProductionMonth) -> Iterator[Fault]:
    """Yield where a unit's production is not the sum of its completions."""
    allocated: defaultdict[tuple[object, bool], Decimal] = defaultdict(Decimal)
    for part in month.parts:
        own = part.days.reporting_unit_id
        allocated[own, False] += (part.oil_bbl or _ZERO) + (part.condensate_bbl or _ZERO)
        allocated[own, True] += part.gas_mcf or _ZERO
    for unit_id, subject, of_phase in _phases(month):
        residual = of_phase.production - allocated[unit_id, of_phase.product == "gas"]
        if residual != 0:
            yield Fault(subject, None, residual)


def below_zero(month: ProductionMonth) -> Iterator[Fault]:
    """Yield production and closing stock that are negative."""
    for _, subject, of_phase in _phases(month):
        for name, volume in (
            ("production", of_phase.production), ("closing stock", of_phase.closing),
        ):  # fmt: skip
            if volume < 0:
                yield Fault(f"{subject} {name}", None, volume)


def _phases(month: ProductionMonth) -> Iterator[tuple[UUID, str, PhaseMonth]]:
    for unit_id, of_unit in month.units.items():
        yield unit_id, f"{of_unit.unit.label} liquid", of_unit.liquid
        yield unit_id, f"{of_unit.unit.label} gas", of_unit.gas
