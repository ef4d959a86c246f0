"""Decks: exact fractions of every owner, and the eight-place decimals of the signed paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from simulation.field.plans import InterestPlan, OrganizationPlan, UnitPlan
from simulation.papers.toml_text import Table

_PLACES: Final = Decimal("0.00000001")
_WORKING: Final = "working_interest"


@dataclass(frozen=True)
class Share:
    """One line of a deck."""

    plan: InterestPlan
    fraction: Fraction
    interest_decimal: Decimal
    is_residual: bool


def deck_rows(
    plan: OrganizationPlan, unit: UnitPlan, since: date, editor: str, approver: str
) -> Iterator[tuple[str, Table]]:
    """Yield the revenue and the cost deck of a unit's property, with their lines."""
    for kind, shares in (
        ("revenue", revenue_shares(unit, plan.operator)),
        ("cost", cost_shares(unit, plan.operator)),
    ):
        yield "deck", {
            "property": unit.property_number, "kind": kind, "effective_from": since,
            "edited_by": editor, "approved_by": approver,
        }  # fmt: skip
        for share in shares:
            yield "deck_line", _line(f"{unit.property_number}/{kind}", share)


def revenue_shares(unit: UnitPlan, operator: str) -> list[Share]:
    """Return who gets which part of the revenue; burdens come off the working interests."""
    burdens = [each for each in unit.interests if each.interest_type != _WORKING]
    left = 1 - sum((each.share for each in burdens), Fraction(0))
    working = [each for each in unit.interests if each.interest_type == _WORKING]
    fractions = [(each, each.share) for each in burdens]
    fractions.extend((each, each.share * left) for each in working)
    return _rounded(fractions, operator)


def cost_shares(unit: UnitPlan, operator: str) -> list[Share]:
    """Return who bears which part of the cost."""
    working = [each for each in unit.interests if each.interest_type == _WORKING]
    return _rounded([(each, each.share) for each in working], operator)


def _rounded(fractions: list[tuple[InterestPlan, Fraction]], operator: str) -> list[Share]:
    """Round each to eight places; the operator's working interest takes what is left to one."""
    decimals = [
        (Decimal(part.numerator) / Decimal(part.denominator)).quantize(_PLACES, ROUND_HALF_UP)
        for _, part in fractions
    ]
    residue = 1 - sum(decimals, Decimal(0))
    shares = []
    for (plan, part), decimal in zip(fractions, decimals, strict=True):
        is_residual = plan.owner == operator and plan.interest_type == _WORKING
        shares.append(Share(plan, part, decimal + residue if is_residual else decimal, is_residual))
    return shares


def _line(deck: str, share: Share) -> Table:
    row: dict[str, object] = {
        "deck": deck,
        "owner": share.plan.owner,
        "interest_type": share.plan.interest_type,
        "interest_numerator": share.fraction.numerator,
        "interest_denominator": share.fraction.denominator,
        "interest_decimal": share.interest_decimal,
        "pay_status": share.plan.pay_status,
        "is_residual": share.is_residual,
    }
    if share.plan.suspense_reason is not None:
        row["suspense_reason"] = share.plan.suspense_reason
    return row
