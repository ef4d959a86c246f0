"""A statement line distributed: its columns, and the owners' shares of every one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from domain.errors import DataError
from domain.numbers.rounding import round_volume
from domain.revenue.distribution import OwnerShare, distribute, paid_lines
from domain.revenue.statement_checks import ReadyLine
from domain.states.tax import TaxLine, total_tax_usd

_CENTS: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Distributed:
    """One line of a statement with its columns and the owners' shares [usd]."""

    entry: ReadyLine
    tax_usd: Decimal
    fee_usd: Decimal
    shares: tuple[OwnerShare, ...]

    @property
    def total_tax_usd(self) -> Decimal:
        """Production tax and fee together [usd]."""
        return self.tax_usd + self.fee_usd

    @property
    def net_usd(self) -> Decimal:
        """What is left for the owners [usd]."""
        line = self.entry.line
        return line.gross_usd - self.total_tax_usd - line.deductions_usd


@dataclass(frozen=True, slots=True)
class Distribution:
    """One statement line of a run as it is kept; its money is in usd."""

    line_number: int
    property_id: UUID
    deck_id: UUID
    production_month: date
    product: str
    gross_volume: Decimal
    net_volume: Decimal
    price_usd_per_unit: Decimal
    gross_value_usd: Decimal
    severance_tax_usd: Decimal
    regulatory_fee_usd: Decimal
    transportation_cost_usd: Decimal
    other_deductions_usd: Decimal
    net_value_usd: Decimal
    tax_rules: list[dict[str, Any]]
    run_ticket_numbers: list[str]


def distributed(entry: ReadyLine) -> Distributed:
    """Share a line's value, tax and deductions between its owners.

    Tax that the purchaser withheld is taken as withheld; where the producer remits, the computed
    tax is taken from the owners.

    Raises
    ------
    DataError
        If no owner is left to pay, or a column does not add up to the last cent.
    """
    line = entry.line
    computed_fee = sum((tax.amount for tax in entry.taxes if tax.is_fee), _CENTS)
    total = (
        line.tax_withheld_usd if line.tax_remitter == "purchaser" else total_tax_usd(entry.taxes)
    )
    # A cheque within the tolerance may withhold less than the fee alone: then all of it is fee.
    fee = min(computed_fee, total, key=abs)
    covered = paid_lines(entry.deck_lines, line.settlement_basis or "gross")
    shares = distribute(
        covered, line.gross_usd, total, line.deductions_usd, operator_id=line.operator_id
    )
    result = Distributed(entry, total - fee, fee, shares)
    require_conserved(result)
    return result


def require_conserved(result: Distributed) -> None:
    """Refuse a distribution of which one column does not add up to the last cent.

    Raises
    ------
    DataError
        Naming the column, what the owners have of it and what they should have.
    """
    line = result.entry.line
    for name, expected in (
        ("gross_usd", line.gross_usd),
        ("tax_usd", result.total_tax_usd),
        ("deductions_usd", line.deductions_usd),
        ("net_usd", result.net_usd),
    ):
        owners = sum((getattr(share, name) for share in result.shares), _CENTS)
        if owners != expected:
            raise DataError(
                f"owners' {name} sum to {owners}, not {expected}", where=result.entry.where
            )


def distribution(result: Distributed, run_ticket_numbers: Sequence[str]) -> Distribution:
    """Return what is kept of a distributed line; gas bears its deductions as transportation."""
    line = result.entry.line
    is_gas = line.product == "gas"
    return Distribution(
        line_number=line.line_number,
        property_id=line.property_id,
        deck_id=result.entry.deck.id,
        production_month=line.sales_month,
        product=line.product,
        gross_volume=line.volume,
        net_volume=round_volume(line.volume * line.decimal_paid),
        price_usd_per_unit=line.price_usd_per_unit,
        gross_value_usd=line.gross_usd,
        severance_tax_usd=result.tax_usd,
        regulatory_fee_usd=result.fee_usd,
        transportation_cost_usd=line.deductions_usd if is_gas else _CENTS,
        other_deductions_usd=_CENTS if is_gas else line.deductions_usd,
        net_value_usd=result.net_usd,
        tax_rules=[_rule(tax) for tax in result.entry.taxes],
        run_ticket_numbers=list(run_ticket_numbers),
    )


def _rule(tax: TaxLine) -> dict[str, Any]:
    return {
        "rule": tax.rule,
        "version": tax.version,
        "content_hash": tax.content_hash,
        "base": str(tax.base),
        "basis": tax.basis,
        "rate": str(tax.rate),
        "amount_usd": str(tax.amount),
    }
