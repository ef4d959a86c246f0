"""Rows of the engineering family: the months that decline fits are made from.

Belongs here: named reads. Fitting, and choosing what to fit, belongs in `domain`.
"""

from datetime import date

from domain.decline.completion_month import CompletionMonth
from storage.connections import Connection
from storage.joined_records import joined
from storage.rows.namesakes import months_told_apart


def completion_months(conn: Connection, as_of_month: date) -> list[CompletionMonth]:
    """Return every completion's months up to one month, by completion and month."""
    params = {"as_of_month": as_of_month}
    return months_told_apart(
        conn, joined(conn, CompletionMonth, "engineering/completion_months", params)
    )
