"""Revenue runs of a purchaser's statement against a real database."""

from decimal import Decimal
from uuid import UUID

import pytest

from books.revenue.reversal import reverse_run
from books.revenue.run import run_statement, statement_by_number
from domain.errors import DataError
from tests.fixtures.field_month import RUN, FieldMonth

OIL = {"P-1": ("oil", "1000.0000", "70")}
# 4.6 % of 70,000.00 and 0.00625 usd a barrel (regulatory reference, example 19).
OIL_TAX = {"P-1": "3226.25"}


def run(field: FieldMonth, statement_id: UUID):
    return run_statement(field.api, field.organization_id, statement_id, field.accountant, RUN)


def numbered(field: FieldMonth, number: str) -> UUID:
    return statement_by_number(field.api, field.organization_id, number, person=field.accountant)


def stored(field: FieldMonth) -> list[tuple]:
    return field.rows(
        "select (select count(*) from wellflow.revenue_run),"
        " (select count(*) from wellflow.revenue_distribution),"
        " (select count(*) from wellflow.owner_revenue)"
    )


def test_revenue_run__oil_is_taxed_and_split_to_the_cent(texas: FieldMonth) -> None:
    report = run(texas, texas.settle(OIL, taxes=OIL_TAX))
    assert report.figures["gross_usd"] == Decimal("70000.00")
    assert report.figures["tax_usd"] == Decimal("3226.25")
    assert report.figures["net_usd"] == Decimal("66773.75")
    distribution = texas.rows(
        "select severance_tax_usd, regulatory_fee_usd, tax_rules from wellflow.revenue_distribution"
    )
    assert distribution[0][:2] == (Decimal("3220.00"), Decimal("6.25"))
    assert {rule["amount_usd"] for rule in distribution[0][2]} == {"3220.00", "6.25"}
    assert all(rule["content_hash"] for rule in distribution[0][2])
    owners = texas.rows(
        "select c.company_code, o.gross_usd, o.tax_usd, o.net_usd from wellflow.owner_revenue o"
        " join wellflow.company c on c.id = o.owner_id order by 1"
    )
    assert owners == [
        ("BBO", Decimal("52500.00"), Decimal("2419.69"), Decimal("50080.31")),
        ("OWNER-A", Decimal("13125.00"), Decimal("604.92"), Decimal("12520.08")),
        ("OWNER-B", Decimal("2187.50"), Decimal("100.82"), Decimal("2086.68")),
        ("OWNER-C", Decimal("2187.50"), Decimal("100.82"), Decimal("2086.68")),
    ]


def test_revenue_run__every_column_of_every_line_adds_up(texas: FieldMonth) -> None:
    lines = {"P-1": ("oil", "853.1234", "68.13377"), "P-2": ("oil", "400.0001", "68.13377"),
             "P-3": ("oil", "1257.3333", "68.13377")}  # fmt: skip
    taxes = {"P-1": "2679.15", "P-2": "1256.17", "P-3": "3948.50"}
    report = run(texas, texas.settle(lines, taxes=taxes))
    residuals = texas.rows(
        "select d.gross_value_usd - sum(o.gross_usd),"
        " d.severance_tax_usd + d.regulatory_fee_usd - sum(o.tax_usd),"
        " d.net_value_usd - sum(o.net_usd) from wellflow.revenue_distribution d"
        " join wellflow.owner_revenue o on o.revenue_distribution_id = d.id group by d.id,"
        " d.organization_id"
    )
    assert residuals == [(0, 0, 0)] * 3
    assert texas.rows("select sum(net_value_usd) from wellflow.revenue_distribution") == [
        (report.figures["net_usd"],)
    ]


def test_revenue_run__residue_goes_to_the_operator_not_to_a_larger_partner(
    texas: FieldMonth,
) -> None:
    texas.change_deck("update wellflow.deck_line set is_residual = false, interest_decimal = 0.30"
                  " where is_residual")  # fmt: skip
    texas.change_deck("update wellflow.deck_line set interest_type = 'working_interest',"
                  " interest_decimal = 0.6375 where interest_decimal = 0.1875")  # fmt: skip
    run(texas, texas.settle({"P-1": ("oil", "1.0000", "10.10")}, taxes={"P-1": "0.47"}))
    owners = texas.rows(
        "select c.company_code, o.gross_usd, round(d.gross_value_usd * o.interest_decimal, 2)"
        " from wellflow.owner_revenue o join wellflow.company c on c.id = o.owner_id"
        " join wellflow.revenue_distribution d on d.id = o.revenue_distribution_id order by 1"
    )
    assert owners == [
        ("BBO", Decimal("3.02"), Decimal("3.03")),
        ("OWNER-A", Decimal("6.44"), Decimal("6.44")),
        ("OWNER-B", Decimal("0.32"), Decimal("0.32")),
        ("OWNER-C", Decimal("0.32"), Decimal("0.32")),
    ]


