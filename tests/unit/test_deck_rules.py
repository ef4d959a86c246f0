"""Every rule of a deck, of a distribution and of a statement, broken one at a time."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.errors import DataError
from domain.revenue.deck import DeckLine, InterestType, covered_decimal, require_deck, residual_line
from domain.revenue.distribution import distribute, paid_lines
from domain.revenue.statement import StatementLine, line_findings, statement_findings

WI: InterestType = "working_interest"
RI: InterestType = "royalty_interest"
NPI: InterestType = "net_profits_interest"
LAST_PLACE = Fraction(1, 10**8)


def line(line_id: str, decimal: str, interest_type: InterestType = RI) -> DeckLine:
    return DeckLine(line_id, f"owner-{line_id}", interest_type, Decimal(decimal))


NPI_LINE = line("n", "0.9", NPI)


@pytest.mark.parametrize("sort", [WI, RI, "overriding_royalty", "production_payment"])
def test_revenue_deck__what_counts_in_its_sum(sort: InterestType) -> None:
    require_deck("revenue", [line("a", "0.5", WI), line("b", "0.5", sort), NPI_LINE])


@pytest.mark.parametrize("sort", [WI, "carried_interest"])
def test_cost_deck__what_counts_in_its_sum(sort: InterestType) -> None:
    require_deck("cost", [line("a", "0.5", WI), line("b", "0.5", sort), NPI_LINE])


def test_carried_interest__does_not_belong_on_a_revenue_deck() -> None:
    with pytest.raises(DataError, match="does not belong on a revenue deck"):
        require_deck("revenue", [line("a", "0.5", WI), line("b", "0.5", "carried_interest")])


def test_interest__may_be_all_or_nothing_and_never_outside() -> None:
    require_deck("revenue", [line("a", "1", WI), line("b", "0")])
    for outside in ("-0.1", "1.1"):
        rest = str(1 - Decimal(outside))
        with pytest.raises(DataError, match=f"SMITH: interest {outside}.*not within 0 and 1"):
            require_deck("revenue", [line("b", outside), line("a", rest, WI)], "SMITH")


def test_residue__two_lines_that_take_it_are_refused_with_the_property() -> None:
    both = [replace(line(each, "0.5", WI), is_residual=True) for each in "ab"]
    with pytest.raises(DataError, match=r"^SMITH: more than one line"):
        require_deck("revenue", both, "SMITH")


def fractions(*exact: Fraction | None) -> list[DeckLine]:
    """Return a working interest and two royalties of 1/2, 1/4 and 1/4 with exact fractions."""
    deck = [line("a", "0.5", WI), line("b", "0.25"), line("c", "0.25")]
    return [replace(each, interest_fraction=part) for each, part in zip(deck, exact, strict=True)]


QUARTER = Fraction(1, 4)


def test_fraction__may_be_off_its_decimal_by_one_in_the_eighth_place() -> None:
    half, near = Fraction(1, 2), QUARTER + LAST_PLACE
    require_deck("revenue", fractions(half - LAST_PLACE, near, QUARTER))
    with pytest.raises(DataError, match="owner-b is not"):
        require_deck("revenue", fractions(half, near + LAST_PLACE / 100, None))


def test_fraction__of_the_line_that_takes_the_rounding_may_be_further_off() -> None:
    near = QUARTER - LAST_PLACE
    require_deck("revenue", fractions(Fraction(1, 2) + 2 * LAST_PLACE, near, near))


def test_fractions__that_are_all_known_sum_to_exactly_one() -> None:
    off = QUARTER + LAST_PLACE / 2
    with pytest.raises(DataError, match="exact fractions sum to"):
        require_deck("revenue", fractions(Fraction(1, 2), QUARTER, off))
    require_deck("revenue", fractions(None, QUARTER, off))


def taker(deck: list[DeckLine], operator_id: str | None = None) -> str | None:
    found = residual_line("revenue", deck, operator_id)
    return None if found is None else str(found.line_id)


def test_residue__goes_to_the_largest_working_interest_and_of_equal_ones_to_the_lower_id() -> None:
    assert taker([line("a", "0.3", WI), line("b", "0.7", WI)]) == "b"
    assert taker([line("b", "0.5", WI), line("a", "0.5", WI)]) == "a"


def test_residue__never_to_the_operators_royalty() -> None:
    assert taker([line("a", "0.8", WI), line("b", "0.2")], "owner-b") == "a"


def test_residue__never_to_a_net_profits_interest_though_it_is_marked() -> None:
    assert taker([line("a", "1", WI), replace(NPI_LINE, is_residual=True)]) == "a"


def test_net_profits_interest__is_paid_by_no_cheque() -> None:
    deck = [line("a", "0.75", WI), line("b", "0.25"), NPI_LINE]
    assert covered_decimal(deck) == 1
    for basis in ("gross", "net"):
        assert [each.line_id for each in paid_lines(deck, basis)] == ["a", "b"]  # type: ignore[arg-type]
    shares = distribute(deck, Decimal(100), Decimal(0), Decimal(0))
    assert [each.net_usd for each in shares] == [75, 25]


def test_distribution__nets_gross_less_tax_less_deductions_and_keeps_suspense_apart() -> None:
    deck = [line("a", "0.75", WI), replace(line("b", "0.25"), pay_status="suspense")]
    shares = distribute(deck, Decimal(1000), Decimal(40), Decimal(8))
    assert [each.net_usd for each in shares] == [714, 238]
    assert [each.pay_status for each in shares] == ["pay", "suspense"]


def test_distribution__the_operator_takes_the_residue_though_another_holds_more() -> None:
    deck = [line("a", "0.5", WI), line("b", "0.25", WI), line("c", "0.25", WI)]
    shares = distribute(deck, Decimal("0.03"), Decimal(0), Decimal(0), operator_id="owner-c")
    assert [str(each.gross_usd) for each in shares] == ["0.02", "0.01", "0.00"]


def test_distribution__refuses_no_line_and_a_line_twice() -> None:
    with pytest.raises(DataError, match="no revenue interest to pay"):
        distribute([NPI_LINE], Decimal(1), Decimal(0), Decimal(0))
    with pytest.raises(DataError, match="the same id"):
        distribute([line("a", "0.5", WI)] * 2, Decimal(1), Decimal(0), Decimal(0))


STUB = StatementLine(1, Decimal(1_000), Decimal(50), Decimal(50_000), Decimal(4_000), Decimal(500),
                     Decimal(45_500))  # fmt: skip


def rules_of(**changes: object) -> list[str]:
    return [each.rule for each in line_findings(replace(STUB, **changes))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        # the price explains 1,000 x 0.00005, the tolerance a cent
        ({"gross_usd": Decimal("50000.06"), "net_usd": Decimal("45500.06")}, []),
        ({"gross_usd": Decimal("50000.07"), "net_usd": Decimal("45500.07")}, ["statement.value"]),
        ({"gross_usd": Decimal("49999.94"), "net_usd": Decimal("45499.94")}, []),
        ({"gross_usd": Decimal("49999.93"), "net_usd": Decimal("45499.93")}, ["statement.value"]),
        ({"tax_withheld_usd": Decimal(0)}, ["statement.net"]),
        ({"decimal_paid": Decimal(0)}, ["statement.decimal"]),
        ({"decimal_paid": Decimal("-0.5")}, ["statement.decimal"]),
    ],
)
def test_statement_line__holds_within_a_cent(
    changes: Mapping[str, object], rules: list[str]
) -> None:
    assert rules_of(**changes) == rules


def test_statement_line__an_adjustment_without_volume_needs_no_price_above_zero() -> None:
    zero = Decimal(0)
    nothing = replace(
        STUB, volume=zero, price_usd_per_unit=zero, gross_usd=zero, tax_withheld_usd=zero,
        deductions_usd=Decimal(5), net_usd=Decimal(-5),
    )  # fmt: skip
    assert line_findings(nothing) == ()


def test_statement__without_lines_or_with_a_number_twice_is_named() -> None:
    zero = Decimal(0)
    assert [each.rule for each in statement_findings([], zero, zero)] == ["statement.empty"]
    twice = statement_findings([STUB, STUB], Decimal(91_000), Decimal(91_000))
    assert [each.rule for each in twice] == ["statement.numbers"]
