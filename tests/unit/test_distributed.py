"""A line distributed: whose tax it is, what is kept of it, and that no cent is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from domain.errors import DataError
from domain.revenue.deck import Deck, exact_interest
from domain.revenue.distributed import Distributed, distributed, distribution, require_conserved
from domain.revenue.run import OwnerDue, owners_due, payable_usd, run_totals, to_pay
from domain.revenue.statement import StatementLine, contract_findings
from domain.revenue.statement_checks import ReadyLine, ready_lines
from tests.fixtures.revenue_records import LAND, OIL_LINE, STATEMENT, deck_line

DECK = Deck(UUID(int=10), LAND, "P-1", "revenue", None, date(2020, 1, 1), None, is_approved=True)
LINES = (
    deck_line("a", "0.8125", "working_interest"),
    deck_line("b", "0.1875", "royalty_interest", pay_status="suspense"),
)
CODES = {"owner-a": "A", "owner-b": "B"}


def ready(line: StatementLine) -> ReadyLine:
    (entry,), _ = ready_lines([line], [DECK], {DECK.id: LINES})
    return entry


def test_tax__is_booked_as_withheld_or_as_computed_where_the_producer_remits() -> None:
    withheld = distributed(ready(replace(OIL_LINE, tax_withheld_usd=Decimal("3230.00"))))
    assert (withheld.tax_usd, withheld.fee_usd) == (Decimal("3223.75"), Decimal("6.25"))
    remitted = distributed(
        ready(replace(OIL_LINE, tax_remitter="producer", tax_withheld_usd=Decimal("0.00")))
    )
    assert (remitted.tax_usd, remitted.fee_usd) == (Decimal("3220.00"), Decimal("6.25"))


def test_tax__that_is_less_than_the_fee_is_all_fee() -> None:
    less = distributed(ready(replace(OIL_LINE, tax_withheld_usd=Decimal("5.00"))))
    assert (less.tax_usd, less.fee_usd) == (0, 5)


def test_tax__of_a_reversal_mirrors_what_it_reverses() -> None:
    back = {name: -getattr(OIL_LINE, name) for name in (
        "volume", "gross_usd", "tax_withheld_usd", "net_usd",
    )}  # fmt: skip
    reversed_ = distributed(ready(replace(OIL_LINE, **back)))
    assert (reversed_.tax_usd, reversed_.fee_usd) == (Decimal("-3220.00"), Decimal("-6.25"))


def test_shares__without_a_basis_are_of_everybody_and_the_operator_takes_the_cent() -> None:
    """Of 70,000.07 the parts are 35,000.035, 28,000.028 and 7,000.007; rounded they miss a cent."""
    lines = (
        deck_line("a", "0.5", "working_interest"),
        deck_line("b", "0.4", "working_interest"),
        deck_line("c", "0.1", "royalty_interest", payor="purchaser"),
    )
    odd = replace(
        OIL_LINE, gross_usd=Decimal("70000.07"), settlement_basis=None, operator_id="owner-b"
    )
    (entry,), _ = ready_lines([odd], [DECK], {DECK.id: lines})
    shares = {each.owner_id: each.gross_usd for each in distributed(entry).shares}
    assert shares == {
        "owner-a": Decimal("35000.04"), "owner-b": Decimal("28000.02"),
        "owner-c": Decimal("7000.01"),
    }  # fmt: skip


def test_distribution__deductions_of_gas_are_transportation() -> None:
    dear = replace(OIL_LINE, deductions_usd=Decimal("100.00"))
    kept = distribution(distributed(ready(dear)), ["T-1"])
    assert (kept.transportation_cost_usd, kept.other_deductions_usd) == (0, 100)
    assert (kept.run_ticket_numbers, kept.production_month) == (["T-1"], OIL_LINE.sales_month)
    gas = replace(dear, product="gas", unit="mcf", unit_kind="gas_id")
    kept = distribution(distributed(ready(gas)), ())
    assert (kept.transportation_cost_usd, kept.other_deductions_usd) == (100, 0)


def test_distribution__keeps_the_part_of_the_volume_that_the_cheque_covers() -> None:
    part = replace(OIL_LINE, decimal_paid=Decimal("0.8125"))
    kept = distribution(distributed(ready(part)), ())
    assert (kept.gross_volume, kept.net_volume) == (1_000, Decimal("812.5"))


@pytest.mark.parametrize("column", ["gross_usd", "tax_usd", "deductions_usd", "net_usd"])
def test_distribution__a_column_that_is_a_cent_off_is_refused_by_name(column: str) -> None:
    whole = distributed(ready(OIL_LINE))
    first, *others = whole.shares
    off = first._replace(**{column: getattr(first, column) + Decimal("0.01")})
    wrong = Distributed(whole.entry, whole.tax_usd, whole.fee_usd, (off, *others))
    with pytest.raises(DataError, match=f"line 1: owners' {column} sum to"):
        require_conserved(wrong)


def test_run__totals_its_lines_and_pays_who_is_not_held() -> None:
    line = distributed(ready(OIL_LINE))
    totals = run_totals([line, line])
    assert totals == (140_000, Decimal("6452.50"), 0, Decimal("133547.50"))
    due = owners_due([line, line], CODES)
    assert [(owner.owner_code, owner.payable_usd > 0, owner.held_usd > 0) for owner in due] == [
        ("A", True, False), ("B", False, True),
    ]  # fmt: skip
    assert sum(owner.payable_usd + owner.held_usd for owner in due) == totals.net_usd
    owing = OwnerDue("owner-c", "C", Decimal("-5.00"), Decimal("0.00"))
    assert to_pay([*due, owing]) == [due[0]]
    assert payable_usd([*due, owing]) == due[0].payable_usd


def test_exact_interest__is_both_parts_or_neither() -> None:
    assert exact_interest(3, 16, "SMITH") == Fraction(3, 16)
    assert exact_interest(None, None, "SMITH") is None
    for above, below in ((3, None), (None, 16), (3, 0)):
        with pytest.raises(DataError, match=r"SMITH is .* which is no fraction"):
            exact_interest(above, below, "SMITH")


def test_contract__of_no_purchaser_or_of_another_property_is_named() -> None:
    none = replace(OIL_LINE, contract_id=None)
    other = replace(OIL_LINE, contract_property_id=UUID(int=99))
    assert contract_findings(STATEMENT, [OIL_LINE]) == ()
    assert [str(found) for found in contract_findings(STATEMENT, [none, other])] == [
        "line 1: no sales contract of Plains names 'G1' for oil in 2026-03 [statement.contract]",
        "line 1: 'G1' is another property than P-1 [statement.property]",
    ]
