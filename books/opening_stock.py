"""Stock at the start of a window, where the day before has not been measured."""

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from books.day_scope import DayScope
from books.measured_book import MeasuredBook
from books.measured_row import Measurement, ProductionDay, production_days
from books.measured_tank import TankPoint, measure_tank
from books.points import MeasuringField, Point
from books.tag_signals import read_point
from books.tank_papers import TankPapers
from domain.errors import DataError
from storage.connections import Connection
from storage.measurement import MeasuredDay

logger = logging.getLogger(__name__)

_ONE_DAY: Final = timedelta(days=1)


def opening_stocks(
    conn: Connection,
    scope: DayScope,
    fields: MeasuringField,
    papers: TankPapers,
    measured: Iterable[MeasuredDay],
) -> list[MeasuredDay]:
    """Gauge the tanks at the start of every run of open days whose day before has no stock.

    Such stock is read, not stored: the day before is outside the window, or is not open.
    """
    book = MeasuredBook(measured)
    opened = set(scope.open_dates)
    eves = [d - _ONE_DAY for d in scope.open_dates if d - _ONE_DAY not in opened]
    gauged: list[MeasuredDay] = []
    for eve in production_days(scope.calendar, eves):
        for point in fields.points:
            if point.kind != "tank" or _has_stock(book, point.id, eve.produced_on):
                continue
            gauged += _gauged(conn, fields, papers, point, eve)
    return gauged


def _gauged(
    conn: Connection,
    fields: MeasuringField,
    papers: TankPapers,
    point: Point,
    eve: ProductionDay,
) -> list[MeasuredDay]:
    signals = read_point(conn, point.bindings, eve.window)
    try:
        tables = papers.tables_of(point.id)
        tanked = TankPoint(point, fields.tanks[point.id], tables, papers.loads_of(point.id))
        return [_as_stored(each) for each in measure_tank(tanked, signals, [eve])]
    except DataError as fault:
        # The measuring stage fails the tank's days for it; here it only has no opening stock.
        logger.warning("%s has no opening stock: %s", point.name, fault.message)
        return []


def _has_stock(book: MeasuredBook, tank_id: UUID, eve: date) -> bool:
    return any(book.find(eve, tank_id, quantity) for quantity in ("oil_stock", "water_stock"))


def _as_stored(gauged: Measurement) -> MeasuredDay:
    return MeasuredDay(
        produced_on=gauged.day.produced_on,
        quantity=gauged.quantity,
        meter_id=None,
        tank_id=gauged.point_id,
        completion_id=None,
        amount=gauged.amount,
        unit=gauged.unit,
        amount_native=gauged.amount_native,
        native_unit=gauged.native_unit,
        method=gauged.method,
        volume_basis="estimate" if gauged.is_estimate else "actual",
        hours_in_day=gauged.day.hours,
        flags=list(gauged.flags),
        input_hash=gauged.input_hash,
    )
