"""Refusals of months, statements and states, letter by letter: what, where, and what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import DataError
from domain.month.dispositions import unit_months
from domain.month.kinds import require_sold_as, require_ticket_kind
from domain.month.records import ClosingStock, SettledSale
from domain.month.unit_month import UnitMonth
from domain.revenue.deck import Deck, DeckLine, exact_interest, require_deck
from domain.revenue.deck_choice import deck_of
from domain.revenue.statement import StatementLine
from domain.revenue.statement_checks import ready_lines
from domain.states.base_pressure import base_pressure_psia
from domain.states.registry import state
from domain.states.tax import TaxableSale, TaxedPart, at_rate
from domain.states.texas.form_pr_filing import FORM
from tests.fixtures.month_inputs import completion, month_inputs, unit
from tests.fixtures.revenue_records import LAND, OIL_LINE, deck_line

ALPHA, BETA = unit(8111), unit(8222)
ONE = Decimal(1)
TEXAS, NEW_MEXICO = state("TX"), state("NM")
FAR_OIL = TaxableSale("oil", date(2040, 3, 1), ONE, ONE)
OLD_OIL = TaxableSale("oil", date(1990, 1, 1), ONE, ONE)
PART = TaxedPart(FAR_OIL, *[1] * 4)
WHOLE = deck_line("a", "1", "working_interest")
LESS = deck_line("a", "0.75", "working_interest")
OTHERS = deck_line("b", "0.25", "royalty_interest", payor="purchaser")
HALVES = [deck_line(n, "0.5", "working_interest", is_residual=True) for n in "ab"]
STOCK = ClosingStock(ALPHA.id, Decimal(60), is_filed=True)
NONE_MADE = replace(month_inputs([ALPHA], [], previous={ALPHA.id: STOCK}), batteries=())
STILL = [completion(n, each, "0", "0") for n, each in enumerate((ALPHA, BETA), 1)]


def month(**options: object) -> dict[UUID, UnitMonth]:
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, "100", "10")], **options)
    return unit_months(inputs)


def sale(
    kind: str | None = "truck", unit: str = "bbl", phase: str = "liquid", volume: int = 1,
    numbers: tuple[str, ...] = ("S-1", "S-2"),
) -> SettledSale:  # fmt: skip
    return SettledSale(ALPHA.id, phase, kind, unit, Decimal(volume), list(numbers))


def deck(
    number: int = 10, since: date = date(2020, 1, 1), until: date | None = None, **more: object
) -> Deck:
    held = Deck(UUID(int=number), LAND, "P-1", "revenue", None, since, until, is_approved=True)
    return replace(held, **more)


def checked(line: StatementLine, *interests: DeckLine) -> None:
    """Raise the one finding of a line."""
    _, (found,) = ready_lines([line], [deck()], {deck().id: interests or (WHOLE,)})
    raise DataError(str(found))


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: month(settled=[sale(None)]),
     "08-08111 Unit 8111: statement S-1, S-2 sells liquid but no sales contract "
     "says as what; enter the sales contract of its property and purchaser"),
    (lambda: month(settled=[sale("lost")]),
     "08-08111 Unit 8111: statement S-1, S-2 sells liquid, but its contract sells "
     "it as lost; correct its disposition_kind to one of truck, pipeline, "
     "rail_or_barge, tank_cleaning, load_fluid, skim, scrubber"),
    (lambda: month(settled=[sale("lost", phase="gas", unit="mcf")]),
     "08-08111 Unit 8111: statement S-1, S-2 sells gas, but its contract sells it "
     "as lost; correct its disposition_kind to one of pipeline, plant, storage, "
     "carbon_black, other"),
    (lambda: month(settled=[sale(unit="gal")]),
     "08-08111 Unit 8111: statement S-1, S-2 counts liquid in gal; enter it in bbl"),
    (lambda: month(hauled="50", settled=[sale("pipeline", volume=50),
                                         sale("rail_or_barge", numbers=("S-0",))]),
     "08-08111 Unit 8111: statement S-0, S-1, S-2 settles liquid as pipeline, "
     "rail_or_barge, but it was measured as truck; correct the disposition kind "
     "of the sales contract"),
    (lambda: month(hauled="50", piped="20", settled=[sale("tank_cleaning", volume=50)]),
     "08-08111 Unit 8111: statement S-1, S-2 settles liquid as tank_cleaning, but "
     "it was measured as pipeline, truck; correct the disposition kind of the "
     "sales contract"),
    (lambda: unit_months(NONE_MADE),
     "2026-03: no day of 2026-03 has been made, and the month before left 60.0000 "
     "bbl on hand; make its days with `wellflow days 2026-03`"),
    (lambda: month(stock=("500", "10"), hauled="5"),
     "oil of 08-08111 Unit 8111: stock fell from 500.0000 to 10.0000 and "
     "dispositions do not explain it: production would be -485.0000; look for a "
     "missing ticket or a wrong gauge"),
    (lambda: month(hauled="900"),
     "oil of 08-08111 Unit 8111: dispositions of 900.0000 exceed opening stock "
     "0.0000 + production 110.000000 (measured 100.0000 and a tolerance of "
     "10.000000); look for a ticket or statement line booked twice, or in the "
     "wrong month"),
    (lambda: month(gas={"fuel": "200"}),
     "gas of 08-08111 Unit 8111: dispositions of 200.0000 exceed opening stock "
     "0.0000 + production 110.0000 (measured 10.0000 and a tolerance of 100); "
     "look for a ticket or statement line booked twice, or in the wrong month"),
    (lambda: month(gas={"sales": "1"}, sold_as={}),
     "08-08111 Unit 8111: 1 mcf of gas were sold but no contract says as what; "
     "enter a sales contract for gas of its property, disposition_kind one of "
     "pipeline, plant, storage, carbon_black, other"),
    (lambda: month(gas={"sales": "10"}, sold_as={}),
     "08-08111 Unit 8111: 10 mcf of gas were sold but no contract says as what; "
     "enter a sales contract for gas of its property, disposition_kind one of "
     "pipeline, plant, storage, carbon_black, other"),
    (lambda: month(gas={"sales": "10"}, sold_as={ALPHA.id: "fuel"}),
     "08-08111 Unit 8111: 10 mcf of gas were sold but a contract sells it as "
     "fuel; enter a sales contract for gas of its property, disposition_kind one "
     "of pipeline, plant, storage, carbon_black, other"),
    (lambda: unit_months(month_inputs([ALPHA], [], gas={"fuel": "5"})),
     "meter gas fuel: 5 has no reporting unit; connect its completions "
     "(network_edge, completion_reporting_unit), or give the facility a reporting "
     "unit"),
    (lambda: unit_months(month_inputs([ALPHA, BETA], STILL, stock=("5", "5"))),
     "battery NORTH: opening stock of 5 bbl cannot be split: no unit produced; "
     "close the month before first, so that each unit has an opening stock"),
    (lambda: require_ticket_kind("flare", "line 2"),
     "line 2: a run ticket does not carry 'flare'; one of truck, pipeline, "
     "rail_or_barge, tank_cleaning, load_fluid, lost, sediment, skim, scrubber, "
     "other"),
    (lambda: require_sold_as("truck", "gas", "line 2"),
     "line 2: gas is not sold as 'truck'; one of pipeline, plant, storage, "
     "carbon_black, other"),
    (lambda: exact_interest(3, None, "SMITH"),
     "the exact interest of SMITH is 3 / None, which is no fraction; give both "
     "parts of it, or neither"),
    (lambda: deck_of(OIL_LINE, []),
     "property P-1 has no revenue deck in 2026-03; enter its deck"),
    (lambda: deck_of(OIL_LINE, [deck(until=date(2026, 3, 10)), deck(11, date(2026, 3, 10))]),
     "the deck of property P-1 changes within 2026-03, on 2026-03-10: the month "
     "would be paid by two decks; let a deck end and the next begin on the first "
     "of a month"),
    (lambda: deck_of(OIL_LINE, [deck(is_approved=False)]),
     "the deck of property P-1 is not approved; a second person approves it: "
     "wellflow revenue approve"),
    (lambda: require_deck("revenue", HALVES, "P-1"),
     "P-1: more than one line takes the rounding residue"),
    (lambda: require_deck("cost", [deck_line("a", "0.5", "working_interest")], "P-1"),
     "P-1: cost interests sum to 0.5, not 1: 0.5 is missing; correct a decimal; "
     "the operator's working interest takes the rounding"),
    (lambda: require_deck("revenue", [LESS, deck_line("b", "0.5", "royalty_interest")], "P-1"),
     "P-1: revenue interests sum to 1.25, not 1: 0.25 too much; correct a "
     "decimal; the operator's working interest takes the rounding"),
    (lambda: checked(replace(OIL_LINE, state="OK")),
     "line 1: no tax rules for OK; only properties of NM, TX can be run "
     "[statement.run]"),
    (lambda: checked(replace(OIL_LINE, product="water")),
     "line 1: no tax rules for water [statement.run]"),
    (lambda: checked(replace(OIL_LINE, product="condensate")),
     "line 1: sells condensate, but the liquid of property P-1 is oil; correct "
     "the product of the line and of its sales contract [statement.run]"),
    (lambda: checked(replace(OIL_LINE, unit_kind="gas_id")),
     "line 1: sells oil, but the liquid of property P-1 is condensate; correct "
     "the product of the line and of its sales contract [statement.run]"),
    (lambda: checked(replace(OIL_LINE, unit="mcf")),
     "line 1: counts oil in mcf; enter it in bbl [statement.run]"),
    (lambda: checked(replace(OIL_LINE, product="gas")),
     "line 1: counts gas in bbl; enter it in mcf [statement.run]"),
    (lambda: checked(replace(OIL_LINE, tax_remitter="producer")),
     "line 1: withholds 3226.25, but by the contract the producer remits "
     "[statement.tax]"),
    (lambda: checked(replace(OIL_LINE, tax_withheld_usd=Decimal(5000))),
     "line 1: withholds 5000 of production tax, the rule gives 3226.25 (tolerance "
     "32.26) [statement.tax]"),
    (lambda: checked(replace(OIL_LINE, gross_usd=Decimal(70), volume=ONE,
                             tax_withheld_usd=Decimal(5))),
     "line 1: withholds 5 of production tax, the rule gives 3.23 (tolerance 1.00) "
     "[statement.tax]"),
    (lambda: checked(OIL_LINE, LESS, OTHERS),
     "line 1: by the contract the cheque covers everybody, but by the deck 0.25 "
     "is paid by the purchaser or taken in kind: those owners would be paid twice "
     "[statement.payor]"),
    (lambda: checked(replace(OIL_LINE, settlement_basis="net"), LESS, OTHERS),
     "line 1: pays decimal 1, the deck covers 0.75 [statement.decimal]"),
    (lambda: checked(OIL_LINE, LESS),
     "line 1: deck of P-1: revenue interests sum to 0.75, not 1: 0.25 is missing; "
     "correct a decimal; the operator's working interest takes the rounding "
     "[statement.run]"),
    (lambda: base_pressure_psia("domain.states.texas", date(1800, 1, 1)),
     "domain.states.texas: no base pressure in 1800-01; add it, dated, to the "
     "state's base_pressure.toml"),
    (lambda: state("ZZ"),
     "no rules for ZZ; known states are NM, TX"),
    (lambda: FORM.read_row({}, "Form PR of 2026-03, line 3"),
     "Form PR of 2026-03, line 3: the stored row does not fit the record of Form "
     "PR: district is missing; restore the row, or install the version that wrote "
     "it"),
    (lambda: NEW_MEXICO.taxes(FAR_OIL),
     "no average of WTI for the quarter from 2039-10, which sets the conservation "
     "tax on oil of 2040-03; add the quarter to "
     "domain/states/new_mexico/new_mexico.toml"),
    (lambda: NEW_MEXICO.taxes(replace(FAR_OIL, trucking_cost_usd=-ONE)),
     "trucking cost of -1 usd is below zero"),
    (lambda: at_rate({"rate":"1", "rule":"tx.oil"}, PART),
     "tax rule tx.oil has no basis; say value or volume"),
    (lambda: TEXAS.taxes(OLD_OIL),
     "no Texas tax rule for oil in 1990-01; add a dated rule to "
     "domain/states/texas/texas.toml"),
    (lambda: NEW_MEXICO.taxes(OLD_OIL),
     "no New Mexico tax rule for oil in 1990-01; add a dated rule to "
     "domain/states/new_mexico/new_mexico.toml"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("refused", "told"), REFUSALS, ids=[f"{n} {told[:40]}" for n, (_, told) in enumerate(REFUSALS)]
)
def test_refusal__says_what_is_wrong_where_and_what_to_do(
    refused: Callable[[], object], told: str
) -> None:
    with pytest.raises(DataError) as error:
        refused()
    assert str(error.value) == told
