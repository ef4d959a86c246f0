"""Rows of the engineering family: the months that decline fits are made from.

Belongs here: named reads. Fitting, and choosing what to fit, belongs in `domain`.
"""

from datetime import date

from domain.decline.decline_month import DeclineMonth
from storage.connections import Connection
from storage.records import joined
from storage.rows.namesakes import told_apart


def completion_months(conn: Connection, as_of_month: date) -> list[DeclineMonth]:
    """Return every completion's months up to one month, by completion and month."""
    params = {"as_of_month": as_of_month}
    months = joined(conn, DeclineMonth, "engineering/completion_months", params)
    return told_apart(conn, "completion_name", months, id_field="completion_id")
