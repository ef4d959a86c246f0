"""The records of a revenue run as the first release had them; their repr is what it hashed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the purchaser sent it."""

    id: UUID
    purchaser_id: UUID
    purchaser_name: str
    statement_number: str
    statement_on: date
    total_usd: Decimal
    check_amount_usd: Decimal
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement, with the contract it was sold under where there is one."""

    line_number: int
    purchaser_property_code: str
    property_id: UUID
    property_number: str
    state: str
    sales_month: date
    product: str
    pressure_base_psia: Decimal | None
    volume: Decimal
    unit: str
    price_usd_per_unit: Decimal
    gross_usd: Decimal
    tax_withheld_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    decimal_paid: Decimal
    contract_id: UUID | None
    contract_property_id: UUID | None
    tax_remitter: str | None
    delivery_point: str | None
    settlement_basis: str | None
    unit_kind: str | None
    operator_id: UUID | None


@dataclass(frozen=True, slots=True)
class Deck:
    """A payor's record for a property, and whether it was approved."""

    id: UUID
    property_id: UUID
    property_number: str
    kind: str
    product: str | None
    effective_from: date
    effective_to: date | None
    is_approved: bool


@dataclass(frozen=True, slots=True)
class DeckLine:
    """One owner's interest of one sort."""

    line_id: UUID
    owner_id: UUID
    interest_type: str
    interest_decimal: Decimal
    interest_fraction: Fraction | None
    pay_status: str
    payor: str
    is_residual: bool


class TaxLine(NamedTuple):
    """One tax or fee."""

    name: str
    rule: str
    version: str
    content_hash: str
    basis: str
    base: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A statement line with all that is needed to distribute it."""

    line: StatementLine
    deck: Deck
    deck_lines: tuple[DeckLine, ...]
    taxes: tuple[TaxLine, ...]
