"""A battery's day: its oil by stock, loads and pipe, its gas by use of meters, its water."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.allocation.measured_book import MeasuredBook
from domain.calendar import ProductionDay
from domain.field.equipment import Facility, Meter, Tank
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank import TankDay, total_day
from domain.measurement.tank_papers import TankPapers
from domain.measurement.tank_stock import OIL_PRODUCTS

FORMATION_GAS_USES: Final = ("sales", "fuel", "flare", "vent")
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Battery:
    """What measures at one facility."""

    facility_id: UUID
    name: str
    allocation_method: str
    oil_tanks: tuple[Tank, ...]
    water_tanks: tuple[Tank, ...]
    oil_meters: tuple[Meter, ...]
    gas_meters: tuple[Meter, ...]
    water_meters: tuple[Meter, ...]

    @property
    def keeps_ledger(self) -> bool:
        """Return whether oil is stored or sold here."""
        return bool(self.oil_tanks or self.oil_meters)


@dataclass(frozen=True, slots=True)
class BatteryVolume:
    """A battery's measured volume of one product on one day; empty if it could not be made."""

    amount: Decimal | None
    is_estimate: bool
    flags: tuple[str, ...]
    input_hashes: tuple[str, ...]


NO_INSTRUMENT: Final = BatteryVolume(
    None, is_estimate=True, flags=("no_instrument",), input_hashes=()
)


@dataclass(frozen=True, slots=True)
class OilDay:
    """A battery's oil of a day: the volume, and the stock and movements it was made from."""

    volume: BatteryVolume
    stock: TankDay | None


@dataclass(frozen=True, slots=True)
class TankLedgerDay:
    """A battery's stock and movements of a day as the books keep them, net standard [bbl]."""

    facility_id: UUID
    produced_on: date
    opening_nsv_bbl: Decimal
    produced_nsv_bbl: Decimal
    hauled_nsv_bbl: Decimal
    piped_nsv_bbl: Decimal
    closing_nsv_bbl: Decimal


def ledger_day(facility_id: UUID, produced_on: date, stock: TankDay) -> TankLedgerDay:
    """Return what is kept of a battery's day."""
    return TankLedgerDay(
        facility_id=facility_id,
        produced_on=produced_on,
        opening_nsv_bbl=stock.opening_bbl,
        produced_nsv_bbl=stock.produced_bbl,
        hauled_nsv_bbl=stock.hauled_bbl,
        piped_nsv_bbl=stock.piped_bbl,
        closing_nsv_bbl=stock.closing_bbl,
    )


def battery(facility: Facility, tanks: Iterable[Tank], meters: Iterable[Meter]) -> Battery:
    """Return the tanks and meters of one facility, sorted by what they do."""
    own_tanks = [tank for tank in tanks if tank.facility_id == facility.id]
    own_meters = [meter for meter in meters if meter.facility_id == facility.id]
    return Battery(
        facility.id,
        facility.facility_name,
        facility.allocation_method,
        tuple(tank for tank in own_tanks if tank.product in OIL_PRODUCTS),
        tuple(tank for tank in own_tanks if tank.product == "water"),
        tuple(m for m in own_meters if m.product in OIL_PRODUCTS and m.use == "sales"),
        tuple(m for m in own_meters if m.product == "gas" and m.use in FORMATION_GAS_USES),
        tuple(m for m in own_meters if m.product == "water" and m.use != "check"),
    )


