"""Rows of the allocation family: the network, dated, and the months that are closed.

Belongs here: named reads. Splitting a volume belongs in `domain`, the day's work in `books`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class Edge:
    """A completion flows to a facility with a product, for a span of production days."""

    completion_id: UUID
    facility_id: UUID
    product: str
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class GasUnitSpan:
    """A completion belongs to a gas reporting unit for a span of production days."""

    completion_id: UUID
    effective_from: date
    effective_to: date | None


def edges(conn: Connection, first_day: date, last_day: date) -> list[Edge]:
    """Return the edges in force on any day of a span."""
    with conn.cursor(row_factory=class_row(Edge)) as cursor:
        cursor.execute(query("allocation/edges"), {"first_day": first_day, "last_day": last_day})
        return cursor.fetchall()


def gas_unit_spans(conn: Connection, first_day: date, last_day: date) -> list[GasUnitSpan]:
    """Return when completions belonged to gas units, for any day of a span."""
    with conn.cursor(row_factory=class_row(GasUnitSpan)) as cursor:
        cursor.execute(
            query("allocation/gas_unit_spans"), {"first_day": first_day, "last_day": last_day}
        )
        return cursor.fetchall()


def closed_months(conn: Connection, first_day: date, last_day: date) -> frozenset[date]:
    """Return the first days of the closed months that a span of days touches."""
    rows = conn.execute(
        query("allocation/closed_months"), {"first_day": first_day, "last_day": last_day}
    )
    return frozenset(row[0] for row in rows)


def facility_names(conn: Connection) -> dict[UUID, str]:
    """Return the name of every facility."""
    return dict(conn.execute(query("allocation/facilities")).fetchall())
