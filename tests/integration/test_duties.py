"""Two halves of a duty need two people, each named and allowed, unless a waiver is stored.

Decks, runs, payments, periods and reports move along their arrows only, and a payment is what its
run owes.
"""

from datetime import date
from uuid import UUID

import pytest

from storage.tenant import tenant_transaction
from tests.fixtures.offices import Office
from tests.fixtures.owed import OWED_USD, Owed, distribution, plant_owed, share
from tests.fixtures.tenant_rows import put_person

BOTH = "payment.prepare payment.release deck.edit deck.approve production.close filing.submit"


@pytest.fixture
def owed(office: Office) -> Owed:
    """What is owed by the booked run of an office of two who may do both halves, and a guest."""
    with tenant_transaction(office.maker, office.own):
        clerk = put_person(office.maker, office.own, "Clerk")
    made = plant_owed(office, clerk)
    office.staff(Ann=BOTH, Bob=BOTH, Guest="read.field read.money", Max="user.manage")
    return made


def prepare(office: Office, owed: Owed, name: str, **columns: object) -> UUID:
    return office.put(name, "payment", **{
        "revenue_run_id": owed.run, "owner_id": owed.owners[0], "prepared_by": office.id_of(name),
        "amount_usd": OWED_USD, **columns,
    })  # fmt: skip


def release(office: Office, name: str, by: str = "") -> int:
    return office.act(
        name, "update wellflow.payment set released_by = %s, status = 'processing'",
        office.id_of(by or name),
    )  # fmt: skip


def change(office: Office, name: str, table: str, said: str, refusal: str) -> None:
    office.refuses(refusal, lambda: office.act(name, f"update wellflow.{table} set {said}"))


def test_payment__is_prepared_by_one_and_released_by_another(office: Office, owed: Owed) -> None:
    prepare(office, owed, "Ann")
    office.refuses("both halves of the payment duty", lambda: release(office, "Ann"))
    assert release(office, "Bob") == 1


def test_payment__one_person_needs_a_waiver_of_that_pair_in_force(office: Office) -> None:
    office.staff(Ann=BOTH, Max="user.manage", Mia="user.manage")
    for pair in ("deck", "payment"):
        office.put("Max", "waiver", app_user_id=office.id_of("Ann"), duty_pair=pair)
    kept = "select wellflow.require_two_people(%s, %s, %s, %s)"
    ann = office.id_of("Ann")
    office.refuses("both halves", lambda: office.act("Ann", kept, office.own, ann, ann, "payment"))
    office.act("Mia", "update wellflow.waiver set confirmed_by = %s where duty_pair = 'payment'",
               office.id_of("Mia"))  # fmt: skip
    office.act("Ann", kept, office.own, ann, ann, "payment")
    office.refuses("both halves", lambda: office.act("Ann", kept, office.own, ann, ann, "deck"))


def test_payment__names_whoever_acts(office: Office, owed: Owed) -> None:
    named = r"payment\.prepare must be made by the person it names"
    office.refuses(named, lambda: prepare(office, owed, "Ann", prepared_by=office.id_of("Bob")))
    prepare(office, owed, "Ann")
    office.refuses("must be made by the person it names", lambda: release(office, "Ann", "Bob"))


def test_payment__needs_the_capability_and_an_active_person(office: Office, owed: Owed) -> None:
    office.refuses(r"may not payment\.prepare", lambda: prepare(office, owed, "Guest"))
    prepare(office, owed, "Ann")
    office.act("Max", "update wellflow.app_user set is_active = false where id = %s",
               office.id_of("Bob"))  # fmt: skip
    assert release(office, "Bob") == 0


@pytest.mark.parametrize("amount", ["5000000", "9.99", "10.01", "0", "-10", "null"])
def test_payment__is_what_the_run_owes_the_owner(office: Office, owed: Owed, amount: str) -> None:
    given = None if amount == "null" else amount
    office.refuses(
        r"is not what the run owes this owner, which is 10\.00|null value",
        lambda: prepare(office, owed, "Ann", amount_usd=given),
    )


