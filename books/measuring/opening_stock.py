"""Stock of tanks at the start of a day, where the day before told none.

A day's opening stock is the closing stock of the day before. Only the first day of all, or the
first after a day that was never measured, has a row of its own for it.
"""

import logging
from collections.abc import Iterator, Set
from dataclasses import replace
from uuid import UUID

from books.days.scope import DayScope
from books.measuring.points import read_field
from books.measuring.tag_readings import read_point
from books.measuring.tank_papers import read_tank_papers
from domain.calendar import ONE_DAY, ProductionDay, Window, production_days
from domain.errors import DataError
from domain.field.point import MeasuringField, Point
from domain.measurement.measured_day import Measurement
from domain.measurement.tank_papers import TankPapers
from domain.measurement.tank_stock import OPENING_OF, TankPoint, measure_tank
from storage.connections import Connection
from storage.rows import measurement

logger = logging.getLogger(__name__)


def opening_stocks(conn: Connection, scope: DayScope, tank_ids: Set[UUID]) -> Iterator[Measurement]:
    """Yield the opening stock of each tank on days whose eve has none, nor is measured now.

    Parameters
    ----------
    conn : Connection
        Connection in a tenant transaction.
    scope : DayScope
        Open days that are being measured.
    tank_ids : set of UUID
        Every tank of the tenant.
    """
    opened = set(scope.open_dates)
    firsts = [day for day in scope.days if day.produced_on - ONE_DAY not in opened]
    known = measurement.stocks_on(conn, [day.produced_on - ONE_DAY for day in firsts])
    for day in firsts:
        (eve,) = production_days(scope.calendar, [day.produced_on - ONE_DAY])
        told = {tank_id for produced_on, tank_id in known if produced_on == eve.produced_on}
        if not tank_ids <= told:
            yield from _of_day(conn, day, eve, told)


def _of_day(
    conn: Connection, day: ProductionDay, eve: ProductionDay, told: set[UUID]
) -> Iterator[Measurement]:
    # A day longer, so that a tag first bound at the very start of the day can gauge it.
    fields = read_field(conn, eve.window.start, day.window.end + ONE_DAY)
    silent = [p for p in fields.points if p.kind == "tank" and p.id not in told]
    if not silent:
        return
    papers = read_tank_papers(conn, Window(eve.window.start, day.window.end))
    for point in silent:
        for closing in _gauged(conn, fields, papers, point, eve):
            yield replace(closing, day=day, quantity=OPENING_OF[closing.quantity])


def _gauged(
    conn: Connection,
    fields: MeasuringField,
    papers: TankPapers,
    point: Point,
    eve: ProductionDay,
) -> list[Measurement]:
    signals = read_point(conn, point.bindings, eve.window)
    try:
        tables = papers.tables_of(point.id)
        tanked = TankPoint(point, fields.tanks[point.id], tables, papers.loads_of(point.id))
        return list(measure_tank(tanked, signals, [eve]))
    except DataError as fault:
        # The tank's own days fail for it; here it only has no opening stock.
        logger.warning("%s has no opening stock: %s", point.name, fault.message)
        return []
