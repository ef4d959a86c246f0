"""Stock at the start of a window, where the day before has not been measured."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from books.day_scope import DayScope
from books.measured_book import MeasuredBook
from books.measured_row import Measurement, production_days
from books.measured_tank import TankPoint, measure_tank
from books.points import MeasuringField
from books.tag_signals import read_point
from books.tank_papers import TankPapers
from storage.connections import Connection
from storage.measurement import MeasuredDay

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
            tanked = TankPoint(
                point, fields.tanks[point.id], papers.tables_of(point.id),
                papers.loads_of(point.id),
            )  # fmt: skip
            signals = read_point(conn, point.bindings, eve.window)
            gauged += [_as_stored(each) for each in measure_tank(tanked, signals, [eve])]
    return gauged


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