def test_payment__to_a_company_of_no_line_is_refused(office: Office, owed: Owed) -> None:
    (buyer,) = office.rows("select id from wellflow.company where company_code = 'BUYER'")
    for amount in (5_000_000, 0):
        office.refuses("is not what the run owes this owner, which is 0", lambda usd=amount: prepare(
            office, owed, "Ann", owner_id=buyer[0], amount_usd=usd))  # fmt: skip


def test_payment__of_a_suspended_interest_is_refused(office: Office) -> None:
    with tenant_transaction(office.maker, office.own):
        clerk = put_person(office.maker, office.own, "Clerk")
    owed = plant_owed(office, clerk, state="draft")
    office.rows("update wellflow.owner_revenue set pay_status = 'suspense' returning 1")
    office.rows("update wellflow.revenue_run set state = 'booked' returning 1")
    office.staff(Ann=BOTH)
    office.refuses("which is 0", lambda: prepare(office, owed, "Ann"))


def test_payment__starts_pending_and_is_one_for_each_owner(office: Office, owed: Owed) -> None:
    for columns in ({"status": "completed", "released_by": office.id_of("Ann")},
                    {"status": "failed"}, {"released_at": date(2020, 1, 1)}):  # fmt: skip
        office.refuses("is prepared first", lambda given=columns: prepare(
            office, owed, "Ann", **given))  # fmt: skip
    prepare(office, owed, "Ann")
    office.refuses("payment_revenue_run_id_owner_id_key", lambda: prepare(office, owed, "Bob"))


def test_payment__keeps_its_amount_and_is_released_once(office: Office, owed: Owed) -> None:
    prepare(office, owed, "Ann")
    change(office, "Ann", "payment", "amount_usd = 11", "keeps its owner, amount and people")
    change(office, "Ann", "payment", "status = 'completed'", "completed only once it is released")
    change(office, "Ann", "payment", "released_at = now()", "is released by a person")
    release(office, "Bob")
    for said in ("amount_usd = 11", "released_by = null", "prepared_by = released_by",
                 "released_at = '2020-01-01'"):  # fmt: skip
        change(office, "Bob", "payment", said, "keeps its owner, amount and people")
    change(office, "Bob", "payment", "status = 'pending'", "pending only before it is released")
    change(office, "Bob", "payment", "status = 'suspended'", "cannot go from processing")
    office.act("Bob", "update wellflow.payment set status = 'completed'")
    office.act("Bob", "update wellflow.payment set status = 'reversed'")
    change(office, "Bob", "payment", "status = 'completed'", "stays reversed")
    (row,) = office.rows("select released_at > '2026-01-01' from wellflow.payment")
    assert row == (True,)


def test_run__starts_as_a_draft_in_the_name_of_who_runs_it(office: Office, owed: Owed) -> None:
    run = {"statement_id": owed.statement, "version": 2}
    ann, bob = office.id_of("Ann"), office.id_of("Bob")
    office.refuses("starts as a draft", lambda: office.put(
        "Ann", "revenue_run", **run, run_by=ann, state="booked"))  # fmt: skip
    office.refuses("made by the person it names", lambda: office.put(
        "Ann", "revenue_run", **run, run_by=bob))  # fmt: skip
    office.refuses("may not payment.prepare or accounting.close", lambda: office.put(
        "Guest", "revenue_run", **run, run_by=office.id_of("Guest")))  # fmt: skip
    draft = office.put("Ann", "revenue_run", **run, run_by=ann)
    office.refuses("not one that is draft", lambda: prepare(
        office, owed, "Ann", revenue_run_id=draft))  # fmt: skip
    office.refuses("cannot go from draft to reversed", lambda: office.act(
        "Ann", "update wellflow.revenue_run set state = 'reversed' where id = %s", draft))  # fmt: skip


def test_run__with_a_released_payment_stays(office: Office, owed: Owed) -> None:
    prepare(office, owed, "Ann")
    release(office, "Bob")
    change(office, "Ann", "revenue_run", "state = 'reversed'", "were released")
    change(office, "Guest", "revenue_run", "state = 'reversed'", "were released|may not")


def test_run__that_was_reversed_pays_nobody(office: Office, owed: Owed) -> None:
    prepare(office, owed, "Ann")
    office.act("Ann", "update wellflow.revenue_run set state = 'reversed'")
    office.refuses("not one that is reversed", lambda: release(office, "Bob"))
    office.act("Ann", "update wellflow.payment set status = 'reversed'")
    change(office, "Ann", "revenue_run", "state = 'booked'", "cannot go from reversed to booked")


