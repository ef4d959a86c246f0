"""Records of days, months, forms and sales with every field of them, each with its own figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.counted_flags import CountedFlags
from domain.day_book import DayBook, DayState
from domain.month.dispositions import unit_months
from domain.month.records import Unit
from domain.month.unit_month import Disposed, MonthLine, PhaseMonth, UnitMonth
from domain.revenue.deck import Deck
from domain.revenue.distributed import Distribution, distributed, distribution
from domain.revenue.run import OwnerDue, owners_due, payable_usd, to_pay
from domain.revenue.statement_checks import ready_lines
from domain.states.form import (
    Filing,
    FilingLine,
    FilingMonth,
    KindVolume,
    Operator,
    PhaseToFile,
    UnitToFile,
)
from domain.states.registry import state
from domain.states.texas.form_pr import Disposition, FormPrRow, row_of
from domain.states.texas.form_pr_filing import FORM
from domain.states.units_to_file import units_to_file
from tests.fixtures.month_inputs import completion, month_inputs, unit
from tests.fixtures.revenue_records import LAND, OIL_LINE, deck_line

EVE, MARCH, NEXT = date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)
LEASE = unit(8111)
OPERATOR = Operator(UUID(int=9), "Brazos Bend", "123456", {"city": "Bryan"}, "979")
UNIT = Unit(
    id=UUID(int=1), state_jurisdiction="NM", kind="gas_id", district="01", unit_number="123456",
    unit_name="Chaco", field_name="Basin", permit="7", operator_id=OPERATOR.id,
)  # fmt: skip
ROW = FormPrRow(
    district="08", unit_number="12345", unit_name="Smith", well_kind="O", opening_stock_bbl=0,
    liquid_production_bbl=3, liquid_dispositions=(Disposition("1", 2, "by truck"),),
    closing_stock_bbl=1, gas_production_mcf=4, gas_dispositions=(Disposition("3", 4),),
    commingling_permit="4711",
)  # fmt: skip


def test_days__say_how_each_went_and_how_many_readings_it_had() -> None:
    book = DayBook({EVE: 7, MARCH: 8})
    book.flag(EVE, "stale_level: T1")
    book.flag(EVE, "stale_level: T1")
    book.flag(MARCH, "rollover: M-1")
    book.fail(MARCH, "no test")
    assert list(book.states("allocate", [EVE, MARCH, NEXT], "day/1")) == [
        DayState(EVE, "allocate", "flagged", ("stale_level: T1",), 7, "day/1"),
        DayState(MARCH, "allocate", "failed", ("no test", "rollover: M-1"), 8, "day/1"),
        DayState(NEXT, "allocate", "ok", (), None, "day/1"),
    ]
    assert book.failures == {MARCH: ("no test",)}


@pytest.mark.parametrize(("reasons", "more"), [(20, []), (21, ["and 1 more"])])
def test_reasons__beyond_twenty_are_counted(reasons: int, more: list[str]) -> None:
    book = DayBook()
    told = [f"odd: {n}" for n in range(reasons)]
    for reason in told:
        book.flag(MARCH, reason)
    (day,) = book.states("measure", [MARCH], "measure/1")
    assert list(day.reasons) == [*told[:20], *more]


def test_flags__are_counted_from_the_first_day_on_which_each_was_seen() -> None:
    flags = CountedFlags()
    for flag, about, on in (
        ("jump", "M-1", NEXT), ("jump", "M-1", MARCH), ("jump", "M-1", NEXT), ("jump", "M-2", EVE),
        ("rollover", "M-1", NEXT),
    ):  # fmt: skip
        flags.add(flag, about, on)
    assert flags.lines == (
        "jump: M-1, 3 days, first 2026-03-01", "jump: M-2, 1 day, first 2026-02-28",
        "rollover: M-1, 1 day, first 2026-03-02",
    )  # fmt: skip
    assert (flags.count("jump"), flags.count("rollover"), flags.count("missing")) == (4, 1, 0)


def test_month__lines_say_whose_they_are_and_where_each_figure_is_from() -> None:
    inputs = month_inputs([LEASE], [completion(1, LEASE, "100", "30")], stock=("5", "15"),
                          hauled="90", gas={"sales": "20", "flare": "10"})  # fmt: skip
    of_oil, of_gas = (LEASE.id, "oil"), (LEASE.id, "gas")
    assert unit_months(inputs)[LEASE.id].lines == (
        MonthLine(*of_oil, "opening_stock", Decimal(5), "bbl", "tank"),
        MonthLine(*of_oil, "closing_stock", Decimal(15), "bbl", "tank"),
        MonthLine(*of_oil, "production", Decimal(100), "bbl", "derived"),
        MonthLine(*of_oil, "truck", Decimal(90), "bbl", "ticket"),
        MonthLine(*of_gas, "production", Decimal(30), "mcf", "derived"),
        MonthLine(*of_gas, "plant", Decimal(20), "mcf", "meter"),
        MonthLine(*of_gas, "flare", Decimal(10), "mcf", "meter"),
    )


def test_unit__is_filed_under_its_names_and_its_gas_at_the_states_pressure() -> None:
    def phase(product: str) -> PhaseMonth:
        return PhaseMonth(
            product=product, unit_of_volume="", opening=Decimal(15_025), opening_source="tank",
            closing=Decimal(30_050), production=Decimal(0),
            dispositions=(Disposed("other", Decimal(45_075), "ticket", "by hose"),),
        )  # fmt: skip

    month = UnitMonth(UNIT, phase("condensate"), phase("gas"), ())
    (filed,) = units_to_file([month], MARCH, state("NM"))
    assert filed == UnitToFile(
        id=UNIT.id, kind="gas_id", district="01", unit_number="123456", unit_name="Chaco",
        field_name="Basin", permit="7", operator_id=OPERATOR.id,
        liquid=PhaseToFile(
            Decimal(15_025), Decimal(30_050), (KindVolume("other", Decimal(45_075), "by hose"),)
        ),
        gas=PhaseToFile(
            Decimal(14_650), Decimal(29_300), (KindVolume("other", Decimal(43_950), "by hose"),)
        ),
    )  # fmt: skip


def test_filing__says_when_it_is_due_its_rows_its_head_and_its_totals() -> None:
    filed_unit = UnitToFile(
        id=UNIT.id, kind="oil_lease", district="08", unit_number="12345", unit_name="Smith",
        field_name="Spraberry", permit="4711", operator_id=OPERATOR.id,
        liquid=PhaseToFile(Decimal(0), Decimal(1), (KindVolume("truck", Decimal(2), "by truck"),)),
        gas=PhaseToFile(Decimal(0), Decimal(0), (KindVolume("plant", Decimal(4)),)),
    )  # fmt: skip
    before = replace(ROW, closing_stock_bbl=0)
    made = FORM.filing(FilingMonth(MARCH, (filed_unit,), {UNIT.id: before}, (OPERATOR,), {}))
    assert made == Filing(
        month=MARCH, due_on=date(2026, 4, 30), lines=(FilingLine(UNIT.id, ROW),), findings=(),
        unfit=(),
        body={
            "month": "03/2026",
            "units": {str(UNIT.id): {"operator_name": "Brazos Bend", "field_name": "Spraberry",
                                     "p5_operator_number": "123456"}},
            "operators": [{"name": "Brazos Bend", "p5_operator_number": "123456",
                           "address": {"city": "Bryan"}, "phone": "979"}],
        },
        totals={"liquid_production_bbl": 3, "gas_production_mcf": 4, "stock_adjusted_bbl": {}},
    )  # fmt: skip
    assert made.is_balanced
    assert row_of(ROW.stored()) == ROW


def test_filing__whose_stock_was_raised_by_rounding_says_by_how_much() -> None:
    """With 2 bbl filed before and 1 sold, none left would be -1 produced: 1 stays on hand."""
    filed_unit = UnitToFile(
        id=UNIT.id, kind="oil_lease", district="08", unit_number="12345", unit_name="Smith",
        field_name="", permit="", operator_id=OPERATOR.id,
        liquid=PhaseToFile(Decimal("1.4"), Decimal("0.4"), (KindVolume("truck", Decimal(1)),)),
        gas=PhaseToFile(Decimal(0), Decimal(0), ()),
    )  # fmt: skip
    before = replace(ROW, closing_stock_bbl=2)
    made = FORM.filing(FilingMonth(MARCH, (filed_unit,), {UNIT.id: before}, (OPERATOR,), {}))
    assert made.totals["stock_adjusted_bbl"] == {"O 08-12345 Smith": 1}


def test_sale__is_kept_with_its_deck_its_money_and_its_tax_rules() -> None:
    line = replace(
        OIL_LINE, line_number=3, price_usd_per_unit=Decimal("70.0001"),
        deductions_usd=Decimal("100.00"), net_usd=Decimal("66673.75"),
    )  # fmt: skip
    deck = Deck(UUID(int=10), LAND, "P-1", "revenue", None, EVE, None, is_approved=True)
    (entry,), _ = ready_lines([line], [deck], {deck.id: (deck_line("a", "1", "working_interest"),)})
    tax, fee = entry.taxes
    assert distribution(distributed(entry), ("T-1", "T-2")) == Distribution(
        line_number=3, property_id=LAND, deck_id=deck.id, production_month=MARCH, product="oil",
        gross_volume=Decimal(1_000), net_volume=Decimal(1_000),
        price_usd_per_unit=Decimal("70.0001"), gross_value_usd=Decimal("70000.00"),
        severance_tax_usd=Decimal("3220.00"), regulatory_fee_usd=Decimal("6.25"),
        transportation_cost_usd=Decimal("0.00"), other_deductions_usd=Decimal("100.00"),
        net_value_usd=Decimal("66673.75"),
        tax_rules=[
            {"rule": "tx.oil.production", "version": tax.version, "base": "70000.00000000",
             "content_hash": tax.content_hash, "basis": "value", "rate": "0.046",
             "amount_usd": "3220.00"},
            {"rule": "tx.oil.cleanup_fee", "version": fee.version, "base": "1000.00000000",
             "content_hash": fee.content_hash, "basis": "volume", "rate": "0.00625",
             "amount_usd": "6.25"},
        ],
        run_ticket_numbers=["T-1", "T-2"],
    )  # fmt: skip


def test_owners__are_due_by_their_codes_and_paid_from_the_first_cent() -> None:
    deck = Deck(UUID(int=10), LAND, "P-1", "revenue", None, EVE, None, is_approved=True)
    shares = (deck_line("a", "0.75", "working_interest"),
              deck_line("b", "0.25", "royalty_interest", pay_status="suspense"))  # fmt: skip
    (entry,), _ = ready_lines([OIL_LINE], [deck], {deck.id: shares})
    line = distributed(entry)
    paid, held = line.shares[0].net_usd, line.shares[1].net_usd
    assert owners_due([line], {"owner-a": "Z", "owner-b": "Y"}) == [
        OwnerDue("owner-b", "Y", Decimal("0.00"), held),
        OwnerDue("owner-a", "Z", paid, Decimal("0.00")),
    ]
    cent = OwnerDue("c", "C", Decimal("0.01"), Decimal("0.00"))
    assert to_pay([cent]) == [cent]
    assert str(payable_usd([])) == "0.00"
