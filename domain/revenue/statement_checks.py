"""What a statement line must be before it is run: its deck, its taxes, what the cheque covers.

Every fault names its line, and all faults are found before any is raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.errors import DataError
from domain.finding import Finding
from domain.numbers.units import mcf_at_base
from domain.revenue.deck import Deck, DeckLine, covered_decimal, require_deck
from domain.revenue.deck_choice import deck_of
from domain.revenue.statement import StatementLine
from domain.states.registry import STATES
from domain.states.tax import TaxableSale, TaxLine, total_tax_usd

# Purchasers round by load and by run; a rule that is wrong is off by far more.
_TAX_TOLERANCE_USD: Final = Decimal("1.00")
_TAX_TOLERANCE: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A statement line with all that is needed to distribute it."""

    line: StatementLine
    deck: Deck
    deck_lines: tuple[DeckLine, ...]
    taxes: tuple[TaxLine, ...]

    @property
    def where(self) -> str:
        """The line as a person knows it."""
        return self.line.where


def ready_lines(
    lines: Sequence[StatementLine],
    decks: Sequence[Deck],
    deck_lines: Mapping[UUID | str, tuple[DeckLine, ...]],
) -> tuple[list[ReadyLine], list[Finding]]:
    """Return the lines that can be distributed, and what is wrong with the others."""
    ready: list[ReadyLine] = []
    found: list[Finding] = []
    for line in lines:
        try:
            deck = deck_of(line, decks)
            require_deck("revenue", deck_lines[deck.id], where=f"deck of {line.property_number}")
            entry = ReadyLine(line, deck, deck_lines[deck.id], _taxes(line))
        except DataError as error:
            found.append(Finding(line.where, "statement.run", error.message))
            continue
        found += [*_tax_findings(entry), *_coverage_findings(entry)]
        ready.append(entry)
    return ready, found


def _taxes(line: StatementLine) -> tuple[TaxLine, ...]:
    state = STATES.get(line.state)
    if state is None:
        known = ", ".join(STATES)
        raise DataError(
            f"no tax rules for {line.state}", remedy=f"only properties of {known} can be run"
        )
    if line.product not in ("oil", "condensate", "gas"):
        raise DataError(f"no tax rules for {line.product}")
    liquid = {"oil_lease": "oil", "gas_id": "condensate"}.get(line.unit_kind or "", line.product)
    if line.product not in ("gas", liquid):
        raise DataError(
            f"sells {line.product}, but the liquid of property {line.property_number} is {liquid}",
            remedy="correct the product of the line and of its sales contract",
        )
    expected = "mcf" if line.product == "gas" else "bbl"
    if line.unit != expected:
        raise DataError(f"counts {line.product} in {line.unit}", remedy=f"enter it in {expected}")
    # What a gas purchaser takes off (compression, dehydration, delivery) is marketing cost, what
    # one of liquids takes off is for hauling them.
    sign = -1 if line.gross_usd < 0 else 1
    is_gas, taken_off = line.product == "gas", sign * line.deductions_usd
    # The gross is of the part that the cheque covers; whoever pays the rest is taxed on it.
    paid = line.volume * line.decimal_paid
    if is_gas:
        base_psia = state.base_pressure_psia(line.sales_month)
        paid = mcf_at_base(paid, line.pressure_base_psia or base_psia, base_psia)
    return state.taxes(
        TaxableSale(
            product=line.product,  # type: ignore[arg-type]  # narrowed by the test above
            production_month=line.sales_month,
            volume=paid,
            value_usd=line.gross_usd,
            marketing_cost_usd=taken_off if is_gas else Decimal(0),
            trucking_cost_usd=Decimal(0) if is_gas else taken_off,
            is_casinghead=line.unit_kind == "oil_lease",
        )
    )


def _tax_findings(entry: ReadyLine) -> list[Finding]:
    line = entry.line
    computed = total_tax_usd(entry.taxes)
    if line.tax_remitter == "producer":
        if line.tax_withheld_usd == 0:
            return []
        detail = f"withholds {line.tax_withheld_usd}, but by the contract the producer remits"
        return [Finding(entry.where, "statement.tax", detail)]
    allowance = max(_TAX_TOLERANCE_USD, abs(computed) * _TAX_TOLERANCE)
    if abs(line.tax_withheld_usd - computed) <= allowance:
        return []
    detail = (
        f"withholds {line.tax_withheld_usd} of production tax, the rule gives {computed} "
        f"(tolerance {allowance:.2f})"
    )
    return [Finding(entry.where, "statement.tax", detail)]


def _coverage_findings(entry: ReadyLine) -> list[Finding]:
    line, ours = entry.line, covered_decimal(entry.deck_lines)
    if line.settlement_basis != "net" and ours != 1:
        detail = (
            f"by the contract the cheque covers everybody, but by the deck {1 - ours} is paid by "
            "the purchaser or taken in kind: those owners would be paid twice"
        )
        return [Finding(entry.where, "statement.payor", detail)]
    if line.decimal_paid == ours:
        return []
    detail = f"pays decimal {line.decimal_paid}, the deck covers {ours}"
    return [Finding(entry.where, "statement.decimal", detail)]
