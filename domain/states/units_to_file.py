"""A state's units of a month as its forms take them: volumes by kind, gas at its own pressure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.month.unit_month import PhaseMonth, UnitMonth
from domain.numbers.units import BOOKS_BASE_PSIA, mcf_at_base
from domain.states.form import KindVolume, PhaseToFile, UnitToFile
from domain.states.state import State


def units_to_file(units: Iterable[UnitMonth], month: date, state: State) -> tuple[UnitToFile, ...]:
    """Return units of one state as its forms take them, gas at the state's base pressure."""
    base_psia = state.base_pressure_psia(month)
    return tuple(_unit(each, base_psia) for each in units)


def _unit(month: UnitMonth, base_psia: Decimal) -> UnitToFile:
    unit = month.unit
    return UnitToFile(
        id=unit.id,
        kind=unit.kind,
        district=unit.district,
        unit_number=unit.unit_number,
        unit_name=unit.unit_name,
        field_name=unit.field_name,
        permit=unit.permit,
        operator_id=unit.operator_id,
        liquid=_phase(month.liquid, None),
        gas=_phase(month.gas, base_psia),
    )


def _phase(phase: PhaseMonth, base_psia: Decimal | None) -> PhaseToFile:
    return PhaseToFile(
        opening=_at_base(phase.opening, base_psia),
        closing=_at_base(phase.closing, base_psia),
        dispositions=tuple(
            KindVolume(each.kind, _at_base(each.volume, base_psia), each.remark)
            for each in phase.dispositions
        ),
    )


def _at_base(volume: Decimal, base_psia: Decimal | None) -> Decimal:
    """Return a gas volume of the books at the state's pressure; a liquid stays as it is."""
    if base_psia is None or base_psia == BOOKS_BASE_PSIA:
        return volume
    return mcf_at_base(volume, BOOKS_BASE_PSIA, base_psia)
