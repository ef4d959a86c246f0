"""A unit's month from stock and dispositions, by published and derived examples."""

from decimal import Decimal

import pytest

from books.month.dispositions import unit_months
from books.month.true_up import parts_of
from domain.errors import DataError
from domain.numbers.whole_units import file_gas, file_liquid
from domain.states.texas.form_pr_codes import flare_code
from storage.rows.months import ClosingStock, CodedTickets, SettledSale
from tests.fixtures.month_inputs import FACILITY, MONTH, completion, month_inputs, unit

ALPHA = unit(8111)
BETA = unit(8222)


def test_unit_months__liquids_and_gas_of_reference_example_23() -> None:
    """Opening 412, 900 by pipe, 360 by truck, 4 of sediment, closing 453; plant, fuel and flare."""
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "1305", "2210")], stock=("412", "453"), hauled="364",
        piped="900", gas={"sales": "2000", "fuel": "150", "flare": "60"},
        tickets=[CodedTickets(FACILITY, "6", Decimal(4), ["tank T1 cleaned"])],
    )  # fmt: skip
    month = unit_months(inputs)[ALPHA.id]
    assert month.liquid.production == Decimal(1305)
    assert month.gas.production == Decimal(2210)
    left = {each.code: (each.kind, each.volume, each.remark) for each in month.liquid.dispositions}
    assert left == {
        "0": ("sale", 900, ""), "1": ("sale", 360, ""), "6": ("sediment", 4, "tank T1 cleaned"),
    }  # fmt: skip
    filed = file_liquid(
        412, Decimal(453), {str(code): volume for code, (_, volume, _) in left.items()}
    )
    assert (filed.production_bbl, filed.closing_bbl) == (1305, 453)
    gas = {each.code: each.volume for each in month.gas.dispositions}
    assert gas == {"3": 2000, "1": 150, flare_code(MONTH): 60}
    assert file_gas({str(code): volume for code, volume in gas.items()}).production_mcf == 2210


def test_unit_months__statement_replaces_the_sale_not_the_production() -> None:
    """Field practice: open 412, close 453, sediment 4, statement 1,258 make 1,303, not 1,258."""
    settled = SettledSale(ALPHA.id, "liquid", "1", "bbl", Decimal(1258), ["S-1"])
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "1300", "0")], stock=("412", "453"), hauled="1267",
        tickets=[CodedTickets(FACILITY, "6", Decimal(4), ["tank T1 cleaned"])],
        settled=[settled],
    )  # fmt: skip
    units = unit_months(inputs)
    month = units[ALPHA.id]
    assert month.liquid.production == 1303
    assert [each.source for each in month.liquid.dispositions] == ["statement", "ticket"]
    (part,) = parts_of(inputs, units)
    assert part.oil_bbl == 1303
    assert part.factor == Decimal("1.00230769")


def test_unit_months__oil_lost_or_used_is_shared_and_no_statement_replaces_it() -> None:
    sums = [completion(1, ALPHA, "200", "0"), completion(2, BETA, "100", "0")]
    inputs = month_inputs(
        [ALPHA, BETA], sums, stock=("0", "0"), hauled="300",
        tickets=[CodedTickets(FACILITY, "5", Decimal(10), []),
                 CodedTickets(FACILITY, "7", Decimal("2.0001"), ["lease use"])],
        settled=[SettledSale(ALPHA.id, "liquid", "1", "bbl", Decimal(190), ["S-1"])],
    )  # fmt: skip
    months = unit_months(inputs)
    left = {
        unit.id: {each.code: each.volume for each in months[unit.id].liquid.dispositions}
        for unit in (ALPHA, BETA)
    }
    assert left[ALPHA.id] == {"1": 190, "5": Decimal("6.6667"), "7": Decimal("1.3334")}
    assert left[BETA.id]["5"] + left[ALPHA.id]["5"] == 10
    assert left[BETA.id]["7"] + left[ALPHA.id]["7"] == Decimal("2.0001")
    assert left[BETA.id]["1"] == Decimal("96.0000")  # a third of 300 - 10 - 2.0001


