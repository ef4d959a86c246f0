"""Reads the measuring points of one organization with the tags that tell about them, dated."""

from datetime import datetime

from domain.field.point import MeasuringField, measuring_field
from storage.connections import Connection
from storage.rows import measurement


def read_field(conn: Connection, from_at: datetime, to_at: datetime) -> MeasuringField:
    """Return the tenant's meters, tanks and completions with the bindings of a window."""
    return measuring_field(
        measurement.meters(conn),
        measurement.tanks(conn),
        measurement.completions(conn),
        measurement.bindings(conn, from_at, to_at),
    )