def test_run__is_not_booked_by_a_deck_that_nobody_approved(office: Office, owed: Owed) -> None:
    ann = office.id_of("Ann")
    deck = office.put("Ann", "deck", property_id=owed.land, kind="cost", edited_by=ann)
    line = office.put("Ann", "deck_line", deck_id=deck, owner_id=owed.owners[0],
                      interest_type="working_interest", interest_decimal=1)  # fmt: skip
    run = office.put("Ann", "revenue_run", statement_id=owed.statement, version=2, run_by=ann)
    shared = office.put("Ann", "revenue_distribution", revenue_run_id=run,
                        **distribution(owed.land, deck))  # fmt: skip
    office.put("Ann", "owner_revenue", revenue_distribution_id=shared,
               **share(owed.owners[0], line))  # fmt: skip
    book = "update wellflow.revenue_run set state = 'booked' where id = %s"
    office.refuses("is not approved", lambda: office.act("Ann", book, run))
    office.act("Bob", "update wellflow.deck set approved_by = %s where id = %s",
               office.id_of("Bob"), deck)  # fmt: skip
    office.act("Ann", book, run)


def enter_deck(office: Office, owed: Owed, name: str, **columns: object) -> UUID:
    row = {"property_id": owed.land, "kind": "cost", **columns}
    return office.put(name, "deck", **row)


def test_deck__is_approved_by_another_at_the_time_of_the_database(
    office: Office, owed: Owed
) -> None:
    deck = enter_deck(office, owed, "Ann")
    approve = "update wellflow.deck set approved_by = %s, approved_at = '2020-01-01' where id = %s"
    office.refuses("both halves of the deck duty",
                   lambda: office.act("Ann", approve, office.id_of("Ann"), deck))  # fmt: skip
    office.refuses("must be made by the person it names",
                   lambda: office.act("Ann", approve, office.id_of("Bob"), deck))  # fmt: skip
    office.act("Bob", approve, office.id_of("Bob"), deck)
    (row,) = office.rows("select edited_by, approved_by, approved_at > '2026-01-01'"
                         " from wellflow.deck where id = %s", deck)  # fmt: skip
    assert row == (office.id_of("Ann"), office.id_of("Bob"), True)


def test_deck__once_approved_only_ends(office: Office, owed: Owed) -> None:
    bob = office.id_of("Bob")
    for said in ("approved_by = null, approved_at = null", "approved_at = now()",
                 f"edited_by = '{bob}'", f"approved_by = '{bob}'"):  # fmt: skip
        change(office, "Bob", "deck", said, "stays approved|keeps who made it|person it names")
    for said in ("effective_from = '2026-02-01'", "product = 'gas'", "kind = 'cost'"):
        change(office, "Bob", "deck", said, "an approved deck keeps")
    office.refuses("permission denied|is taken back by who made it",
                   lambda: office.act("Bob", "delete from wellflow.deck"))  # fmt: skip
    change(office, "Guest", "deck", "effective_to = '2026-06-01'", "may not deck.edit")
    office.act("Bob", "update wellflow.deck set effective_to = '2026-06-01'")
    change(office, "Bob", "deck", "effective_to = null", "only ends")
    change(office, "Bob", "deck", "effective_to = '2027-01-01'", "only ends")


def test_deck__is_made_in_ones_own_name_and_not_approved_at_once(
    office: Office, owed: Owed
) -> None:
    ann, bob = office.id_of("Ann"), office.id_of("Bob")
    office.refuses(r"deck\.edit must be made by the person it names",
                   lambda: enter_deck(office, owed, "Bob", edited_by=ann))  # fmt: skip
    office.refuses(r"may not deck\.edit", lambda: enter_deck(office, owed, "Guest"))
    office.refuses("once its lines are entered|both halves", lambda: enter_deck(
        office, owed, "Ann", edited_by=ann, approved_by=ann))  # fmt: skip
    office.refuses("once its lines are entered|person it names", lambda: enter_deck(
        office, owed, "Ann", edited_by=ann, approved_by=bob))  # fmt: skip
    deck = enter_deck(office, owed, "Ann", edited_by=None)
    assert office.rows("select edited_by from wellflow.deck where id = %s", deck) == [(ann,)]


