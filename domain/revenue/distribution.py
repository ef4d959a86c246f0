"""Distribution of a sale to the owners of a deck: every column is split to the cent, exactly."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from domain.errors import DataError
from domain.numbers.money import CENT
from domain.numbers.shares import split_amount
from domain.revenue.deck import DeckLine, counted_lines, residual_line

ResidueRule = Literal["working_interest", "largest_remainder"]
Coverage = Literal["gross", "net"]


class OwnerShare(NamedTuple):
    """One line of an owner's statement, all in usd; net = gross - tax - deductions."""

    line_id: UUID | str
    owner_id: UUID | str
    interest_type: str
    interest_decimal: Decimal
    gross_usd: Decimal
    tax_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    pay_status: str


def paid_lines(lines: Sequence[DeckLine], settlement_basis: Coverage) -> tuple[DeckLine, ...]:
    """Return the revenue lines that a cheque covers.

    Parameters
    ----------
    lines : sequence of DeckLine
        Lines of a revenue deck.
    settlement_basis : {"gross", "net"}
        The cheque is for everybody (8/8ths) or for those the operator pays.

    Returns
    -------
    tuple of DeckLine
        Lines that share the money.
    """
    counted = counted_lines("revenue", lines)
    if settlement_basis == "gross":
        return counted
    return tuple(line for line in counted if line.payor == "operator")


def distribute(
    lines: Sequence[DeckLine],
    gross_usd: Decimal,
    tax_usd: Decimal,
    deductions_usd: Decimal,
    *,
    residue: ResidueRule = "working_interest",
    operator_id: UUID | str | None = None,
) -> tuple[OwnerShare, ...]:
    """Share one sale between the lines of a revenue deck.

    Parameters
    ----------
    lines : sequence of DeckLine
        Lines that the money covers (`paid_lines`); net profits interests are left out.
    gross_usd, tax_usd, deductions_usd : Decimal
        Value, production taxes with fees, and other deductions, in whole cents [usd].
    residue : {"working_interest", "largest_remainder"}
        Who takes the rounding: the operator's working interest, so that a cent of another owner
        never moves because a third one's decimal did; or whoever lost most.
    operator_id : UUID or str, optional
        Owner that operates; without it the largest working interest takes the residue.

    Returns
    -------
    tuple of OwnerShare
        In the order of the lines; every column sums exactly to what was given.

    Raises
    ------
    DataError
        If no line is left to pay, or an amount is not in whole cents.

    References
    ----------
    .. [1] 50,000 gross and 4,000 tax at a decimal of .005: 250.00 - 20.00 = 230.00.
    """
    counted = counted_lines("revenue", lines)
    if not counted:
        raise DataError("no revenue interest to pay", remedy="give the property a deck")
    weights = {str(line.line_id): line.interest_decimal for line in counted}
    if len(weights) != len(counted):
        raise DataError("two deck lines carry the same id")
    plug = residual_line("revenue", counted, operator_id)
    plug_id = str(plug.line_id) if plug is not None and residue == "working_interest" else None
    gross, tax, deductions = (
        split_amount(amount, CENT, weights, residual_to=plug_id)
        for amount in (gross_usd, tax_usd, deductions_usd)
    )
    return tuple(
        OwnerShare(
            line.line_id, line.owner_id, line.interest_type, line.interest_decimal,
            gross[key], tax[key], deductions[key], gross[key] - tax[key] - deductions[key],
            line.pay_status,
        )
        for key, line in zip(weights, counted, strict=True)
    )  # fmt: skip
