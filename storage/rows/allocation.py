"""Rows of the allocation family: the network, dated, and the months that are closed.

Belongs here: named reads. Splitting a volume belongs in `domain`, the day's work in `books`.
"""

from datetime import date

from domain.field.equipment import Facility
from domain.field.network import Edge, GasUnitSpan
from sql import query
from storage.connections import Connection
from storage.records import joined, records


def facilities(conn: Connection) -> list[Facility]:
    """Return every facility."""
    return records(conn, Facility, "facility", order_by="id")


def edges(conn: Connection, first_day: date, last_day: date) -> list[Edge]:
    """Return the edges in force on any day of a span."""
    return records(
        conn,
        Edge,
        "network_edge",
        where="effective_from <= %(last_day)s"
        " and (effective_to is null or effective_to > %(first_day)s)",
        params={"first_day": first_day, "last_day": last_day},
        order_by="facility_id, completion_id, effective_from",
    )


def gas_unit_spans(conn: Connection, first_day: date, last_day: date) -> list[GasUnitSpan]:
    """Return when completions belonged to gas units, for any day of a span."""
    span = {"first_day": first_day, "last_day": last_day}
    return joined(conn, GasUnitSpan, "allocation/gas_unit_spans", span)


def closed_months(conn: Connection, first_day: date, last_day: date) -> frozenset[date]:
    """Return the first days of the closed months that a span of days touches."""
    rows = conn.execute(
        query("allocation/closed_months"), {"first_day": first_day, "last_day": last_day}
    )
    return frozenset(row[0] for row in rows)
