"""Lines of owners' statements as they are printed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """One line: what the whole sale was, and what of it is the owner's."""

    owner_code: str
    owner_name: str
    owner_address: Any
    property_name: str
    property_number: str
    county: str
    state: str
    sales_month: date
    product: str
    volume: Decimal
    decimal_paid: Decimal
    price_usd_per_unit: Decimal
    gross_value_usd: Decimal
    tax_usd: Decimal
    deductions_usd: Decimal
    net_value_usd: Decimal
    interest_type: str
    interest_decimal: Decimal
    owner_gross_usd: Decimal
    owner_tax_usd: Decimal
    owner_deductions_usd: Decimal
    owner_net_usd: Decimal
    pay_status: str
    statement_number: str
    payment_status: str
    payor_name: str
    payor_address: Any
    payor_phone: str


def owner_lines(conn: Connection, month: date) -> list[OwnerLine]:
    """Return the lines of every owner for a month of sale, owner after owner."""
    with conn.cursor(row_factory=class_row(OwnerLine)) as cursor:
        return cursor.execute(query("revenue/owner_lines"), {"month": month}).fetchall()
