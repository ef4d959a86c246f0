"""Tanks: stock at the end of each production day, from gauge to net standard barrels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.calendar import ProductionDay
from domain.errors import DataError
from domain.field.equipment import Tank
from domain.field.papers import Ticket
from domain.field.point import Point
from domain.made_from.canonical import fingerprint
from domain.made_from.readings import readings_hash
from domain.measurement.coverage import Coverage, Signal, coverage
from domain.measurement.flow import ESTIMATED_PCT
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement, signs
from domain.measurement.native import level_in, temperature_degf
from domain.measurement.tag_signals import BoundSignals, PointSignals
from domain.measurement.tank import StrappingTable
from domain.numbers.rounding import as_decimal, round_volume

OIL_PRODUCTS: Final = ("oil", "condensate")
# The quantity of a day's start, by that of the end of the day before.
OPENING_OF: Final = {
    "oil_stock": "opening_oil_stock",
    "water_stock": "opening_water_stock",
}
_ONE_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TankPoint:
    """A tank, its bindings, its dated strapping tables and the loads taken from it."""

    point: Point
    tank: Tank
    tables: tuple[tuple[date, StrappingTable], ...]
    tickets: tuple[Ticket, ...]

    @property
    def holds_oil(self) -> bool:
        """Return whether the tank's liquid is corrected to net standard."""
        return self.tank.product in OIL_PRODUCTS

    def table_on(self, day: date) -> StrappingTable | None:
        """Return the newest strapping table of a day."""
        in_force = [table for since, table in self.tables if since <= day]
        return in_force[-1] if in_force else None

    def is_loading(self, instant: datetime) -> bool:
        """Return whether a load was under way: a gauge then is of a tank half drawn down."""
        return any(t.opened_at < instant < t.closed_at for t in self.tickets)

    def hauled_bbl(self, after: datetime, until: datetime) -> Decimal:
        """Return the loads sealed after one instant and up to another, net standard [bbl]."""
        loads = (t.oil_nsv_bbl for t in self.tickets if after < t.closed_at <= until)
        return sum(loads, Decimal(0))


class Stock(NamedTuple):
    """Stock at an instant, the gauge it was made from, and what a person should know."""

    amount_bbl: Decimal | None
    gauge: Decimal | None
    is_estimate: bool
    flags: tuple[str, ...]


def measure_tank(
    tanked: TankPoint, signals: PointSignals, days: Sequence[ProductionDay]
) -> Iterator[Measurement]:
    """Yield the closing stock of each day; a day's opening is the closing of the day before.

    Where the gauge is silent across the end of a day, what the tank made between the good
    gauges around it is spread evenly over the time, loads taken off when they were sealed; the
    stock is then an estimate, and the volumes of the days still add up exactly.
    """
    levels = [signals.bound(binding) for binding in tanked.point.of_role("level")]
    warmths = [signals.bound(binding) for binding in tanked.point.of_role("temperature")]
    for day in days:
        level = _in_force(levels, day)
        if level is None:
            continue
        hold = timedelta(seconds=level.binding.hold_max_s)
        if signals.has_started(level.binding, day.window.end + hold):
            yield _of_day(tanked, day, level, _in_force(warmths, day))


def _in_force(bounds: Sequence[BoundSignals], day: ProductionDay) -> BoundSignals | None:
    for bound in reversed(bounds):
        since, until = bound.binding.effective_from, bound.binding.effective_to
        hold = timedelta(seconds=bound.binding.hold_max_s)
        if since <= day.window.end + hold and (until is None or until >= day.window.end):
            return bound
    return None


def _of_day(
    tanked: TankPoint, day: ProductionDay, level: BoundSignals, warmth: BoundSignals | None
) -> Measurement:
    stock = _stock_at(tanked, day, level, warmth)
    seen: Coverage = coverage(
        level.around(day.window), day.window.start, day.window.end, level.binding.hold_max_s
    )
    is_estimate = stock.is_estimate or seen.good_pct < ESTIMATED_PCT
    temperatures = () if warmth is None else tuple(warmth.within(day.window)[-1:])
    return Measurement(
        day=day, point_kind="tank", point_id=tanked.tank.id, point_name=tanked.point.name,
        quantity="oil_stock" if tanked.holds_oil else "water_stock",
        amount=stock.amount_bbl, unit="bbl",
        amount_native=stock.gauge, native_unit=level.binding.unit,
        method="tank_gauge", is_estimate=is_estimate, coverage=seen,
        flags=(*stock.flags, *signs(stock.amount_bbl)),
        fingerprint=fingerprint(
            "tank/1", readings=readings_hash((*level.within(day.window), *temperatures)),
            amount_bbl=stock.amount_bbl, gauge=stock.gauge, flags=stock.flags,
            product=tanked.tank.product, api_gravity_60f=tanked.tank.api_gravity_60f,
            bsw_pct=tanked.tank.bsw_pct,
        ),
        liquid_basis="nsv" if tanked.holds_oil else "observed",
    )  # fmt: skip