def oil_of_day(
    station: Battery, day: ProductionDay, measured: MeasuredBook, papers: TankPapers
) -> OilDay:
    """Return a battery's oil: closing - opening + loads hauled + oil piped, net standard."""
    if not station.keeps_ledger:
        return OilDay(NO_INSTRUMENT, None)
    hashes: list[str] = []
    flags: list[str] = []
    days: list[TankDay] = []
    is_estimate = False
    for tank in station.oil_tanks:
        opening = measured.opening(day.produced_on, tank.id, "oil_stock")
        closing = measured.find(day.produced_on, tank.id, "oil_stock")
        loads = [
            ticket
            for ticket in papers.loads_of(tank.id)
            if day.window.start < ticket.closed_at <= day.window.end
        ]
        hashes += [*_hashes(opening, closing), *(str(ticket.id) for ticket in loads)]
        is_estimate |= _is_estimate(opening, closing)
        hauled = sum((ticket.oil_nsv_bbl for ticket in loads), _ZERO)
        if opening is None or opening.amount is None:
            flags.append(f"no_opening_stock: {tank.tank_name}")
        elif closing is None or closing.amount is None:
            flags.append(f"no_closing_stock: {tank.tank_name}")
        else:
            days.append(TankDay(opening.amount, closing.amount, hauled, _ZERO))
    piped = _sum_of(station.oil_meters, "oil", day.produced_on, measured)
    hashes += piped.input_hashes
    if flags or piped.amount is None:
        found = (*flags, *piped.flags)
        return OilDay(
            BatteryVolume(None, is_estimate=True, flags=found, input_hashes=tuple(hashes)), None
        )
    stock = total_day([*days, TankDay(_ZERO, _ZERO, _ZERO, piped.amount)])
    signs = ("negative",) if stock.produced_bbl < 0 else ()
    estimated = is_estimate or piped.is_estimate
    return OilDay(
        BatteryVolume(stock.produced_bbl, estimated, (*piped.flags, *signs), tuple(hashes)), stock
    )


def gas_of_day(station: Battery, produced_on: date, measured: MeasuredBook) -> BatteryVolume:
    """Return a battery's formation gas: sold, burnt as fuel, flared and vented."""
    if not station.gas_meters:
        return NO_INSTRUMENT
    return _sum_of(station.gas_meters, "gas", produced_on, measured, in_part=True)


def water_of_day(station: Battery, produced_on: date, measured: MeasuredBook) -> BatteryVolume:
    """Return a battery's water: through its meters, or by the rise of its tanks."""
    if station.water_meters:
        return _sum_of(station.water_meters, "water", produced_on, measured, in_part=True)
    if not station.water_tanks:
        return NO_INSTRUMENT
    total, is_estimate, hashes = _ZERO, False, list[str]()
    for tank in station.water_tanks:
        opening = measured.opening(produced_on, tank.id, "water_stock")
        closing = measured.find(produced_on, tank.id, "water_stock")
        hashes += _hashes(opening, closing)
        if opening is None or opening.amount is None or closing is None or closing.amount is None:
            flag = (f"no_stock: {tank.tank_name}",)
            return BatteryVolume(None, is_estimate=True, flags=flag, input_hashes=tuple(hashes))
        total += closing.amount - opening.amount
        is_estimate |= _is_estimate(opening, closing)
    return BatteryVolume(total, is_estimate, ("negative",) if total < 0 else (), tuple(hashes))


def _sum_of(
    meters: Iterable[Meter],
    quantity: str,
    produced_on: date,
    measured: MeasuredBook,
    *,
    in_part: bool = False,
) -> BatteryVolume:
    """Add up meters; with `in_part` a silent one is left out and the sum is an estimate."""
    total, is_estimate, known, silent = _ZERO, False, 0, list[str]()
    hashes: list[str] = []
    for meter in meters:
        row = measured.find(produced_on, meter.id, quantity)
        hashes += _hashes(row)
        if row is None or row.amount is None:
            silent.append(f"silent_meter: {meter.meter_name}")
            continue
        known += 1
        total += row.amount
        is_estimate |= _is_estimate(row)
    flags = (*silent, *(("negative",) if total < 0 else ()))
    if silent and not (in_part and known):
        return BatteryVolume(None, is_estimate=True, flags=flags, input_hashes=tuple(hashes))
    return BatteryVolume(total, is_estimate or bool(silent), flags, tuple(hashes))


def _hashes(*rows: MeasuredDay | None) -> list[str]:
    return [row.input_hash for row in rows if row is not None]


def _is_estimate(*rows: MeasuredDay | None) -> bool:
    return any(row is not None and row.volume_basis == "estimate" for row in rows)
