"""Rows of the engineering family: the months that decline fits are made from.

Belongs here: named reads. Fitting belongs in `domain`, choosing what to fit in `books`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class CompletionMonth:
    """The newest figures of one completion and production month."""

    completion_id: UUID
    completion_name: str
    main_product: str
    month: date
    oil_bbl: Decimal | None
    gas_mcf: Decimal | None
    condensate_bbl: Decimal | None
    oil_native: Decimal | None
    gas_native: Decimal | None
    native_liquid_unit: str
    native_gas_unit: str
    hours_on: Decimal | None
    hours_in_month: Decimal


def completion_months(conn: Connection, as_of_month: date) -> list[CompletionMonth]:
    """Return every completion's months up to one month, by completion and month."""
    with conn.cursor(row_factory=class_row(CompletionMonth)) as cursor:
        cursor.execute(query("engineering/completion_months"), {"as_of_month": as_of_month})
        return cursor.fetchall()