def test_revenue_run__producer_pays_the_tax_of_gas_sold_off_the_lease(texas: FieldMonth) -> None:
    texas.execute("update wellflow.sales_contract set tax_remitter = 'producer'"
                  " where product = 'gas'")  # fmt: skip
    report = run(texas, texas.settle({"P-4": ("gas", "10000.0000", "2.10")}))
    # 7.5 % of 21,000.00 and 0.000667 usd an Mcf.
    assert report.figures["tax_usd"] == Decimal("1581.67")
    assert report.figures["net_usd"] == Decimal("19418.33")


def test_revenue_run__cheque_of_our_net_pays_those_it_covers(texas: FieldMonth) -> None:
    """The purchaser pays the 3/16 royalty itself; 0.8125 of 1,000 bbl at 70 is ours to share."""
    texas.execute("update wellflow.sales_contract set settlement_basis = 'net'")
    texas.change_deck("update wellflow.deck_line set payor = 'purchaser'"
                  " where interest_decimal = 0.1875")  # fmt: skip
    # 4.6 % of 56,875.00 and 0.00625 usd on 812.5 barrels.
    report = run(texas, texas.settle(OIL, taxes={"P-1": "2621.33"}, covers=Decimal("0.8125")))
    assert report.figures["gross_usd"] == Decimal("56875.00")
    assert report.figures["net_usd"] == Decimal("54253.67")
    owners = texas.rows(
        "select c.company_code, o.gross_usd from wellflow.owner_revenue o"
        " join wellflow.company c on c.id = o.owner_id order by 1"
    )
    assert owners == [
        ("BBO", Decimal("52500.00")), ("OWNER-B", Decimal("2187.50")),
        ("OWNER-C", Decimal("2187.50")),
    ]  # fmt: skip


def test_revenue_run__correction_of_a_booked_statement_waits_for_its_reversal(
    texas: FieldMonth,
) -> None:
    run(texas, texas.settle(OIL, taxes=OIL_TAX))
    corrected = UUID(int=7)
    texas.execute("insert into wellflow.statement (organization_id, id, purchaser_id,"
                  " statement_number, statement_on, total_usd, check_amount_usd, supersedes_id)"
                  " select organization_id, %s, purchaser_id, statement_number, statement_on,"
                  " total_usd, check_amount_usd, id from wellflow.statement",
                  corrected)  # fmt: skip
    texas.execute("insert into wellflow.statement_line (organization_id, statement_id,"
                  " line_number, purchaser_property_code, property_id, sales_month, product,"
                  " volume, unit, price_usd_per_unit, gross_usd, tax_withheld_usd,"
                  " deductions_usd, net_usd, decimal_paid)"
                  " select organization_id, %s, line_number, purchaser_property_code,"
                  " property_id, sales_month, product, volume, unit, price_usd_per_unit,"
                  " gross_usd, tax_withheld_usd, deductions_usd, net_usd, decimal_paid"
                  " from wellflow.statement_line", corrected)  # fmt: skip
    assert numbered(texas, "S-1") == corrected
    with pytest.raises(DataError, match="S-1: it corrects a statement that is booked"):
        run(texas, corrected)
    assert stored(texas) == [(1, 1, 4)]
    reverse_run(texas.api, texas.organization_id, corrected, texas.accountant)
    run(texas, corrected)
    assert texas.rows("select state::text, count(*) from wellflow.revenue_run group by 1"
                      " order by 1 desc") == [("reversed", 1), ("booked", 1)]  # fmt: skip


def test_revenue_run__names_the_run_tickets_behind_its_oil(texas_month: FieldMonth) -> None:
    """Alpha and Beta share the battery NORTH, Gamma sells by pipe; gas has no tickets."""
    statement = texas_month.settle(
        {"P-1": ("oil", "840.0000", "70"), "P-3": ("oil", "1260.0000", "70"),
         "P-1 gas": ("gas", "860.0000", "2")},
        taxes={"P-1": "2710.05", "P-3": "4065.08", "P-1 gas": "129.57"},
    )  # fmt: skip
    run(texas_month, statement)
    loads = [f"T-2026-03-{day:02}" for day in range(4, 32, 4)]
    assert texas_month.rows(
        "select line_number, run_ticket_numbers from wellflow.revenue_distribution order by 1"
    ) == [(1, loads), (2, []), (3, [])]


