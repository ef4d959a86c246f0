"""A purchaser takes a sale back and books it again: every cent, every owner, the month's volume."""

from decimal import Decimal

import pytest

from books.month.draft import build_month
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import run_statement
from domain.errors import DataError
from storage.identity import stable_id
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.signed_in import ANY_STAGE

SOLD = {"P-1": ("oil", "1000.0000", "70")}
TAKEN_BACK = {"P-1": ("oil", "-1000.0000", "70"), "P-1 again": ("oil", "900.0000", "70")}
# 4.6 % of 70,000 and 6.25 of fee; 4.6 % of 63,000 and 5.625 of fee, rounded away from zero.
TAXES = {"P-1": "3226.25", "P-1 again": "2903.63"}


@pytest.fixture
def corrected(texas_month: FieldMonth) -> FieldMonth:
    field, own = texas_month, texas_month.organization_id
    first = field.settle(SOLD, "S-1", taxes={"P-1": "3226.25"})
    run_statement(field.api, own, first, field.accountant, RUN)
    prepare_payments(field.api, own, first, field.accountant)
    release_payments(field.api, own, first, field.manager)
    field.settle(TAKEN_BACK, "S-2", taxes={**TAXES, "P-1": "-3226.25"})
    return field


def test_reversal__mirrors_every_owners_line_and_the_rebook_is_paid_by_the_same_deck(
    corrected: FieldMonth,
) -> None:
    statement = stable_id("statement", "S-2")
    own = corrected.organization_id
    report = run_statement(corrected.api, own, statement, corrected.accountant, RUN)
    assert report.figures["net_usd"] == Decimal("-66773.75") + Decimal("60096.37")
    lines = corrected.rows(
        "select s.statement_number, d.line_number, o.owner_id, o.gross_usd, o.tax_usd, o.net_usd"
        " from wellflow.owner_revenue o"
        " join wellflow.revenue_distribution d on d.id = o.revenue_distribution_id"
        " join wellflow.revenue_run r on r.id = d.revenue_run_id"
        " join wellflow.statement s on s.id = r.statement_id order by 1, 2, 3"
    )
    sold = [line[2:] for line in lines if line[0] == "S-1"]
    back = [line[2:] for line in lines if line[:2] == ("S-2", 1)]
    assert back == [(owner, *(-amount for amount in amounts)) for owner, *amounts in sold]
    assert sum(line[5] for line in lines) == Decimal("60096.37")


def test_sale__that_several_statements_pay_is_flagged_unless_it_was_taken_back(
    corrected: FieldMonth,
) -> None:
    own, accountant = corrected.organization_id, corrected.accountant
    again = corrected.settle(SOLD, "S-1b", taxes={"P-1": "3226.25"})
    report = run_statement(corrected.api, own, again, accountant, RUN)
    assert report.flags == ("line 1 is paid by several statements: S-1, S-1b",)
    run_statement(corrected.api, own, stable_id("statement", "S-2"), accountant, RUN)
    assert run_statement(corrected.api, own, again, accountant, RUN).flags == ()


def test_reversal__owners_who_owe_are_named_and_nobody_is_paid(corrected: FieldMonth) -> None:
    statement, own = stable_id("statement", "S-2"), corrected.organization_id
    run_statement(corrected.api, own, statement, corrected.accountant, RUN)
    report = prepare_payments(corrected.api, own, statement, corrected.accountant)
    assert report.rows_written == {"payment": 0}
    assert report.figures["held_usd"] == Decimal("-6677.38")
    assert [flag.split(" -")[0] for flag in report.flags] == [
        "owes, not paid: BBO", "owes, not paid: OWNER-A", "owes, not paid: OWNER-B",
        "owes, not paid: OWNER-C",
    ]  # fmt: skip
    with pytest.raises(DataError, match="no payment is prepared"):
        release_payments(corrected.api, own, statement, corrected.manager)


def test_reversal__month_of_sale_takes_the_sum_of_all_lines(corrected: FieldMonth) -> None:
    build_month(corrected.pipeline, corrected.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert corrected.rows(
        "select d.volume, d.source::text from wellflow.disposition_month d"
        " join wellflow.reporting_unit u on u.id = d.reporting_unit_id"
        " where u.unit_number = '08111' and d.product = 'oil' and d.kind = 'truck'"
    ) == [(Decimal("900.0000"), "statement")]
