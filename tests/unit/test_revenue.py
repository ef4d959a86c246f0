"""Decks, distribution and statements: worked examples 12, 14 and 25."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.errors import DataError
from domain.revenue.deck import DeckLine, covered_decimal, require_deck, residual_line
from domain.revenue.distribution import distribute, paid_lines
from domain.revenue.statement import (
    StatementLine,
    line_findings,
    statement_findings,
)

WI, RI, ORRI = "working_interest", "royalty_interest", "overriding_royalty"


def line(line_id: str, decimal: str, interest_type: str = RI, **more) -> DeckLine:
    return DeckLine(line_id, f"owner-{line_id}", interest_type, Decimal(decimal), **more)


DECK = [
    line("a", "0.78750000", WI), line("b", "0.18750000"), line("c", "0.02500000", ORRI),
]  # fmt: skip


def test_deck__sums_to_one_and_a_net_profits_interest_stands_outside() -> None:
    require_deck("revenue", [*DECK, line("n", "0.05", "net_profits_interest")])
    require_deck("cost", [line("a", "0.75", WI), line("b", "0.25", "carried_interest")])


def test_deck__one_hundred_millionth_short_is_refused_by_name() -> None:
    short = [*DECK[:2], line("c", "0.02499999", ORRI)]
    with pytest.raises(DataError, match=r"0\.99999999, not 1: (1E-8|0\.00000001) is missing"):
        require_deck("revenue", short, "SMITH")
    with pytest.raises(DataError, match="too much"):
        require_deck("revenue", [*DECK, line("d", "0.1")])


def test_deck__refuses_what_does_not_belong() -> None:
    with pytest.raises(DataError, match="royalty_interest does not belong on a cost deck"):
        require_deck("cost", DECK)
    with pytest.raises(DataError, match="more than 8 places"):
        require_deck("revenue", [line("a", "0.333333333"), line("b", "0.666666667")])
    with pytest.raises(DataError, match="more than one line"):
        require_deck("revenue", [replace(each, is_residual=True) for each in DECK])


def test_deck__fractions_agree_with_their_decimals() -> None:
    third = Fraction(1, 3)
    good = [
        line("a", "0.33333334", WI, interest_fraction=third),
        line("b", "0.33333333", interest_fraction=third),
        line("c", "0.33333333", interest_fraction=third),
    ]
    require_deck("revenue", good)
    with pytest.raises(DataError, match="is not 1/4"):
        require_deck("revenue", [good[0], replace(good[1], interest_fraction=Fraction(1, 4)),
                                 good[2]])  # fmt: skip


def test_residual__marked_line_else_largest_working_interest() -> None:
    assert residual_line("revenue", DECK).line_id == "a"
    marked = [DECK[0], replace(DECK[1], is_residual=True), DECK[2]]
    assert residual_line("revenue", marked).line_id == "b"
    assert residual_line("revenue", DECK[1:]) is None
    partners = [line("a", "0.6", WI), line("b", "0.4", WI)]
    assert residual_line("revenue", partners, "owner-b").line_id == "b"


def test_example_12__published_stub() -> None:
    deck = [line("a", "0.995", WI), line("b", "0.005")]
    found = distribute(deck, Decimal(50_000), Decimal(4_000), Decimal(0))[1]
    assert (found.gross_usd, found.tax_usd, found.net_usd) == (250, 20, 230)


def test_example_14__decimal_of_a_royalty() -> None:
    for decimal, paid in (("0.01250000", 6_250), ("0.01025000", 5_125)):
        deck = [line("a", str(1 - Decimal(decimal)), WI), line("b", decimal)]
        assert distribute(deck, Decimal(500_000), Decimal(0), Decimal(0))[1].net_usd == paid


def test_example_25__largest_remainder_and_its_tie() -> None:
    thirds = [line("a", ".33333333"), line("b", ".33333333"), line("c", ".33333334")]
    found = distribute(thirds, Decimal(1_000), Decimal(0), Decimal(0))
    assert [str(each.net_usd) for each in found] == ["333.33", "333.33", "333.34"]
    tied = [line("a", ".60", WI), line("b", ".20"), line("c", ".1875"), line("d", ".0125")]
    found = distribute(tied, Decimal(10), Decimal(0), Decimal(0), residue="largest_remainder")
    assert [str(each.net_usd) for each in found] == ["6.00", "2.00", "1.88", "0.12"]


def test_residue__by_default_the_operator_takes_it() -> None:
    tied = [line("a", ".60", WI), line("b", ".20"), line("c", ".1875"), line("d", ".0125")]
    found = distribute(tied, Decimal(10), Decimal(0), Decimal(0))
    assert [str(each.net_usd) for each in found] == ["5.99", "2.00", "1.88", "0.13"]


def test_distribution__every_column_foots() -> None:
    found = distribute(DECK, Decimal("81234.57"), Decimal("3741.11"), Decimal("99.99"))
    assert sum(each.gross_usd for each in found) == Decimal("81234.57")
    assert sum(each.tax_usd for each in found) == Decimal("3741.11")
    assert sum(each.deductions_usd for each in found) == Decimal("99.99")
    assert sum(each.net_usd for each in found) == Decimal("81234.57") - Decimal(
        "3741.11"
    ) - Decimal("99.99")


def test_paid_lines__a_net_cheque_covers_those_the_operator_pays() -> None:
    deck = [DECK[0], replace(DECK[1], payor="purchaser"), DECK[2]]
    assert [each.line_id for each in paid_lines(deck, "net")] == ["a", "c"]
    assert len(paid_lines(deck, "gross")) == 3
    assert covered_decimal(deck) == Decimal("0.8125")


STUB = StatementLine(1, Decimal(1_000), Decimal(50), Decimal(50_000), Decimal(4_000), Decimal(0),
                     Decimal(46_000))  # fmt: skip


def test_statement__holds_together() -> None:
    assert statement_findings([STUB], Decimal(46_000), Decimal(46_000)) == ()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"price_usd_per_unit": None}, "statement.price"),
        ({"price_usd_per_unit": Decimal(0)}, "statement.price"),
        ({"price_usd_per_unit": Decimal("50.01")}, "statement.value"),
        ({"deductions_usd": Decimal(1)}, "statement.net"),
        ({"decimal_paid": Decimal(2)}, "statement.decimal"),
    ],
)
def test_statement__each_broken_rule_is_named(change, rule) -> None:
    found = statement_findings([replace(STUB, **change)], Decimal(46_000), Decimal(46_000))
    assert [finding.rule for finding in found] == [rule]


def test_statement__a_line_that_pays_a_part_prints_the_gross_of_that_part() -> None:
    part = replace(STUB, gross_usd=Decimal(40_625), net_usd=Decimal(36_625),
                   decimal_paid=Decimal("0.8125"))  # fmt: skip
    assert statement_findings([part], Decimal(36_625), Decimal(36_625)) == ()


def test_statement__price_may_be_the_rounded_mean_of_many_loads() -> None:
    """1,234.56 bbl in loads at 71.10 to 74.35 made 89,876.52; the mean prints as 72.8004."""
    mean = replace(
        STUB, volume=Decimal("1234.56"), price_usd_per_unit=Decimal("72.8004"),
        gross_usd=Decimal("89876.52"), net_usd=Decimal("85876.52"),
    )  # fmt: skip
    assert line_findings(mean) == ()
    off = replace(mean, gross_usd=Decimal("89876.60"), net_usd=Decimal("85876.60"))
    assert [finding.rule for finding in line_findings(off)] == ["statement.value"]


def test_statement__total_and_money_received_must_agree() -> None:
    found = statement_findings([STUB], Decimal(46_001), Decimal(46_002))
    assert [finding.rule for finding in found] == ["statement.total", "statement.check"]