def test_statement__number_that_two_purchasers_use_asks_for_the_purchaser(
    texas: FieldMonth,
) -> None:
    own = texas.settle(OIL, taxes=OIL_TAX)
    texas.execute("insert into wellflow.statement (organization_id, id, purchaser_id,"
                  " statement_number, statement_on, total_usd, check_amount_usd)"
                  " select organization_id, %s, %s, statement_number, statement_on, 0, 0"
                  " from wellflow.statement",
                  UUID(int=8), texas.id_of("company", "HAUL"))  # fmt: skip
    with pytest.raises(DataError, match=r"two purchasers use this number; write .* CODE/S-1"):
        numbered(texas, "S-1")
    assert numbered(texas, "GULF/S-1") == own
    assert numbered(texas, "HAUL/S-1") == UUID(int=8)


def test_revenue_run__again_returns_the_first_result(texas: FieldMonth) -> None:
    statement_id = texas.settle(OIL, taxes=OIL_TAX)
    first = run(texas, statement_id)
    assert run(texas, statement_id) == first
    assert stored(texas) == [(1, 1, 4)]
    assert numbered(texas, "S-1") == statement_id


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("update wellflow.deck_line set interest_decimal = 0.70 where is_residual",
         r"line 1: .*interests sum to 0\.95000000, not 1"),
        ("update wellflow.sales_contract set purchaser_property_code = 'other'"
         " where product = 'oil'", "line 1: no sales contract of GULF Company names 'G1'"),
        ("update wellflow.sales_contract set tax_remitter = 'producer'",
         "line 1: withholds 3226.25, but by the contract the producer remits"),
        ("update wellflow.deck set effective_from = '2026-04-01'",
         "line 1: .*no revenue deck in 2026-03"),
    ],
)  # fmt: skip
def test_revenue_run__line_at_fault_blocks_the_run(
    texas: FieldMonth, change: str, fault: str
) -> None:
    statement_id = texas.settle(OIL, taxes=OIL_TAX)
    texas.change_deck(change)
    with pytest.raises(DataError, match=fault):
        run(texas, statement_id)
    assert stored(texas) == [(0, 0, 0)]


def test_revenue_run__missing_price_names_its_line(texas: FieldMonth) -> None:
    lines = {**OIL, "P-2": ("oil", "10.0000", "0")}
    with pytest.raises(DataError, match="line 2: has a volume but no price"):
        run(texas, texas.settle(lines, taxes=OIL_TAX))
    assert stored(texas) == [(0, 0, 0)]


def test_revenue_run__money_received_must_be_the_total(texas: FieldMonth) -> None:
    with pytest.raises(DataError, match=r"total is 66773\.75 but 66000\.00 was received"):
        run(texas, texas.settle(OIL, taxes=OIL_TAX, paid=Decimal("66000.00")))


def test_revenue_run__tax_withheld_outside_the_tolerance_blocks(texas: FieldMonth) -> None:
    with pytest.raises(DataError, match=r"withholds 3000\.00 of production tax, the rule gives"):
        run(texas, texas.settle(OIL, taxes={"P-1": "3000.00"}))


def test_revenue_run__unapproved_deck_blocks(texas: FieldMonth) -> None:
    texas.execute("update wellflow.deck set approved_by = null, approved_at = null")
    with pytest.raises(DataError, match="deck of property P-1 is not approved"):
        run(texas, texas.settle(OIL, taxes=OIL_TAX))


def test_revenue_run__person_without_the_capability_is_refused(texas: FieldMonth) -> None:
    statement_id = texas.settle(OIL, taxes=OIL_TAX)
    with pytest.raises(DataError, match=r"may not do payment\.prepare"):
        run_statement(texas.api, texas.organization_id, statement_id,
                      texas.person("pumper@example.com"), RUN)  # fmt: skip


def test_run__takes_no_notice_of_another_propertys_deck(texas: FieldMonth) -> None:
    texas.change_deck(
        "update wellflow.deck_line set interest_numerator = 1 where deck_id in"
        " (select id from wellflow.deck where property_id = %s)", texas.id_of("property", "P-2"),
    )  # fmt: skip
    statement_id = texas.settle({"P-1": ("oil", "1000.0000", "70")}, taxes={"P-1": "3226.25"})
    report = run_statement(texas.api, texas.organization_id, statement_id, texas.accountant, RUN)
    assert report.figures["net_usd"] == Decimal("66773.75")
