"""What a statement line must be before it is run: its deck, its cover, its unit and its base."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.revenue.deck import Deck, DeckLine
from domain.revenue.statement import StatementLine
from domain.revenue.statement_checks import ready_lines
from domain.states.registry import STATES
from tests.fixtures.revenue_records import LAND, OIL_LINE, deck_line

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
MIDDLE = date(2026, 3, 15)

OIL = OIL_LINE
GAS = replace(
    OIL, product="gas", unit="mcf", volume=Decimal(10_000), price_usd_per_unit=Decimal("2.5"),
    gross_usd=Decimal("25000.00"), tax_withheld_usd=Decimal("0.00"),
    deductions_usd=Decimal("4000.00"), net_usd=Decimal("21000.00"), tax_remitter="producer",
    delivery_point="off_lease", unit_kind="gas_id",
)  # fmt: skip


def deck(number: int, effective_from: date, effective_to: date | None = None, **more) -> Deck:
    return replace(
        Deck(UUID(int=number), LAND, "P-1", "revenue", None, effective_from, effective_to,
             is_approved=True), **more,
    )  # fmt: skip


def lines_of(payor: str = "operator") -> tuple[DeckLine, ...]:
    return (
        deck_line("a", "0.8125", "working_interest"),
        deck_line("b", "0.1875", "royalty_interest", payor=payor),
    )


def check(line: StatementLine, *decks: Deck, payor: str = "operator") -> tuple[list, list[str]]:
    ready, found = ready_lines([line], decks, {each.id: lines_of(payor) for each in decks})
    return ready, [str(finding) for finding in found]


ALWAYS = deck(10, date(2020, 1, 1))


def test_deck__of_the_month_is_used() -> None:
    ended, next_one = deck(10, date(2020, 1, 1), APRIL), deck(11, APRIL)
    ready, found = check(OIL, ended, next_one)
    assert (ready[0].deck.id, found) == (ended.id, [])
    ready, found = check(replace(OIL, sales_month=APRIL), ended, next_one)
    assert (ready[0].deck.id, found) == (next_one.id, [])


@pytest.mark.parametrize(
    "decks",
    [
        (deck(10, date(2020, 1, 1), MIDDLE), deck(11, MIDDLE)),
        (ALWAYS, deck(11, MIDDLE, product="oil")),
        (ALWAYS, deck(11, date(2020, 1, 1), MIDDLE, product="oil")),
    ],
)
def test_deck__that_changes_within_the_month_blocks(decks: tuple[Deck, ...]) -> None:
    ready, found = check(OIL, *decks)
    assert ready == []
    assert "changes within 2026-03, on 2026-03-15: the month would be paid by two" in found[0]


def test_deck__that_begins_with_the_first_oil_of_a_property_is_the_deck_of_that_month() -> None:
    ready, found = check(OIL, deck(10, MIDDLE))
    assert (len(ready), found) == (1, [])
    assert check(OIL, deck(10, APRIL))[1] == [
        "line 1: property P-1 has no revenue deck in 2026-03; enter its deck [statement.run]"
    ]


def test_deck__of_the_product_wins_over_the_one_of_all() -> None:
    ready, _ = check(OIL, ALWAYS, deck(11, date(2020, 1, 1), product="oil"))
    assert ready[0].deck.id == UUID(int=11)


def test_deck__of_the_product_to_the_end_of_the_month_is_that_of_all_of_it() -> None:
    ready, _ = check(OIL, ALWAYS, deck(11, date(2020, 1, 1), APRIL, product="oil"))
    assert ready[0].deck.id == UUID(int=11)


@pytest.mark.parametrize(
    "other",
    [
        deck(11, date(2020, 1, 1), property_id=UUID(int=99)),
        deck(11, date(2020, 1, 1), kind="cost"),
        deck(11, date(2020, 1, 1), product="gas"),
        deck(11, APRIL),
        deck(11, date(2020, 1, 1), MARCH),
    ],
    ids=["property", "kind", "product", "later", "earlier"],
)
def test_deck__of_another_property_kind_product_or_time_is_none_of_the_lines(other: Deck) -> None:
    assert "has no revenue deck in 2026-03" in check(OIL, other)[1][0]
    ready, found = check(OIL, other, ALWAYS)
    assert (ready[0].deck, found) == (ALWAYS, [])


def test_deck__that_changes_twice_is_told_by_both_days() -> None:
    late = date(2026, 3, 20)
    found = check(OIL, deck(10, date(2020, 1, 1), MIDDLE), deck(11, MIDDLE, late), deck(12, late))
    assert "on 2026-03-15, 2026-03-20: the month" in found[1][0]


def test_lines__each_with_its_fault_are_all_told_and_the_good_ones_are_ready() -> None:
    lines = [
        replace(OIL, line_number=1, state="OK"),
        replace(OIL, line_number=2, tax_withheld_usd=Decimal(0)),
        replace(OIL, line_number=3, tax_withheld_usd=Decimal(0)),
        replace(OIL, line_number=4),
    ]
    ready, found = ready_lines(lines, [ALWAYS], {ALWAYS.id: lines_of()})
    assert [entry.line.line_number for entry in ready] == [2, 3, 4]
    assert [(each.where, each.rule) for each in found] == [
        ("line 1", "statement.run"), ("line 2", "statement.tax"), ("line 3", "statement.tax"),
    ]  # fmt: skip


@pytest.mark.parametrize("gross", ["0.00", "0.50"])
def test_gas__of_little_or_no_value_may_bear_a_cost(gross: str) -> None:
    ready, found = check(
        replace(GAS, gross_usd=Decimal(gross), deductions_usd=Decimal("0.10")), ALWAYS
    )
    assert (len(ready), found) == (1, [])


def test_fee__is_of_the_part_of_the_volume_that_the_cheque_covers() -> None:
    half = replace(OIL, decimal_paid=Decimal("0.5"), gross_usd=Decimal("35000.00"))
    assert [tax.base for tax in check(half, ALWAYS)[0][0].taxes] == [35_000, 500]


def test_gas__of_an_oil_lease_may_be_worth_nothing_after_costs_and_of_a_gas_well_not() -> None:
    dear = replace(GAS, deductions_usd=Decimal("25000.00"))
    casinghead, gas_well = (
        check(replace(dear, unit_kind=kind), ALWAYS)[0][0].taxes[0]
        for kind in ("oil_lease", "gas_id")
    )
    assert (casinghead.base, gas_well.base > 0) == (0, True)


@pytest.mark.parametrize("payor", ["purchaser", "in_kind"])
def test_cheque__for_everybody_must_not_cover_who_is_paid_elsewhere(payor: str) -> None:
    found = check(OIL, ALWAYS, payor=payor)[1]
    assert len(found) == 1
    assert "0.1875 is paid by the purchaser or taken in kind" in found[0]
    net = replace(
        OIL, settlement_basis="net", decimal_paid=Decimal("0.8125"),
        gross_usd=Decimal("56875.00"), tax_withheld_usd=Decimal("2621.33"),
    )  # fmt: skip
    assert check(net, ALWAYS, payor=payor)[1] == []


def test_gas__is_taxed_at_the_states_base_pressure() -> None:
    """10,000 Mcf at 15.025 psia are 10,255.97 at 14.65; the fee is 0.000667 usd on each."""
    fee = {
        base: check(replace(GAS, pressure_base_psia=base), ALWAYS)[0][0].taxes[1].amount
        for base in (None, Decimal("14.65"), Decimal("15.025"))
    }
    assert list(fee.values()) == [Decimal("6.67"), Decimal("6.67"), Decimal("6.84")]


def test_unit__must_be_the_one_the_tax_counts_in() -> None:
    found = check(replace(GAS, unit="mmbtu"), ALWAYS)[1]
    assert found == ["line 1: counts gas in mmbtu; enter it in mcf [statement.run]"]
    assert check(replace(OIL, unit="gal"), ALWAYS)[1] == [
        "line 1: counts oil in gal; enter it in bbl [statement.run]"
    ]


def test_liquid__of_a_gas_unit_is_condensate() -> None:
    assert (
        "sells oil, but the liquid of property P-1 is condensate"
        in (check(replace(OIL, unit_kind="gas_id"), ALWAYS)[1][0])
    )
    condensate = replace(OIL, product="condensate", tax_withheld_usd=Decimal("3220.00"))
    assert "liquid of property P-1 is oil" in check(condensate, ALWAYS)[1][0]
    assert check(replace(condensate, unit_kind="gas_id"), ALWAYS)[1] == []


def test_gas__a_refund_is_no_marketing_cost() -> None:
    refund = replace(GAS, deductions_usd=Decimal("-50.00"), net_usd=Decimal("25050.00"))
    assert "marketing cost of -50.00 usd is not allowed on gas" in check(refund, ALWAYS)[1][0]


def test_reversal__mirrors_the_taxes_of_what_it_takes_back() -> None:
    back = replace(
        GAS, volume=-GAS.volume, gross_usd=-GAS.gross_usd, deductions_usd=-GAS.deductions_usd,
        net_usd=-GAS.net_usd,
    )  # fmt: skip
    there = check(GAS, ALWAYS)[0][0].taxes
    assert [tax.amount for tax in check(back, ALWAYS)[0][0].taxes] == [-t.amount for t in there]
    assert [tax.amount for tax in there] == [Decimal("1575.00"), Decimal("6.67")]


@pytest.mark.parametrize(
    ("volume", "withheld", "is_right"),
    [
        (1_000, "3258.51", True), (1_000, "3258.52", False),
        (1_000, "3193.99", True), (1_000, "3193.98", False),
        (10, "33.26", True), (10, "33.27", False), (10, "31.26", True), (10, "31.25", False),
    ],
)  # fmt: skip
def test_tax_withheld__may_be_off_by_a_percent_or_a_dollar(
    volume: int, withheld: str, is_right: bool
) -> None:
    """1,000 bbl at 70 usd bear 3,226.25 of tax and fee, 10 bbl 32.26."""
    line = replace(
        OIL, volume=Decimal(volume), gross_usd=Decimal(70 * volume),
        tax_withheld_usd=Decimal(withheld),
    )  # fmt: skip
    _, found = check(line, ALWAYS)
    assert (found == []) == is_right


def test_state__whose_rules_are_not_known_blocks_and_names_those_that_are() -> None:
    ready, found = check(replace(OIL, state="OK"), ALWAYS)
    assert ready == []
    known = ", ".join(STATES)
    assert f"no tax rules for OK; only properties of {known} can be run" in found[0]


def test_property__of_no_reporting_unit_sells_its_liquid_as_the_line_says() -> None:
    line = replace(OIL, product="condensate", unit_kind=None, tax_withheld_usd=Decimal("3220.00"))
    ready, found = check(line, ALWAYS)
    assert ([tax.rule for tax in ready[0].taxes], found) == (["tx.condensate.production"], [])


def test_new_mexico__oil_bears_its_three_taxes_on_the_value_less_hauling() -> None:
    """(70,000 - 2,000) at 3.75 %, 3.15 % and 0.19 %: 2,550.00, 2,142.00 and 129.20."""
    line = replace(
        OIL, state="NM", deductions_usd=Decimal("2000.00"), tax_withheld_usd=Decimal("4821.20")
    )
    ready, found = check(line, ALWAYS)
    assert found == []
    assert [tax.amount for tax in ready[0].taxes] == [
        Decimal("2550.00"), Decimal("2142.00"), Decimal("129.20"),
    ]  # fmt: skip


def test_new_mexico__tax_withheld_by_texas_rules_is_found() -> None:
    _, found = check(replace(OIL, state="NM"), ALWAYS)
    assert "withholds 3226.25 of production tax, the rule gives 4963.00" in found[0]


def test_new_mexico__gas_bears_its_taxes_whatever_the_purchaser_takes_off() -> None:
    """25,000 at 3.75 %, 4.00 % and 0.19 %: 937.50, 1,000.00 and 47.50."""
    ready, found = check(replace(GAS, state="NM"), ALWAYS)
    assert found == []
    assert [tax.amount for tax in ready[0].taxes] == [
        Decimal("937.50"), Decimal("1000.00"), Decimal("47.50"),
    ]  # fmt: skip
