"""A unit's month from stock and dispositions, by published and derived examples."""

from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.month.completions import parts_of
from domain.month.dispositions import unit_months
from domain.month.records import ClosingStock, SettledSale, TicketedVolume
from domain.numbers.whole_units import file_gas, file_liquid
from tests.fixtures.month_inputs import FACILITY, completion, month_inputs, unit

ALPHA = unit(8111)
BETA = unit(8222)


def test_unit_months__liquids_and_gas_of_reference_example_23() -> None:
    """Opening 412, 900 by pipe, 360 by truck, 4 of sediment, closing 453; plant, fuel and flare."""
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "1305", "2210")], stock=("412", "453"), hauled="364",
        piped="900", gas={"sales": "2000", "fuel": "150", "flare": "60"},
        tickets=[TicketedVolume(FACILITY, "sediment", Decimal(4), ["tank T1 cleaned"])],
    )  # fmt: skip
    month = unit_months(inputs)[ALPHA.id]
    assert month.liquid.production == Decimal(1305)
    assert month.gas.production == Decimal(2210)
    left = {each.kind: (each.volume, each.remark) for each in month.liquid.dispositions}
    assert left == {
        "pipeline": (900, ""), "truck": (360, ""), "sediment": (4, "tank T1 cleaned"),
    }  # fmt: skip
    filed = file_liquid(412, Decimal(453), {kind: volume for kind, (volume, _) in left.items()})
    assert (filed.production_bbl, filed.closing_bbl) == (1305, 453)
    gas = {each.kind: each.volume for each in month.gas.dispositions}
    assert gas == {"plant": 2000, "fuel": 150, "flare": 60}
    assert file_gas(gas).production_mcf == 2210


def test_unit_months__statement_replaces_the_sale_not_the_production() -> None:
    """Field practice: open 412, close 453, sediment 4, statement 1,258 make 1,303, not 1,258."""
    settled = SettledSale(ALPHA.id, "liquid", "truck", "bbl", Decimal(1258), ["S-1"])
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "1300", "0")], stock=("412", "453"), hauled="1267",
        tickets=[TicketedVolume(FACILITY, "sediment", Decimal(4), ["tank T1 cleaned"])],
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
        tickets=[TicketedVolume(FACILITY, "lost", Decimal(10), []),
                 TicketedVolume(FACILITY, "other", Decimal("2.0001"), ["lease use"])],
        settled=[SettledSale(ALPHA.id, "liquid", "truck", "bbl", Decimal(190), ["S-1"])],
    )  # fmt: skip
    months = unit_months(inputs)
    left = {
        unit.id: {each.kind: each.volume for each in months[unit.id].liquid.dispositions}
        for unit in (ALPHA, BETA)
    }
    assert left[ALPHA.id] == {"truck": 190, "lost": Decimal("6.6667"), "other": Decimal("1.3334")}
    assert left[BETA.id]["lost"] + left[ALPHA.id]["lost"] == 10
    assert left[BETA.id]["other"] + left[ALPHA.id]["other"] == Decimal("2.0001")
    assert left[BETA.id]["truck"] == Decimal("96.0000")  # a third of 300 - 10 - 2.0001


def test_unit_months__gas_settled_at_other_bases_is_filed_at_14_65() -> None:
    """10,000 Mcf at 15.025 psia are 10,255.9727 at 14.65, and 5,000 at 14.73 are 5,027.3038."""
    settled = [
        SettledSale(ALPHA.id, "gas", "plant", "mcf", Decimal(10_000), ["S-1"], Decimal("15.025")),
        SettledSale(ALPHA.id, "gas", "plant", "mcf", Decimal(5_000), ["S-2"], Decimal("14.73")),
        SettledSale(ALPHA.id, "gas", "plant", "mcf", Decimal(100), ["S-2"], None),
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
        ({"gas": {"sales": "10"}, "sold_as": {}}, "no contract says as what"),
        ({"settled": [SettledSale(ALPHA.id, "liquid", None, "bbl", Decimal(1), ["S"])]},
         "no sales contract says as what"),
        ({"settled": [SettledSale(ALPHA.id, "liquid", "truck", "gal", Decimal(1), ["S"])]},
         "counts liquid in gal"),
        ({"gas": {"sales": "10"}, "sold_as": {ALPHA.id: "fuel"}}, "a contract sells it as fuel"),
        ({"settled": [SettledSale(ALPHA.id, "liquid", "lost", "bbl", Decimal(1), ["S"])]},
         "its contract sells it as lost"),
        ({"hauled": "50", "settled": [SettledSale(ALPHA.id, "liquid", "pipeline", "bbl",
                                                  Decimal(50), ["S"])]},
         "statement S settles liquid as pipeline, but it was measured as truck"),
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


def test_unit_months__statement_replaces_what_its_kind_was_measured_as_once() -> None:
    settled = SettledSale(ALPHA.id, "liquid", "tank_cleaning", "bbl", Decimal(9), ["S-1"])
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "100", "0")], hauled="100", settled=[settled],
        tickets=[TicketedVolume(FACILITY, "tank_cleaning", Decimal(10), [])],
    )  # fmt: skip
    month = unit_months(inputs)[ALPHA.id]
    left = {each.kind: (each.volume, each.source) for each in month.liquid.dispositions}
    assert left == {"tank_cleaning": (9, "statement"), "truck": (90, "ticket")}


def test_unit_months__tickets_by_pipe_add_to_what_the_sales_meter_told() -> None:
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "100", "0")], hauled="40", piped="60",
        tickets=[TicketedVolume(FACILITY, "pipeline", Decimal(10), ["by hose"])],
    )  # fmt: skip
    month = unit_months(inputs)[ALPHA.id].liquid
    left = {each.kind: (each.volume, each.remark) for each in month.dispositions}
    assert left == {"truck": (30, ""), "pipeline": (70, "by hose")}


def test_unit_month__lines_hold_each_kind_once_and_balance() -> None:
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "100", "30")], stock=("5", "15"), hauled="90",
        gas={"sales": "20", "flare": "6", "vent": "4"},
    )  # fmt: skip
    lines = unit_months(inputs)[ALPHA.id].lines
    told = {(line.product, line.kind): line.volume for line in lines}
    assert len(told) == len(lines)
    assert told == {
        ("oil", "opening_stock"): 5, ("oil", "production"): 100, ("oil", "truck"): 90,
        ("oil", "closing_stock"): 15, ("gas", "production"): 30, ("gas", "plant"): 20,
        ("gas", "flare"): 6, ("gas", "vent"): 4,
    }  # fmt: skip
    assert {line.unit for line in lines if line.product == "gas"} == {"mcf"}
