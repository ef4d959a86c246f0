"""A state's units of a month as its forms take them: volumes by kind, gas at its own pressure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from books.month.dispositions import Disposed, PhaseMonth, UnitMonth
from domain.numbers.units import TEXAS_BASE_PSIA, mcf_at_base
from domain.states.form import KindVolume, PhaseToFile, UnitToFile
from domain.states.state import State

# --- AT THE MERGE: delete this block, and read `each.kind` where `_kind` is called. --------------
_LIQUID_KINDS: Final = {
    "0": "pipeline", "1": "truck", "2": "rail_or_barge", "3": "tank_cleaning", "4": "load_fluid",
    "5": "lost", "6": "sediment", "7": "other", "8": "skim", "9": "scrubber",
}  # fmt: skip
_GAS_KINDS: Final = {
    "1": "fuel", "2": "pipeline", "3": "plant", "5": "lift", "6": "injection", "7": "carbon_black",
    "8": "storage", "9": "shrinkage", "10": "flare", "11": "vent",
}  # fmt: skip


def _kind(phase: PhaseMonth, disposed: Disposed) -> str:
    kinds = _GAS_KINDS if phase.product == "gas" else _LIQUID_KINDS
    return kinds.get(disposed.code or "", disposed.kind)


# --- end of the block ----------------------------------------------------------------------------


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
            KindVolume(_kind(phase, each), _at_base(each.volume, base_psia), each.remark)
            for each in phase.dispositions
        ),
    )


def _at_base(volume: Decimal, base_psia: Decimal | None) -> Decimal:
    """Return a gas volume of the books at the state's pressure; a liquid stays as it is."""
    if base_psia is None or base_psia == TEXAS_BASE_PSIA:
        return volume
    return mcf_at_base(volume, TEXAS_BASE_PSIA, base_psia)