def test_deck__its_lines_are_of_its_maker_and_stay_once_it_is_approved(
    office: Office, owed: Owed
) -> None:
    deck = enter_deck(office, owed, "Ann")
    line = {"deck_id": deck, "owner_id": owed.owners[0], "interest_type": "working_interest",
            "interest_decimal": 1}  # fmt: skip
    office.refuses("entered by the person who makes it",
                   lambda: office.put("Bob", "deck_line", **line))  # fmt: skip
    office.put("Ann", "deck_line", **line)
    own = f"deck_line set interest_decimal = 0.5 where deck_id = '{deck}'"
    office.refuses("entered by the person", lambda: office.act("Bob", f"update wellflow.{own}"))
    office.refuses("changed by the person who makes it", lambda: office.act(
        "Bob", "update wellflow.deck set effective_to = '2027-01-01' where id = %s", deck))  # fmt: skip
    office.act("Bob", "update wellflow.deck set approved_by = %s where id = %s",
               office.id_of("Bob"), deck)  # fmt: skip
    for said in (f"update wellflow.{own}", "update wellflow.deck_line set pay_status = 'suspense'",
                 "delete from wellflow.deck_line"):  # fmt: skip
        office.refuses("lines of an approved deck|permission denied",
                       lambda each=said: office.act("Ann", each))  # fmt: skip
    office.refuses("lines of an approved deck", lambda: office.put(
        "Ann", "deck_line", **line | {"interest_type": "royalty_interest"}))  # fmt: skip


def close(office: Office, name: str, month: date, **said: object) -> None:
    office.put(name, "production_period", month=month)
    office.act(name, "update wellflow.production_period set state = 'closing' where month = %s",
               month)  # fmt: skip
    office.act(name, "update wellflow.production_period set state = 'closed', closed_at = %s,"
               " closed_by = %s where month = %s", "1999-01-01",
               said.get("closed_by"), month)  # fmt: skip


def test_period__is_closed_now_by_who_acts_once_it_is_over(office: Office, owed: Owed) -> None:
    close(office, "Ann", date(2026, 3, 1), closed_by=office.id_of("Bob"))
    (row,) = office.rows(
        "select closed_by, closed_at > '2026-01-01' from wellflow.production_period"
    )
    assert row == (office.id_of("Ann"), True)
    office.refuses("production month 2031-01 is not over",
                   lambda: close(office, "Ann", date(2031, 1, 1)))  # fmt: skip
    office.refuses("may not production.close",
                   lambda: close(office, "Guest", date(2026, 4, 1)))  # fmt: skip
    office.refuses("starts open", lambda: office.put(
        "Ann", "production_period", month=date(2026, 5, 1), closed_at=date(1999, 1, 1)))  # fmt: skip


def test_report__goes_along_its_arrows_in_somebodys_name(office: Office, owed: Owed) -> None:
    report = {"report_type": "severance_tax", "form_code": "TX-SEV"}
    office.refuses("starts as a draft", lambda: office.put(
        "Ann", "compliance_report", **report, status="submitted"))  # fmt: skip
    office.refuses("may not", lambda: office.put("Guest", "compliance_report", **report))
    office.put("Ann", "compliance_report", **report)
    for state in ("approved", "rejected"):
        change(office, "Ann", "compliance_report", f"status = '{state}'", "cannot go from draft")
    change(office, "Guest", "compliance_report", "status = 'submitted'", "may not filing.submit")
    for state in ("submitted", "rejected", "draft", "submitted", "approved"):
        office.act("Ann", f"update wellflow.compliance_report set status = '{state}'")
        if state == "submitted":
            office.refuses("submitted stays",
                           lambda: office.act("Ann", "delete from wellflow.compliance_report"))  # fmt: skip
    change(office, "Ann", "compliance_report", "status = 'draft'", "cannot go from approved")
    office.put("Ann", "compliance_report", version=0)
    office.refuses("draft of an open month", lambda: office.act(
        "Ann", "update wellflow.compliance_report set status = 'submitted' where version = 0"))  # fmt: skip
