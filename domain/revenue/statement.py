"""A purchaser's statement: every line must hold, and the lines must be the money received."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.finding import Finding
from domain.numbers.money import round_money

_LINE_TOLERANCE_USD: Final = Decimal("0.01")
# The printed price is often the mean of many loads, rounded to four places.
_PRICE_ROUNDING: Final = Decimal("0.00005")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line as the purchaser printed it: 8/8ths volume in bbl or mcf, price in usd per unit.

    Amounts are of the part of the interests that the cheque covers, `decimal_paid`.
    """

    line_number: int
    volume: Decimal
    price_usd_per_unit: Decimal | None
    gross_usd: Decimal
    tax_withheld_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    decimal_paid: Decimal = Decimal(1)


def line_findings(
    line: StatementLine, tolerance_usd: Decimal = _LINE_TOLERANCE_USD
) -> tuple[Finding, ...]:
    """Return every rule a statement line breaks.

    Parameters
    ----------
    line : StatementLine
        Line as printed; its gross is of the decimal it pays.
    tolerance_usd : Decimal
        How far volume x price x decimal may be from the gross, beside what a price rounded to
        four places explains [usd].

    Returns
    -------
    tuple of Finding
        Missing price, volume x price off the gross, or net off its parts.
    """
    where = f"line {line.line_number}"
    findings = []
    if line.price_usd_per_unit is None or (line.price_usd_per_unit == 0 and line.volume != 0):
        findings.append(Finding(where, "statement.price", "has a volume but no price"))
    else:
        share = line.decimal_paid if 0 < line.decimal_paid < 1 else Decimal(1)
        expected = round_money(
            Fraction(line.volume) * Fraction(line.price_usd_per_unit) * Fraction(share)
        )
        if abs(expected - line.gross_usd) > tolerance_usd + abs(line.volume) * _PRICE_ROUNDING:
            part = f" x {share}" if share != 1 else ""
            findings.append(Finding(
                where, "statement.value",
                f"{line.volume} x {line.price_usd_per_unit}{part} is {expected}, "
                f"not {line.gross_usd}",
            ))  # fmt: skip
    net = line.gross_usd - line.tax_withheld_usd - line.deductions_usd
    if net != line.net_usd:
        findings.append(Finding(where, "statement.net", f"nets {net}, not {line.net_usd}"))
    if not 0 < line.decimal_paid <= 1:
        findings.append(Finding(where, "statement.decimal", f"pays decimal {line.decimal_paid}"))
    return tuple(findings)


def statement_findings(
    lines: Sequence[StatementLine], total_usd: Decimal, check_amount_usd: Decimal
) -> tuple[Finding, ...]:
    """Return every rule a statement breaks: its lines', and sum of lines = total = money received.

    Parameters
    ----------
    lines : sequence of StatementLine
        Lines as printed.
    total_usd : Decimal
        Total printed [usd].
    check_amount_usd : Decimal
        Money received with it [usd].

    Returns
    -------
    tuple of Finding
        Empty for a statement that can be run.
    """
    findings = [finding for line in lines for finding in line_findings(line)]
    if not lines:
        findings.append(Finding("statement", "statement.empty", "has no lines"))
    if len({line.line_number for line in lines}) != len(lines):
        findings.append(Finding("statement", "statement.numbers", "repeats a line number"))
    paid = sum((line.net_usd for line in lines), Decimal("0.00"))
    if paid != total_usd:
        findings.append(
            Finding("statement", "statement.total", f"lines sum to {paid}, total is {total_usd}")
        )
    if total_usd != check_amount_usd:
        findings.append(Finding(
            "statement", "statement.check",
            f"total is {total_usd} but {check_amount_usd} was received",
        ))  # fmt: skip
    return tuple(findings)
