"""Rows of the measurement family: what stands in the field, its papers, its measured days.

Belongs here: named reads of meters, tanks, bindings, strappings, tickets, tests and measured
days. Sums, corrections and choices belong in `books` and `domain`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class ContractDay:
    """When the organization's production day starts, where, and which date it carries."""

    time_zone: str
    day_start_hour: int
    day_label_by_end: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """A tag and the measuring point it tells about, for a span of time."""

    tag_id: UUID
    tag_name: str
    kind: str
    unit: str
    rollover_at: float | None
    deadband: float
    max_rate_per_hour: float | None
    hold_max_s: int
    role: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    scale: Decimal
    effective_from: datetime
    effective_to: datetime | None


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter."""

    id: UUID
    meter_name: str
    facility_id: UUID | None
    product: str
    kind: str
    use: str
    truth_owner: str
    meter_factor: Decimal
    pressure_base_psia: Decimal | None


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank and the liquid it holds."""

    id: UUID
    tank_name: str
    facility_id: UUID
    product: str
    height_in: Decimal
    api_gravity_60f: Decimal | None
    bsw_pct: Decimal


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion and the product it is drilled for."""

    id: UUID
    completion_name: str
    main_product: str


@dataclass(frozen=True, slots=True)
class StrappingPoint:
    """Observed volume of a tank at one gauge, by a dated table."""

    tank_id: UUID
    effective_from: date
    level_in: Decimal
    volume_bbl: Decimal


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sealed load, net standard."""

    id: UUID
    tank_id: UUID
    opened_at: datetime
    closed_at: datetime
    oil_nsv_bbl: Decimal


@dataclass(frozen=True, slots=True)
class WellTest:
    """An accepted test of a completion."""

    id: UUID
    completion_id: UUID
    tested_on: date
    oil_bbl_per_day: Decimal
    gas_mcf_per_day: Decimal
    water_bbl_per_day: Decimal
    choke: str | None


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """What one measuring point gave on one production day."""

    produced_on: date
    quantity: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    amount: Decimal | None
    unit: str
    amount_native: Decimal | None
    native_unit: str
    method: str
    volume_basis: str
    hours_in_day: Decimal
    flags: list[str]
    input_hash: str


def contract_day(conn: Connection) -> ContractDay | None:
    """Return the production-day rule of the tenant in scope."""
    with conn.cursor(row_factory=class_row(ContractDay)) as cursor:
        return cursor.execute(query("measurement/contract_day")).fetchone()


def bindings(conn: Connection, from_at: datetime, to_at: datetime) -> list[Binding]:
    """Return the bindings in force at any instant of a window, oldest first."""
    with conn.cursor(row_factory=class_row(Binding)) as cursor:
        cursor.execute(query("measurement/bindings"), {"from_at": from_at, "to_at": to_at})
        return cursor.fetchall()


def meters(conn: Connection) -> list[Meter]:
    """Return every meter."""
    with conn.cursor(row_factory=class_row(Meter)) as cursor:
        return cursor.execute(query("measurement/meters")).fetchall()


def tanks(conn: Connection) -> list[Tank]:
    """Return every tank."""
    with conn.cursor(row_factory=class_row(Tank)) as cursor:
        return cursor.execute(query("measurement/tanks")).fetchall()


def completions(conn: Connection) -> list[Completion]:
    """Return every completion."""
    with conn.cursor(row_factory=class_row(Completion)) as cursor:
        return cursor.execute(query("measurement/completions")).fetchall()


def strappings(conn: Connection) -> list[StrappingPoint]:
    """Return every strapping point, by tank, table and level."""
    with conn.cursor(row_factory=class_row(StrappingPoint)) as cursor:
        return cursor.execute(query("measurement/strappings")).fetchall()


def tickets(conn: Connection, from_at: datetime, to_at: datetime) -> list[Ticket]:
    """Return the loads sealed after `from_at` and up to `to_at`, in order of sealing."""
    with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        cursor.execute(query("measurement/tickets"), {"from_at": from_at, "to_at": to_at})
        return cursor.fetchall()


def well_tests(conn: Connection, last_day: date) -> list[WellTest]:
    """Return the accepted tests up to a day, by completion and day."""
    with conn.cursor(row_factory=class_row(WellTest)) as cursor:
        cursor.execute(query("measurement/well_tests"), {"last_day": last_day})
        return cursor.fetchall()


def measured_days(conn: Connection, first_day: date, last_day: date) -> list[MeasuredDay]:
    """Return what was measured from one production day to another, both included."""
    with conn.cursor(row_factory=class_row(MeasuredDay)) as cursor:
        cursor.execute(
            query("measurement/measured_days"), {"first_day": first_day, "last_day": last_day}
        )
        return cursor.fetchall()


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
