"""The disposition true-up of a month against a real database."""

from datetime import date
from decimal import Decimal

import pytest

from books.month.draft import build_month, build_months
from domain.errors import DataError
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import FEBRUARY, MONTH, RUN, FieldMonth
from tests.fixtures.operator_papers import BATTERIES
from tests.fixtures.signed_in import ANY_STAGE


def month_of(field: FieldMonth, unit: str, product: str) -> dict[str, Decimal]:
    rows = field.rows(
        "select kind::text, volume from wellflow.disposition_month"
        " where reporting_unit_id = %s and product = %s and month = %s",
        field.id_of("reporting_unit", unit), product, MONTH,
    )  # fmt: skip
    return dict(rows)


def balance(rows: dict[str, Decimal]) -> Decimal:
    sign = {"opening_stock": 1, "production": 1}
    return sum((sign.get(kind, -1) * volume for kind, volume in rows.items()), Decimal(0))


def test_build_month__units_of_one_battery_add_up_to_it_and_balance(
    texas_month: FieldMonth,
) -> None:
    report = build_month(
        texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE
    )
    alpha = month_of(texas_month, "08111", "oil")
    beta = month_of(texas_month, "08222", "oil")
    assert balance(alpha) == balance(beta) == 0
    # Alpha's wells make 40 of the battery's 60 bbl/day; 7 loads of 180 bbl were hauled.
    assert alpha["truck"] + beta["truck"] == Decimal("1260.0000")
    assert alpha["opening_stock"] + beta["opening_stock"] == Decimal("100.0000")
    assert alpha["production"] == Decimal("1240.0000")
    assert beta["production"] == Decimal("620.0000")
    assert report.rows_written["allocated_month"] == 5


def test_build_month__completions_add_up_to_their_unit_exactly(texas_month: FieldMonth) -> None:
    texas_month.settle({"P-1": ("oil", "853.1234", "70"), "P-2": ("oil", "400.0001", "70")})
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    for product, column in (("oil", "oil_bbl"), ("gas", "gas_mcf"),
                            ("condensate", "condensate_bbl")):  # fmt: skip
        rows = texas_month.rows(
            f"select d.volume - (select coalesce(sum(a.{column}), 0)"
            " from wellflow.allocated_month a"
            " join wellflow.completion_reporting_unit m on m.completion_id = a.completion_id"
            " where m.reporting_unit_id = d.reporting_unit_id)"
            " from wellflow.disposition_month d where d.kind = 'production' and d.product = %s",
            product,
        )
        assert rows
        assert all(residual == 0 for (residual,) in rows)


def test_build_month__statement_replaces_the_sale_and_production_follows(
    texas_month: FieldMonth,
) -> None:
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    before = month_of(texas_month, "08333", "oil")
    texas_month.settle({"P-3": ("oil", "1257.5000", "70")})
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    after = month_of(texas_month, "08333", "oil")
    assert before["pipeline"] == Decimal("1260.0000")
    assert after["pipeline"] == Decimal("1257.5000")
    assert after["closing_stock"] == before["closing_stock"]
    assert before["production"] - after["production"] == Decimal("2.5000")
    sources = texas_month.rows(
        "select distinct source::text from wellflow.disposition_month"
        " where kind = 'pipeline' and reporting_unit_id = %s and product = 'oil'",
        texas_month.id_of("reporting_unit", "08333"),
    )
    assert sources == [("statement",)]


def test_build_month__gas_unit_has_condensate_and_formation_gas(texas_month: FieldMonth) -> None:
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    gas = month_of(texas_month, "123456", "gas")
    assert gas == {
        "production": Decimal("15500.0000"),
        "plant": Decimal("15407.0000"),
        "fuel": Decimal("62.0000"),
        "flare": Decimal("31.0000"),
    }
    assert month_of(texas_month, "123456", "condensate")["production"] == 62
    assert month_of(texas_month, "123456", "oil") == {}


def test_build_month__next_month_opens_with_the_units_closing_stock(texas: FieldMonth) -> None:
    stocks = texas.fill_month(FEBRUARY, stocks=dict.fromkeys(BATTERIES, Decimal(300)))
    texas.fill_month(MONTH, stocks=stocks)
    build_months(texas.pipeline, texas.organization_id, FEBRUARY, MONTH, RUN, actor=ANY_STAGE)
    rows = texas.rows(
        "select a.volume, b.volume, b.source::text from wellflow.disposition_month a"
        " join wellflow.disposition_month b using (reporting_unit_id, product)"
        " where a.month = '2026-02-01' and a.kind = 'closing_stock'"
        " and b.month = '2026-03-01' and b.kind = 'opening_stock'"
    )
    assert len(rows) == 4
    assert all(closed == opened and source == "derived" for closed, opened, source in rows)


def test_build_month__disposition_above_production_is_refused(texas_month: FieldMonth) -> None:
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    before = texas_month.content()
    texas_month.settle({"P-3": ("oil", "9000.0000", "70")})
    with pytest.raises(DataError, match=r"08333 Gamma: dispositions of 9000\.0000 exceed"):
        build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert texas_month.content() == before


def test_build_month__statement_under_another_kind_is_refused(texas_month: FieldMonth) -> None:
    texas_month.execute("update wellflow.sales_contract set disposition_kind = 'rail_or_barge'"
                        " where product = 'oil'")  # fmt: skip
    texas_month.settle({"P-3": ("oil", "1257.0000", "70")})
    with pytest.raises(DataError, match="disposition kind of the sales contract"):
        build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)


def test_build_month__month_without_days_gives_nil_units(texas: FieldMonth) -> None:
    report = build_month(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert report.rows_written == {"disposition_month": 16, "allocated_month": 0}
    assert texas.rows("select distinct volume from wellflow.disposition_month") == [(0,)]


def test_build_month__native_figures_in_two_units_have_no_sum(texas_month: FieldMonth) -> None:
    owner = texas_month.connect("owner")
    with tenant_transaction(owner, texas_month.organization_id):
        owner.execute("update wellflow.allocated_day set native_liquid_unit = 'sm3'"
                      " where produced_on > '2026-03-15' and oil_bbl = 30")  # fmt: skip
        owner.execute("update wellflow.allocated_day set native_liquid_unit = 'sm3',"
                      " oil_native = null, water_native = null"
                      " where produced_on = '2026-03-20' and oil_bbl = 10")  # fmt: skip
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    rows = texas_month.rows(
        "select c.completion_name, m.native_liquid_unit, m.oil_native,"
        " 'mixed_native_units' = any(m.flags) from wellflow.allocated_month m"
        " join wellflow.completion c on c.id = m.completion_id"
        " where c.completion_name like 'A-%%' order by 1"
    )
    assert rows == [("A-1", "bbl", None, True), ("A-2", "bbl", Decimal(300), False)]


def test_build_month__native_sums_keep_negative_days_and_flag_them(texas: FieldMonth) -> None:
    texas.execute("update wellflow.completion_reporting_unit set effective_to = '2025-06-01'")
    texas.execute("update wellflow.reporting_unit set effective_to = '2025-06-01'")
    texas.fill_month(water={("A-1", date(2026, 3, 10)): "-3.250000"})
    build_month(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    rows = texas.rows(
        "select oil_native, oil_bbl, water_native, flags from wellflow.allocated_month"
        " where completion_id = %s",
        texas.id_of("completion", "A-1"),
    )
    assert rows == [
        (Decimal(930), Decimal(930), Decimal(5) * 30 - Decimal("3.25"), ["negative_value"])
    ]
    assert texas.rows("select count(*) from wellflow.disposition_month") == [(0,)]
