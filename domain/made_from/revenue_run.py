"""Form 1 of a revenue run: everything that decided who was paid what.

Left out are names that only label, and the dates and approvals of decks and contracts: they
decide which deck and contract count, and the ones that counted are in by their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.made_from.canonical import MadeFrom, made_from, rows_of

FORM_1: Final = "revenue_run/1"

_STATEMENT: Final = (
    "id", "purchaser_id", "statement_number", "statement_on", "total_usd", "check_amount_usd",
)  # fmt: skip
_LINE: Final = (
    "line_number", "purchaser_property_code", "property_id", "state", "sales_month", "product",
    "pressure_base_psia", "volume", "unit", "price_usd_per_unit", "gross_usd", "tax_withheld_usd",
    "deductions_usd", "net_usd", "decimal_paid", "contract_id", "contract_property_id",
    "tax_remitter", "settlement_basis", "unit_kind", "operator_id",
)  # fmt: skip
_DECK_LINE: Final = (
    "line_id", "owner_id", "interest_type", "interest_decimal", "interest_fraction", "pay_status",
    "payor", "is_residual",
)  # fmt: skip
_TAX: Final = ("rule", "basis", "base", "rate", "amount")


@dataclass(frozen=True, slots=True)
class RunLine:
    """The records of one line: as the statement has it, its deck's interests and its taxes."""

    line: object
    deck_id: UUID
    deck_lines: Iterable[object]
    taxes: Iterable[object]


def form_1(statement: object, lines: Iterable[RunLine]) -> MadeFrom:
    """Return a run's inputs in form 1."""
    (paper,) = rows_of([statement], *_STATEMENT)
    return made_from(FORM_1, {"statement": paper, "lines": [_line(each) for each in lines]})


def _line(entry: RunLine) -> dict[str, object]:
    (line,) = rows_of([entry.line], *_LINE)
    return line | {
        "deck_id": entry.deck_id,
        "deck_lines": rows_of(entry.deck_lines, *_DECK_LINE),
        "taxes": rows_of(entry.taxes, *_TAX),
    }
