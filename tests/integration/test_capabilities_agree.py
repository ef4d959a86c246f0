"""What a person may do is the same at the door of an act and in the database behind it.

Every capability alone, and every preset, tries every act that two places guard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from psycopg import Rollback

from access.people import Person
from books.closing.close import close_production
from books.revenue.decks import approve_decks
from books.revenue.payments import prepare_payments, release_payments
from catalog.enumerations import ENUMERATIONS
from domain.capabilities import PRESETS
from domain.errors import DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put

CAPABILITIES = ENUMERATIONS["capability"]
ROLES = {**{each: (each,) for each in CAPABILITIES}, **PRESETS}
MONTH = date(2026, 3, 1)
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Office:
    """A tenant with one deck, one payment and one month, all made by another person."""

    conn: Connection
    own: UUID
    run: UUID
    land: UUID
    owners: tuple[UUID, UUID]
    people: dict[str, UUID]

    def may(self, role: str, act: Callable[["Office", UUID], object]) -> bool:
        """Whether the database lets a person of that role act; nothing of it stays."""
        person = self.people[role]
        try:
            with tenant_transaction(self.conn, self.own, person):
                act(self, person)
                raise Rollback
        except DataError as error:
            if "may not" not in error.what:
                raise
            return False
        return True

    def edit_deck(self, person: UUID) -> object:
        return put(self.conn, self.own, "deck", property_id=self.land, kind="cost",
                   edited_by=person)  # fmt: skip

    def approve_deck(self, person: UUID) -> object:
        return self.conn.execute(
            "update wellflow.deck set approved_by = %s, approved_at = now()", (person,)
        )

    def prepare_payment(self, person: UUID) -> object:
        return put(self.conn, self.own, "payment", revenue_run_id=self.run,
                   owner_id=self.owners[1], prepared_by=person)  # fmt: skip

    def release_payment(self, person: UUID) -> object:
        return self.conn.execute(
            "update wellflow.payment set released_by = %s, status = 'processing'", (person,)
        )

    def close_month(self, _person: UUID) -> object:
        return self.conn.execute("update wellflow.production_period set state = 'closing'")


def closing(person: Person) -> object:
    return close_production(None, NOBODY, MONTH, person, NOBODY)


def preparing(person: Person) -> object:
    return prepare_payments(None, NOBODY, NOBODY, person)


def releasing(person: Person) -> object:
    return release_payments(None, NOBODY, NOBODY, person)


def approving(person: Person) -> object:
    return approve_decks(None, NOBODY, "P-1", person)


# What is needed, what the database guards, and the door of the books before it.
ACTS = {
    "deck.edit": (Office.edit_deck, None),
    "deck.approve": (Office.approve_deck, approving),
    "payment.prepare": (Office.prepare_payment, preparing),
    "payment.release": (Office.release_payment, releasing),
    "production.close": (Office.close_month, closing),
}


@pytest.fixture
def office(
    connection: Callable[[Role], Connection], organization: Callable[..., Organization]
) -> Office:
    conn, own = connection("api"), organization().organization_id
    with tenant_transaction(conn, own):
        people = {}
        for role, capabilities in {**ROLES, "other": CAPABILITIES}.items():
            people[role] = put(conn, own, "app_user", full_name=role, email=f"{role}@example.com")
            for capability in capabilities:
                put(conn, own, "capability_grant", app_user_id=people[role],
                    capability=capability)  # fmt: skip
        owners = tuple(put(conn, own, "company", company_code=code) for code in "AB")
        statement = put(conn, own, "statement", purchaser_id=owners[0])
        run = put(conn, own, "revenue_run", statement_id=statement, run_by=people["other"])
        land = put(conn, own, "property")
        put(conn, own, "production_period", month=MONTH)
    with tenant_transaction(conn, own, people["other"]):
        put(conn, own, "deck", property_id=land, edited_by=people["other"])
        put(conn, own, "payment", revenue_run_id=run, owner_id=owners[0],
            prepared_by=people["other"])  # fmt: skip
    return Office(conn, own, run, land, owners, people)


@pytest.mark.parametrize("needed", ACTS)
def test_database__lets_whoever_holds_the_capability_act_and_nobody_else(
    office: Office, needed: str
) -> None:
    act, _door = ACTS[needed]
    assert {role for role in ROLES if office.may(role, act)} == {
        role for role, capabilities in ROLES.items() if needed in capabilities
    }


@pytest.mark.parametrize("needed", [needed for needed, (_act, door) in ACTS.items() if door])
def test_books__refuse_at_the_door_whom_the_database_would_refuse(needed: str) -> None:
    _act, door = ACTS[needed]
    for role, capabilities in ROLES.items():
        person = Person(NOBODY, NOBODY, frozenset(capabilities), f"{role}@example.com")
        if needed not in capabilities:
            with pytest.raises(DataError, match=f"may not do {needed}"):
                door(person)