def _stock_at(
    tanked: TankPoint, day: ProductionDay, level: BoundSignals, warmth: BoundSignals | None
) -> Stock:
    end, hold = day.window.end, level.binding.hold_max_s
    before, after = _gauges(tanked, level, end)
    is_fresh = before is not None and (end - before.at).total_seconds() <= hold
    if before is not None and is_fresh and not tanked.hauled_bbl(before.at, end):
        return _stock_of(tanked, day, level, warmth, before)
    if before is None:
        if after is None or (after.at - end).total_seconds() > hold:
            return Stock(None, None, is_estimate=True, flags=())
        first = _stock_of(tanked, day, level, warmth, after)
        return first._replace(flags=(*first.flags, "gauged_after_day_end"))
    earlier = _stock_of(tanked, day, level, warmth, before)
    later = None if after is None else _stock_of(tanked, day, level, warmth, after)
    flags = (*earlier.flags, "load_after_gauge" if is_fresh else "stale_level")
    if earlier.amount_bbl is None:
        return earlier._replace(is_estimate=True, flags=flags)
    carried = earlier.amount_bbl - tanked.hauled_bbl(before.at, end)
    if after is None or later is None or later.amount_bbl is None:
        return Stock(carried, earlier.gauge, is_estimate=True, flags=flags)
    made = later.amount_bbl - earlier.amount_bbl + tanked.hauled_bbl(before.at, after.at)
    share = Fraction((end - before.at) // _ONE_TICK, (after.at - before.at) // _ONE_TICK)
    return Stock(
        carried + round_volume(Fraction(made) * share),
        earlier.gauge,
        is_estimate=True,
        flags=flags,
    )


def _gauges(
    tanked: TankPoint, level: BoundSignals, instant: datetime
) -> tuple[Signal | None, Signal | None]:
    """Return the good gauges around an instant, none of them taken while a load was under way."""
    before, after = level.good_before(instant), level.good_after(instant)
    while before is not None and tanked.is_loading(before.at):
        before = level.good_before(before.at - _ONE_TICK)
    while after is not None and tanked.is_loading(after.at):
        after = level.good_after(after.at)
    return before, after


def _stock_of(
    tanked: TankPoint,
    day: ProductionDay,
    level: BoundSignals,
    warmth: BoundSignals | None,
    gauge: Signal,
) -> Stock:
    native = round_volume(as_decimal(gauge.value or 0.0))
    table = tanked.table_on(day.produced_on)
    if table is None:
        return Stock(None, native, is_estimate=False, flags=("no_strapping",))
    inches = level_in(native * level.binding.scale, level.binding.unit)
    try:
        observed = table.volume_bbl(inches)
    except DataError:
        return Stock(None, native, is_estimate=False, flags=("outside_strapping",))
    if not tanked.holds_oil:
        return Stock(observed, native, is_estimate=False, flags=())
    liquid = Liquid(tanked.tank.api_gravity_60f, tanked.tank.bsw_pct)
    temperature, borrowed = _temperature(warmth, gauge.at)
    net, flags = liquid.net_bbl(observed, temperature)
    return Stock(net, native, is_estimate=False, flags=(*borrowed, *flags))


def _temperature(
    warmth: BoundSignals | None, instant: datetime
) -> tuple[Decimal | None, tuple[str, ...]]:
    """Return the temperature at an instant [degF], flagged if it is of another time."""
    if warmth is None:
        return None, ()
    read = warmth.good_before(instant) or warmth.good_after(instant)
    if read is None or read.value is None:
        return None, ()
    degf = temperature_degf(round_volume(as_decimal(read.value)), warmth.binding.unit)
    is_stale = abs((read.at - instant).total_seconds()) > warmth.binding.hold_max_s
    return degf, ("stale_temperature",) if is_stale and degf is not None else ()
