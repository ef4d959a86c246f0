"""Rows of a revenue run: one per statement line, and one per owner of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from books.revenue.statement_checks import ReadyLine
from domain.numbers.rounding import round_volume
from domain.revenue.distribution import OwnerShare
from storage.identity import stable_id
from storage.rows.revenue import OwnerDue

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


def distribution_row(
    result: Distributed, revenue_run_id: UUID, run_ticket_numbers: Sequence[str]
) -> dict[str, Any]:
    """Return the row of `revenue_distribution` of one statement line."""
    line = result.entry.line
    is_gas = line.product == "gas"
    return {
        "id": _distribution_id(result, revenue_run_id),
        "revenue_run_id": revenue_run_id,
        "line_number": line.line_number,
        "property_id": line.property_id,
        "deck_id": result.entry.deck.id,
        "production_month": line.sales_month,
        "product": line.product,
        "gross_volume": line.volume,
        "net_volume": round_volume(line.volume * line.decimal_paid),
        "price_usd_per_unit": line.price_usd_per_unit,
        "gross_value_usd": line.gross_usd,
        "severance_tax_usd": result.tax_usd,
        "regulatory_fee_usd": result.fee_usd,
        "ad_valorem_tax_usd": _CENTS,
        "transportation_cost_usd": line.deductions_usd if is_gas else _CENTS,
        "processing_cost_usd": _CENTS,
        "other_deductions_usd": _CENTS if is_gas else line.deductions_usd,
        "net_value_usd": result.net_usd,
        "tax_rules": [
            {
                "rule": tax.rule,
                "version": tax.version,
                "content_hash": tax.content_hash,
                "base": str(tax.base),
                "basis": tax.basis,
                "rate": str(tax.rate),
                "amount_usd": str(tax.amount),
            }
            for tax in result.entry.taxes
        ],
        "run_ticket_numbers": list(run_ticket_numbers),
        "distributed_on": None,
    }


def owner_rows(result: Distributed, revenue_run_id: UUID) -> list[dict[str, Any]]:
    """Return the rows of `owner_revenue` of one statement line."""
    return [
        {
            "revenue_distribution_id": _distribution_id(result, revenue_run_id),
            "deck_line_id": share.line_id,
            "owner_id": share.owner_id,
            "interest_type": share.interest_type,
            "interest_decimal": share.interest_decimal,
            "gross_usd": share.gross_usd,
            "tax_usd": share.tax_usd,
            "deductions_usd": share.deductions_usd,
            "net_usd": share.net_usd,
            "pay_status": share.pay_status,
        }
        for share in result.shares
    ]


def owners_due(
    lines: Iterable[Distributed], owner_codes: Mapping[UUID | str, str]
) -> list[OwnerDue]:
    """Return what lines owe each owner, in the order of their codes."""
    payable: defaultdict[UUID | str, Decimal] = defaultdict(lambda: _CENTS)
    held: defaultdict[UUID | str, Decimal] = defaultdict(lambda: _CENTS)
    for share in (share for line in lines for share in line.shares):
        due = payable if share.pay_status == "pay" else held
        due[share.owner_id] += share.net_usd
    owners = sorted(payable.keys() | held.keys(), key=lambda owner: owner_codes[owner])
    return [OwnerDue(each, owner_codes[each], payable[each], held[each]) for each in owners]


def _distribution_id(result: Distributed, revenue_run_id: UUID) -> UUID:
    return stable_id(
        "revenue_distribution", str(revenue_run_id), str(result.entry.line.line_number)
    )
