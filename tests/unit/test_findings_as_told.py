"""What a person is told of a statement or deck that breaks a rule: where, which, by how much."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.errors import DataError, StorageError, WellflowError
from domain.finding import Finding, require_none
from domain.revenue.deck import require_deck
from domain.revenue.distribution import distribute
from domain.revenue.statement import (
    StatementLine,
    line_findings,
    statement_findings,
)
from tests.fixtures.revenue_records import OIL_LINE, deck_line

LINE = replace(
    OIL_LINE, line_number=3, volume=Decimal(10), price_usd_per_unit=Decimal(70),
    gross_usd=Decimal(700), tax_withheld_usd=Decimal("32.20"), deductions_usd=Decimal(5),
    net_usd=Decimal("662.80"),
)  # fmt: skip
NET = LINE.net_usd


def told(*lines: StatementLine, total: Decimal = NET, received: Decimal = NET) -> list[str]:
    return [str(finding) for finding in statement_findings(lines, total, received)]


def test_statement__that_holds_together_has_no_finding() -> None:
    assert told(LINE) == []


def test_statement__without_lines_says_so() -> None:
    nothing = Decimal("0.00")
    assert told(total=nothing, received=nothing) == [
        "statement: has no lines [statement.empty]",
    ]  # fmt: skip


def test_statement__that_repeats_a_number_says_so() -> None:
    assert told(LINE, LINE, total=2 * NET, received=2 * NET) == [
        "statement: repeats a line number [statement.numbers]",
    ]  # fmt: skip


def test_statement__whose_lines_miss_its_total_tells_both_sums() -> None:
    other = Decimal("662.81")
    assert told(LINE, total=other, received=other) == [
        "statement: lines sum to 662.80, total is 662.81 [statement.total]",
    ]  # fmt: skip
    assert told(total=other, received=other)[1] == (
        "statement: lines sum to 0.00, total is 662.81 [statement.total]"
    )


def test_statement__whose_money_is_another_tells_both_amounts() -> None:
    assert told(LINE, received=Decimal(600)) == [
        "statement: total is 662.80 but 600 was received [statement.check]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told_of_it"),
    [
        ({"price_usd_per_unit": Decimal(0)}, "line 3: has a volume but no price [statement.price]"),
        ({"price_usd_per_unit": Decimal(71)}, "line 3: 10 x 71 is 710.00, not 700 "
                                              "[statement.value]"),
        ({"decimal_paid": Decimal("0.5")}, "line 3: 10 x 70 x 0.5 is 350.00, not 700 "
                                           "[statement.value]"),
        ({"net_usd": Decimal(700)}, "line 3: nets 662.80, not 700 [statement.net]"),
        ({"decimal_paid": Decimal("1.1")}, "line 3: pays decimal 1.1 [statement.decimal]"),
        ({"decimal_paid": Decimal(0)}, "line 3: pays decimal 0 [statement.decimal]"),
    ],
)  # fmt: skip
def test_statement_line__each_rule_it_breaks_is_told_with_its_numbers(
    changed: dict[str, Decimal], told_of_it: str
) -> None:
    assert [str(each) for each in line_findings(replace(LINE, **changed))] == [told_of_it]


def test_statement_line__nothing_sold_at_nothing_needs_no_other_price() -> None:
    zero = Decimal(0)
    nothing = replace(
        OIL_LINE, line_number=1, volume=zero, price_usd_per_unit=zero, gross_usd=zero,
        tax_withheld_usd=zero, deductions_usd=zero, net_usd=zero,
    )  # fmt: skip
    assert line_findings(nothing) == ()


def test_statement_line__may_be_off_by_a_cent_and_what_a_price_of_four_places_hides() -> None:
    gross = LINE.gross_usd + Decimal("0.0105")
    right = replace(LINE, gross_usd=gross, net_usd=NET + Decimal("0.0105"))
    assert line_findings(right) == ()
    wrong = replace(
        LINE, gross_usd=gross + Decimal("0.0001"), net_usd=NET + Decimal("0.0106")
    )  # fmt: skip
    assert [each.rule for each in line_findings(wrong)] == ["statement.value"]
    assert line_findings(wrong, tolerance_usd=Decimal("0.02")) == ()


def test_findings__without_a_remedy_end_with_the_last_finding() -> None:
    require_none([], "it")
    with pytest.raises(DataError) as refused:
        require_none([Finding("row 1", "a.rule", "is wrong")], "it")
    assert str(refused.value) == "it breaks 1 rule(s): row 1: is wrong [a.rule]"
    assert refused.value.remedy == ""


@pytest.mark.parametrize(
    ("royalty", "difference"),
    [("0.24999999", "0.99999999, not 1: 1E-8 is missing"),
     ("0.25000001", "1.00000001, not 1: 1E-8 too much")],
)  # fmt: skip
def test_deck__that_misses_one_tells_by_how_much(royalty: str, difference: str) -> None:
    deck = [
        deck_line("a", "0.75", "working_interest"),
        deck_line("b", royalty, "royalty_interest"),
    ]
    with pytest.raises(DataError) as refused:
        require_deck("revenue", deck, "SMITH")
    assert str(refused.value) == (
        f"SMITH: revenue interests sum to {difference}; correct a decimal; "
        "the operator's working interest takes the rounding"
    )


def test_deck__one_line_may_take_the_residue() -> None:
    taker = deck_line("a", "1", "working_interest", is_residual=True)
    require_deck("revenue", [taker])
    with pytest.raises(DataError) as refused:
        require_deck("revenue", [taker, replace(taker, line_id="b")])
    assert str(refused.value) == "more than one line takes the rounding residue"


def test_deck__a_fraction_that_is_not_its_decimal_is_told_with_its_property() -> None:
    deck = [
        deck_line("a", "0.5", "working_interest", interest_fraction=Fraction(1, 2)),
        deck_line("b", "0.5", "royalty_interest", interest_fraction=Fraction(1, 3)),
    ]
    with pytest.raises(DataError) as refused:
        require_deck("revenue", deck, "SMITH")
    assert str(refused.value) == "SMITH: interest 0.5 of owner owner-b is not 1/3"
    off = [replace(deck[0], interest_fraction=Fraction(1, 3)),
           replace(deck[1], interest_fraction=Fraction(1, 2))]  # fmt: skip
    with pytest.raises(DataError) as refused:
        require_deck("revenue", off, "SMITH")
    assert str(refused.value) == "SMITH: exact fractions sum to 5/6, not 1"


def test_share__says_whose_it_is_of_what_and_what_is_left() -> None:
    deck = [
        deck_line("a", "0.75", "working_interest"),
        deck_line("b", "0.25", "royalty_interest", pay_status="suspense"),
    ]
    operator, royalty = distribute(deck, Decimal(100), Decimal(8), Decimal(4))
    assert operator == (
        "a", "owner-a", "working_interest", Decimal("0.75"), 75, 6, 3, 66, "pay",
    )  # fmt: skip
    assert royalty == (
        "b", "owner-b", "royalty_interest", Decimal("0.25"), 25, 2, 1, 22, "suspense",
    )  # fmt: skip


def test_error__says_where_what_and_what_to_do_as_far_as_each_is_known() -> None:
    assert str(WellflowError("it broke")) == "it broke"
    assert str(WellflowError("it broke", where="row 1", remedy="mend it")) == (
        "row 1: it broke; mend it"
    )
    whole = StorageError("it broke", where="row 1", remedy="mend it")
    assert (str(whole), whole.what, whole.where, whole.remedy) == (
        "row 1: it broke; mend it", "it broke", "row 1", "mend it",
    )  # fmt: skip
    assert str(StorageError("it broke")) == "it broke"


def test_error__of_storage_may_be_tried_again_only_where_its_cause_says_so() -> None:
    assert StorageError("it broke").can_retry is False
    assert StorageError("it broke", can_retry=True).can_retry is True