def test_unit_months__gas_settled_at_other_bases_is_filed_at_14_65() -> None:
    """10,000 Mcf at 15.025 psia are 10,255.9727 at 14.65, and 5,000 at 14.73 are 5,027.3038."""
    settled = [
        SettledSale(ALPHA.id, "gas", "3", "mcf", Decimal(10_000), ["S-1"], Decimal("15.025")),
        SettledSale(ALPHA.id, "gas", "3", "mcf", Decimal(5_000), ["S-2"], Decimal("14.73")),
        SettledSale(ALPHA.id, "gas", "3", "mcf", Decimal(100), ["S-2"], None),
    ]
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "0", "15300")], gas={"sales": "15300"}, settled=settled
    )
    month = unit_months(inputs)[ALPHA.id]
    assert month.gas.production == Decimal("10255.9727") + Decimal("5027.3038") + 100


def test_unit_months__first_month_splits_a_battery_by_allocated_production() -> None:
    sums = [completion(1, ALPHA, "200", "0"), completion(2, BETA, "100", "0")]
    inputs = month_inputs([ALPHA, BETA], sums, stock=("0", "100"), hauled="200.0001")
    months = unit_months(inputs)
    closing = [months[each.id].liquid.closing for each in (ALPHA, BETA)]
    assert closing == [Decimal("66.6667"), Decimal("33.3333")]
    sold = [months[each.id].liquid.dispositions[0].volume for each in (ALPHA, BETA)]
    assert sum(sold) == Decimal("200.0001")


def test_unit_months__later_stock_does_not_wander_when_shares_change() -> None:
    """A unit that made nothing keeps its opening stock and sells from it."""
    previous = {
        ALPHA.id: ClosingStock(ALPHA.id, Decimal(60), is_filed=True),
        BETA.id: ClosingStock(BETA.id, Decimal(40), is_filed=True),
    }
    sums = [completion(1, ALPHA, "0", "0"), completion(2, BETA, "100", "0")]
    inputs = month_inputs(
        [ALPHA, BETA], sums, stock=("100", "100"), hauled="100", previous=previous
    )
    months = unit_months(inputs)
    assert months[ALPHA.id].liquid.production == 0
    assert months[BETA.id].liquid.production == 100
    assert months[ALPHA.id].liquid.opening_source == "filed"


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"stock": ("500", "10"), "hauled": "5"}, "production would be -485"),
        ({"stock": ("0", "0"), "hauled": "900"}, "exceed opening stock"),
        ({"gas": {"sales": "10"}, "codes": {}}, "no contract gives the form's code"),
        ({"settled": [SettledSale(ALPHA.id, "liquid", None, "bbl", Decimal(1), ["S"])]},
         "no sales contract gives the form's code"),
        ({"settled": [SettledSale(ALPHA.id, "liquid", "1", "gal", Decimal(1), ["S"])]},
         "counts liquid in gal"),
    ],
)  # fmt: skip
def test_unit_months__fault_names_the_unit(options: dict, fault: str) -> None:
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, "100", "10")], **options)
    with pytest.raises(DataError, match=f"08111 Unit 8111.*{fault}"):
        unit_months(inputs)


def test_parts_of__volume_without_an_allocated_day_is_refused() -> None:
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, None, "0")], stock=("0", "5"))
    with pytest.raises(DataError, match=r"Unit 8111: liquid: 5\.0000 measured but the theoretical"):
        parts_of(inputs, unit_months(inputs))


def test_parts_of__completion_that_reported_nothing_gets_nothing_not_zero() -> None:
    sums = [completion(1, ALPHA, "10", None), completion(2, ALPHA, None, None)]
    inputs = month_inputs([ALPHA], sums, stock=("0", "10"))
    parts = parts_of(inputs, unit_months(inputs))
    assert [part.oil_bbl for part in parts] == [Decimal(10), None]
