"""A revenue run: one valuation of a statement, its totals and what it owes each owner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from domain.numbers.money import round_money
from domain.revenue.distributed import Distributed

_CENTS: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Run:
    """A valuation of a statement."""

    id: UUID
    statement_id: UUID
    state: str
    version: int
    gross_usd: Decimal
    tax_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    run_by: UUID
    input_hash: str
    run_id: UUID
    inputs_changed_at: datetime | None = None


class RunTotals(NamedTuple):
    """Sums of a run's lines [usd]; net = gross - tax - deductions."""

    gross_usd: Decimal
    tax_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal


@dataclass(frozen=True, slots=True)
class OwnerDue:
    """What a run owes one owner, and what of it is held [usd]."""

    owner_id: UUID | str
    owner_code: str
    payable_usd: Decimal
    held_usd: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a run to one owner."""

    id: UUID
    owner_id: UUID
    owner_code: str
    amount_usd: Decimal
    status: str
    prepared_by: UUID
    released_by: UUID | None


def run_totals(lines: Sequence[Distributed]) -> RunTotals:
    """Return the totals of a run's lines [usd]."""
    return RunTotals(
        gross_usd=_sum(each.entry.line.gross_usd for each in lines),
        tax_usd=_sum(each.total_tax_usd for each in lines),
        deductions_usd=_sum(each.entry.line.deductions_usd for each in lines),
        net_usd=_sum(each.net_usd for each in lines),
    )


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


def to_pay(due: Iterable[OwnerDue]) -> list[OwnerDue]:
    """Return the owners who get a payment: what is held or owed by an owner is not paid."""
    return [owner for owner in due if owner.payable_usd > 0]


def payable_usd(due: Iterable[OwnerDue]) -> Decimal:
    """Return the sum of what a run pays [usd]."""
    return sum((owner.payable_usd for owner in to_pay(due)), _CENTS)


def paid_usd(payments: Iterable[Payment]) -> Decimal:
    """Return the sum of payments [usd]."""
    return sum((payment.amount_usd for payment in payments), _CENTS)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return round_money(sum(amounts, _CENTS))
