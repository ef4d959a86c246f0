"""Reads from the books what the report shows; computes nothing."""

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from access.people import Person
from demo.result import OperatorMonth
from domain.calendar import last_of_month
from sql import query
from storage.tenant import tenant_transaction


def operator_month(connection: psycopg.Connection, person: Person, month: date) -> OperatorMonth:
    """Return what one operator's month came to."""
    with tenant_transaction(connection, person.organization_id, person.token):
        volumes = _one(
            connection,
            "demo/volumes",
            {"first_day": month, "last_day": last_of_month(month)},
        )
        books = _one(connection, "demo/month", {"month": month})
    return OperatorMonth(**volumes, **books)


def _one(
    connection: psycopg.Connection, name: str, parameters: dict[str, object]
) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query(name), parameters).fetchone()
    if row is None:
        raise LookupError(f"query {name} gave no row")
    return row
