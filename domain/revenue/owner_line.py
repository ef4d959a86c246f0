"""A line of an owner's statement as it is printed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID


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
    revenue_run_id: UUID
