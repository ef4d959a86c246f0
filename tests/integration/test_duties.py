"""Two halves of a duty need two people, each named and allowed, unless a waiver is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from domain.errors import DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put, put_person

Open = Callable[[Role], Connection]


@dataclass(frozen=True)
class Office:
    """A tenant with a run to pay and people who may prepare, release, edit and approve."""

    conn: Connection
    own: UUID
    ann: UUID
    bob: UUID
    guest: UUID
    owner: UUID
    run: UUID
    land: UUID

    def prepare(self, person: UUID | None, prepared_by: UUID) -> UUID:
        with tenant_transaction(self.conn, self.own, person):
            return put(
                self.conn, self.own, "payment", revenue_run_id=self.run, owner_id=self.owner,
                prepared_by=prepared_by,
            )  # fmt: skip

    def release(self, person: UUID | None, released_by: UUID) -> None:
        with tenant_transaction(self.conn, self.own, person):
            self.conn.execute(
                "update wellflow.payment set released_by = %s, status = 'processing'",
                (released_by,),
            )

    def change_payment(self, change: str, refusal: str) -> None:
        with pytest.raises(DataError, match=refusal), tenant_transaction(self.conn, self.own):
            self.conn.execute(f"update wellflow.payment set {change}".encode())

    def change_line(self, person: UUID, refusal: str) -> None:
        with (
            pytest.raises(DataError, match=refusal),
            tenant_transaction(self.conn, self.own, person),
        ):
            self.conn.execute("update wellflow.deck_line set interest_decimal = 0.9")

    def deck(self, person: UUID | None, **columns: object) -> UUID:
        with tenant_transaction(self.conn, self.own, person):
            return put(self.conn, self.own, "deck", property_id=self.land, **columns)

    def waive(self, person: UUID, pair: str, **columns: object) -> None:
        with tenant_transaction(self.conn, self.own):
            put(self.conn, self.own, "waiver", app_user_id=person, duty_pair=pair, **columns)


@pytest.fixture
def office(connection: Open, organization: Callable[..., Organization]) -> Office:
    conn, own = connection("api"), organization().organization_id
    duties = ("payment.prepare", "payment.release", "deck.edit", "deck.approve")
    with tenant_transaction(conn, own):
        ann, bob = (put_person(conn, own, name, *duties) for name in ("Ann", "Bob"))
        guest = put_person(conn, own, "Guest", "read")
        company = put(conn, own, "company")
        statement = put(conn, own, "statement", purchaser_id=company)
        run = put(conn, own, "revenue_run", statement_id=statement, run_by=ann)
        land = put(conn, own, "property")
    return Office(conn, own, ann, bob, guest, company, run, land)


def test_payment__is_prepared_by_one_and_released_by_another(office: Office) -> None:
    office.prepare(office.ann, office.ann)
    with pytest.raises(DataError, match="both halves of the payment duty"):
        office.release(office.ann, office.ann)
    office.release(office.bob, office.bob)


def test_payment__one_person_needs_a_waiver_of_that_pair_and_signed(office: Office) -> None:
    office.prepare(office.ann, office.ann)
    office.waive(office.ann, "deck")
    office.waive(office.bob, "payment")
    office.waive(office.ann, "payment", signed_on=date(2999, 1, 1))
    with pytest.raises(DataError, match="both halves"):
        office.release(office.ann, office.ann)
    office.waive(office.ann, "payment")
    office.release(office.ann, office.ann)


def test_payment__names_whoever_acts(office: Office) -> None:
    with pytest.raises(DataError, match=r"payment\.prepare must be made by the person it names"):
        office.prepare(office.ann, office.bob)
    office.prepare(office.ann, office.ann)
    with pytest.raises(DataError, match="must be made by the person it names"):
        office.release(office.ann, office.bob)
    with pytest.raises(DataError, match="must be made by the person it names"):
        office.release(None, office.bob)


def test_payment__needs_the_capability_and_an_active_person(office: Office) -> None:
    with pytest.raises(DataError, match=r"may not payment\.prepare"):
        office.prepare(office.guest, office.guest)
    office.prepare(office.ann, office.ann)
    with tenant_transaction(office.conn, office.own):
        office.conn.execute(
            "update wellflow.app_user set is_active = false where id = %s", (office.bob,)
        )
    with pytest.raises(DataError, match=r"may not payment\.release"):
        office.release(office.bob, office.bob)


def test_payment__keeps_its_amount_and_is_released_once(office: Office) -> None:
    office.prepare(office.ann, office.ann)
    office.change_payment("amount_usd = 11", "keeps its owner, amount and people")
    office.change_payment("status = 'completed'", "completed only once it is released")
    office.release(office.bob, office.bob)
    for change in ("amount_usd = 11", "released_by = null", "prepared_by = released_by",
                   "released_at = '2020-01-01'"):  # fmt: skip
        office.change_payment(change, "keeps its owner, amount and people")
    office.change_payment("status = 'pending'", "pending only before it is released")
    with tenant_transaction(office.conn, office.own):
        office.conn.execute("update wellflow.payment set status = 'completed'")


def test_deck__is_approved_by_another(office: Office) -> None:
    deck = office.deck(office.ann, edited_by=office.ann)
    approve = "update wellflow.deck set approved_by = %s, approved_at = now() where id = %s"
    with (
        pytest.raises(DataError, match="both halves of the deck duty"),
        tenant_transaction(office.conn, office.own, office.ann),
    ):
        office.conn.execute(approve, (office.ann, deck))
    with tenant_transaction(office.conn, office.own, office.bob):
        office.conn.execute(approve, (office.bob, deck))
    with (
        pytest.raises(DataError, match="both halves of the deck duty"),
        tenant_transaction(office.conn, office.own, office.bob),
    ):
        office.conn.execute("update wellflow.deck set edited_by = approved_by")


def test_deck__approved_by_its_maker_needs_a_waiver_and_a_known_maker(office: Office) -> None:
    with pytest.raises(DataError, match="who made it is not known"):
        office.deck(office.ann, approved_by=office.ann)
    both = {"edited_by": office.ann, "approved_by": office.ann}
    with pytest.raises(DataError, match="both halves"):
        office.deck(office.ann, **both)
    office.waive(office.ann, "deck")
    office.deck(office.ann, **both)


def test_deck__is_made_in_ones_own_name(office: Office) -> None:
    with pytest.raises(DataError, match=r"deck\.edit must be made by the person it names"):
        office.deck(office.bob, edited_by=office.ann)
    with pytest.raises(DataError, match=r"may not deck\.edit"):
        office.deck(office.guest, edited_by=office.guest)


def test_deck__its_lines_stay_once_it_is_approved(office: Office) -> None:
    deck = office.deck(office.ann, edited_by=office.ann)
    line = {"deck_id": deck, "owner_id": office.owner, "interest_type": "working_interest"}
    with tenant_transaction(office.conn, office.own):
        put(office.conn, office.own, "deck_line", **line, interest_decimal=1)
    with tenant_transaction(office.conn, office.own, office.bob):
        office.conn.execute(
            "update wellflow.deck set approved_by = %s, approved_at = now()", (office.bob,)
        )
    with tenant_transaction(office.conn, office.own):
        office.conn.execute("update wellflow.deck set approved_by = null, approved_at = null")
    office.change_line(office.bob, "lines of a deck are entered by the person who makes it")
    with tenant_transaction(office.conn, office.own, office.bob):
        office.conn.execute("update wellflow.deck set approved_by = %s, approved_at = now()",
                            (office.bob,))  # fmt: skip
    for change in (
        "update wellflow.deck_line set interest_decimal = 0.5",
        "update wellflow.deck_line set pay_status = 'suspense'",
        "delete from wellflow.deck_line",
        "update wellflow.deck set effective_from = '2026-02-01'",
    ):
        with (
            pytest.raises(DataError, match=r"lines of an approved deck|an approved deck keeps"),
            tenant_transaction(office.conn, office.own, office.ann),
        ):
            office.conn.execute(change.encode())
    with (
        pytest.raises(DataError, match="lines of an approved deck"),
        tenant_transaction(office.conn, office.own, office.ann),
    ):
        put(office.conn, office.own, "deck_line", **line | {"interest_type": "royalty_interest"},
            interest_decimal=0)  # fmt: skip
