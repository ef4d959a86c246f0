"""A month worked out in one go, its state, and a revenue run with what it was made from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import StorageError
from domain.made_from.revenue_run import RunLine, form_1
from domain.month.completions import completion_months, parts_of
from domain.month.dispositions import unit_months
from domain.month.production_month import production_month
from domain.period import Period, untouched
from domain.revenue.contract import ContractCode
from domain.revenue.deck import Deck
from domain.revenue.forms import NEWEST_FORM, written_down
from domain.revenue.run import Payment, paid_usd
from domain.revenue.statement_checks import ready_lines
from domain.states.registry import state
from tests.fixtures.month_inputs import completion, month_inputs, unit
from tests.fixtures.revenue_records import LAND, OIL_LINE, STATEMENT, deck_line

FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
LEASE = unit(8111)
DECK = Deck(UUID(int=10), LAND, "P-1", "revenue", None, date(2020, 1, 1), None, is_approved=True)


def test_month__is_its_units_their_parts_and_their_completions() -> None:
    inputs = month_inputs([LEASE], [completion(1, LEASE, "10", "20")], hauled="11",
                          gas={"sales": "20"})  # fmt: skip
    made = production_month(inputs)
    units = unit_months(inputs)
    parts = parts_of(inputs, units)
    assert (made.units, made.parts) == (units, tuple(parts))
    assert made.completions == completion_months(inputs, parts)
    assert made.completions[0].oil_bbl == 11


def test_period__that_nobody_worked_on_is_open_at_version_0() -> None:
    assert untouched(MARCH) == Period(
        month=MARCH, state="open", version=0, closed_by=None, closed_at=None, proposed_at=None,
        input_hash=None, run_id=None,
    )  # fmt: skip
    assert (untouched(MARCH).is_closed, untouched(MARCH).open_version) == (False, 1)


@pytest.mark.parametrize(
    ("since", "until", "is_of"),
    [
        (date(2020, 1, 1), None, True), (date(2026, 3, 31), None, True), (APRIL, None, False),
        (date(2020, 1, 1), MARCH, False), (date(2020, 1, 1), date(2026, 3, 2), True),
    ],
)  # fmt: skip
def test_contract__is_of_a_month_on_any_day_of_which_it_holds(
    since: date, until: date | None, is_of: bool
) -> None:
    assert ContractCode("G1", "oil", LAND, since, until).is_of("G1", "oil", MARCH) is is_of


@pytest.mark.parametrize(
    ("code", "product", "month"), [("G2", "oil", MARCH), ("G1", "gas", MARCH), ("G1", "oil", None)]
)
def test_contract__of_another_code_product_or_no_month_is_not_it(
    code: str, product: str, month: date | None
) -> None:
    assert not ContractCode("G1", "oil", LAND, FEBRUARY, None).is_of(code, product, month)


def test_run__is_written_down_by_its_statement_lines_interests_and_taxes() -> None:
    interests = (deck_line("a", "1", "working_interest"),)
    entries, _ = ready_lines([OIL_LINE], [DECK], {DECK.id: interests})
    expected = form_1(STATEMENT, [RunLine(OIL_LINE, DECK.id, interests, entries[0].taxes)])
    assert written_down(STATEMENT, entries) == written_down(STATEMENT, entries, NEWEST_FORM)
    assert written_down(STATEMENT, entries) == expected
    dearer = [replace(entries[0], taxes=())]
    assert written_down(STATEMENT, dearer) != expected


def test_run__in_a_form_that_is_not_known_is_refused_by_its_statement() -> None:
    with pytest.raises(StorageError) as refused:
        written_down(STATEMENT, [], "revenue_run/9")
    assert str(refused.value) == (
        "statement S-1: it was made from inputs in form revenue_run/9, which is not known here; "
        "install the newer version of WellFlow that wrote it"
    )


def test_payments__add_up_to_the_cent_and_none_is_nothing() -> None:
    payments = [
        Payment(UUID(int=n), UUID(int=9), "A", Decimal(usd), "prepared", UUID(int=8), None)
        for n, usd in enumerate(("10.25", "0.50"))
    ]
    assert paid_usd(payments) == Decimal("10.75")
    assert str(paid_usd([])) == "0.00"


def test_unit__that_could_not_be_filed_under_its_name_says_so() -> None:
    texas = state("TX")
    assert texas.unit_findings("oil_lease", "08", "12345") == ()
    assert [str(each) for each in texas.unit_findings("gas_id", "8", "12345")] == [
        "gas_id 8-12345: number must be 6 digits [pr.unit_number]",
        "gas_id 8-12345: district '8' is unknown [pr.district]",
    ]
