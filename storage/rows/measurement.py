"""Rows of the measurement family: what stands in the field, its papers, its measured days.

Belongs here: named reads of meters, tanks, bindings, strappings, tickets, tests and measured
days. Sums, corrections and choices belong in `domain`, as do the records.
"""

from datetime import date, datetime
from uuid import UUID

from domain.calendar import ProductionCalendar
from domain.field.binding import Binding
from domain.field.equipment import Completion, Meter, StrappedLevel, Tank
from domain.field.papers import Ticket, WellTest
from domain.measurement.measured_day import MeasuredDay
from sql import query
from storage.connections import Connection
from storage.records import joined, records
from storage.rows.namesakes import told_apart


def production_calendar(conn: Connection) -> ProductionCalendar | None:
    """Return how the tenant in scope cuts time into days; nothing if it has no row of its own."""
    found = joined(conn, ProductionCalendar, "measurement/production_calendar")
    return found[0] if found else None


def bindings(conn: Connection, from_at: datetime, to_at: datetime) -> list[Binding]:
    """Return the bindings in force at any instant of a window, oldest first."""
    return joined(conn, Binding, "measurement/bindings", {"from_at": from_at, "to_at": to_at})


def meters(conn: Connection) -> list[Meter]:
    """Return every meter."""
    return told_apart(conn, "meter_name", records(conn, Meter, "meter", order_by="id"))


def tanks(conn: Connection) -> list[Tank]:
    """Return every tank."""
    return told_apart(conn, "tank_name", records(conn, Tank, "tank", order_by="id"))


def completions(conn: Connection) -> list[Completion]:
    """Return every completion."""
    return told_apart(
        conn, "completion_name", records(conn, Completion, "completion", order_by="id")
    )


def strapped_levels(conn: Connection) -> list[StrappedLevel]:
    """Return the points of every strapping table, by tank, table and level."""
    return records(conn, StrappedLevel, "strapping", order_by="tank_id, effective_from, level_in")


def tickets(conn: Connection, from_at: datetime, to_at: datetime) -> list[Ticket]:
    """Return the loads sealed after `from_at` and up to `to_at`, in order of sealing."""
    return joined(conn, Ticket, "measurement/tickets", {"from_at": from_at, "to_at": to_at})


def well_tests(conn: Connection, last_day: date) -> list[WellTest]:
    """Return the accepted tests up to a day, by completion and day."""
    return joined(conn, WellTest, "measurement/well_tests", {"last_day": last_day})


def measured_days(conn: Connection, first_day: date, last_day: date) -> list[MeasuredDay]:
    """Return what was measured from one production day to another, both included."""
    return records(
        conn,
        MeasuredDay,
        "measured_day",
        where="produced_on >= %(first_day)s and produced_on <= %(last_day)s",
        params={"first_day": first_day, "last_day": last_day},
        order_by="produced_on, id",
    )


def stocks_on(conn: Connection, days: list[date]) -> frozenset[tuple[date, UUID]]:
    """Return the days, of those asked for, and the tanks that have a closing stock on them."""
    rows = conn.execute(query("measurement/stocks_on"), {"days": days}).fetchall()
    return frozenset((produced_on, tank_id) for produced_on, tank_id in rows)


def counted_days(conn: Connection, first_day: date, last_day: date) -> dict[date, int]:
    """Return how many readings the days of a span had when each was last measured."""
    span = {"first_day": first_day, "last_day": last_day}
    return dict(conn.execute(query("measurement/counted_days"), span).fetchall())


def silent_days(conn: Connection, first_day: date, last_day: date) -> frozenset[date]:
    """Return the days on which a point had no good reading at all."""
    span = {"first_day": first_day, "last_day": last_day}
    rows = conn.execute(query("measurement/silent_days"), span).fetchall()
    return frozenset(row[0] for row in rows)
