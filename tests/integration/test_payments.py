"""Payments of a revenue run: two people, to the cent."""

from decimal import Decimal
from uuid import UUID

import pytest

from access.people import Person
from access.sessions import person_of
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.reversal import reverse_run
from books.revenue.run import run_statement
from domain.errors import DataError
from tests.fixtures.field_month import RUN, FieldMonth


@pytest.fixture
def booked(texas: FieldMonth) -> UUID:
    statement_id = texas.settle({"P-1": ("oil", "1000.0000", "70")}, taxes={"P-1": "3226.25"})
    run_statement(texas.api, texas.organization_id, statement_id, texas.accountant, RUN)
    return statement_id


def with_both_duties(field: FieldMonth, person: Person) -> Person:
    field.execute(
        "insert into wellflow.capability_grant (organization_id, app_user_id, capability)"
        " values (%s, %s, 'payment.release')",
        field.organization_id, person.app_user_id,
    )  # fmt: skip
    return person_of(field.api, field.organization_id, person.token)


def test_payments__prepared_and_released_by_two_people(texas: FieldMonth, booked: UUID) -> None:
    prepared = prepare_payments(texas.api, texas.organization_id, booked, texas.accountant)
    released = release_payments(texas.api, texas.organization_id, booked, texas.manager)
    assert prepared.rows_written == {"payment": 4}
    assert released.figures == {"owners_paid": 4, "owners_paid_usd": Decimal("66773.75")}
    assert texas.rows("select distinct status::text, released_by from wellflow.payment") == [
        ("completed", texas.manager.app_user_id)
    ]


def test_payments__preparing_and_releasing_again_changes_nothing(
    texas: FieldMonth, booked: UUID
) -> None:
    for _ in range(2):
        prepare_payments(texas.api, texas.organization_id, booked, texas.accountant)
        release_payments(texas.api, texas.organization_id, booked, texas.manager)
    assert texas.rows("select count(*), sum(amount_usd) from wellflow.payment") == [
        (4, Decimal("66773.75"))
    ]


def test_payments__one_person_may_not_do_both(texas: FieldMonth, booked: UUID) -> None:
    person = with_both_duties(texas, texas.accountant)
    prepare_payments(texas.api, texas.organization_id, booked, person)
    with pytest.raises(DataError, match="cannot do both halves of the payment duty"):
        release_payments(texas.api, texas.organization_id, booked, person)
    texas.execute(
        "insert into wellflow.waiver (organization_id, id, app_user_id, duty_pair, reason,"
        " signed_on) values (%s, gen_random_uuid(), %s, 'payment', 'office of one', '2026-01-02')",
        texas.organization_id, person.app_user_id,
    )  # fmt: skip
    report = release_payments(texas.api, texas.organization_id, booked, person)
    assert report.rows_written == {"payment": 4}


def test_payments__suspended_interest_is_held(texas: FieldMonth) -> None:
    texas.change_deck("update wellflow.deck_line set pay_status = 'suspense' where owner_id = %s",
                  texas.id_of("company", "OWNER-A"))  # fmt: skip
    statement_id = texas.settle({"P-1": ("oil", "1000.0000", "70")}, taxes={"P-1": "3226.25"})
    run_statement(texas.api, texas.organization_id, statement_id, texas.accountant, RUN)
    report = prepare_payments(texas.api, texas.organization_id, statement_id, texas.accountant)
    assert report.rows_written == {"payment": 3}
    assert report.figures["held_usd"] == Decimal("12520.08")


def test_payments__need_a_booked_run(texas: FieldMonth) -> None:
    statement_id = texas.settle({"P-1": ("oil", "1000.0000", "70")})
    with pytest.raises(DataError, match="has no booked run"):
        prepare_payments(texas.api, texas.organization_id, statement_id, texas.accountant)
    with pytest.raises(DataError, match=r"may not do payment\.release"):
        release_payments(texas.api, texas.organization_id, statement_id, texas.accountant)


def test_reversal__run_is_taken_back_and_run_again(texas: FieldMonth, booked: UUID) -> None:
    prepare_payments(texas.api, texas.organization_id, booked, texas.accountant)
    texas.change_deck("update wellflow.deck_line set pay_status = 'suspense' where owner_id = %s",
                  texas.id_of("company", "OWNER-A"))  # fmt: skip
    with pytest.raises(DataError, match=r"version 1 is booked.*wellflow revenue reverse"):
        run_statement(texas.api, texas.organization_id, booked, texas.accountant, RUN)
    report = reverse_run(texas.api, texas.organization_id, booked, texas.accountant)
    assert report.rows_written == {"revenue_run": 1, "payment": 4}
    again = run_statement(texas.api, texas.organization_id, booked, texas.accountant, RUN)
    assert again.figures["version"] == 2
    prepare_payments(texas.api, texas.organization_id, booked, texas.accountant)
    released = release_payments(texas.api, texas.organization_id, booked, texas.manager)
    assert released.figures["owners_paid_usd"] == Decimal("54253.67")


def test_reversal__run_that_was_paid_stays(texas: FieldMonth, booked: UUID) -> None:
    prepare_payments(texas.api, texas.organization_id, booked, texas.accountant)
    release_payments(texas.api, texas.organization_id, booked, texas.manager)
    with pytest.raises(DataError, match="were released to BBO, OWNER-A"):
        reverse_run(texas.api, texas.organization_id, booked, texas.accountant)
