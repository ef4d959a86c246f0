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
from tests.fixtures.offices import Office as Staff
from tests.fixtures.owed import OWED_USD, plant_owed
from tests.fixtures.signed_in import SignIn
from tests.fixtures.tenant_rows import founded, put, put_person

CAPABILITIES = ENUMERATIONS["capability"]
ROLES = {**{each: (each,) for each in CAPABILITIES}, **PRESETS}
MONTH = date(2026, 3, 1)
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Office:
    """A tenant with one deck, one payment and one month, all made by another person."""

    staff: Staff
    run: UUID
    land: UUID
    owners: tuple[UUID, ...]

    def may(self, role: str, act: Callable[["Office", UUID], object]) -> bool:
        """Whether the database lets a person of that role act; nothing of it stays."""
        person = self.staff.people[role]
        try:
            with tenant_transaction(self.staff.api, self.staff.own, person.token):
                act(self, person.app_user_id)
                raise Rollback
        except DataError as error:
            if "may not" not in error.what:
                raise
            return False
        return True

    def put(self, table: str, **columns: object) -> UUID:
        return put(self.staff.api, self.staff.own, table, **columns)

    def change(self, statement: str, *values: object) -> object:
        """Change rows; who does not see them may not change them either."""
        done = self.staff.api.execute(f"update wellflow.{statement}".encode(), values)
        if done.rowcount == 0:
            raise DataError("may not even see it")
        return done

    def edit_deck(self, person: UUID) -> object:
        return self.put("deck", property_id=self.land, kind="cost", edited_by=person)

    def approve_deck(self, person: UUID) -> object:
        return self.change("deck set approved_by = %s, approved_at = now()"
                           " where approved_by is null", person)  # fmt: skip

    def prepare_payment(self, person: UUID) -> object:
        return self.put("payment", revenue_run_id=self.run, owner_id=self.owners[1],
                        prepared_by=person, amount_usd=OWED_USD)  # fmt: skip

    def release_payment(self, person: UUID) -> object:
        return self.change("payment set released_by = %s, status = 'processing'", person)

    def close_month(self, _person: UUID) -> object:
        return self.change("production_period set state = 'closing'")


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
    maker: Connection,
    connection: Callable[[Role], Connection],
    organization: Callable[..., Organization],
    sign_in_as: SignIn,
) -> Office:
    made = organization()
    staff = Staff(maker, connection("api"), made.organization_id, made.slug, sign_in_as)
    with tenant_transaction(maker, staff.own):
        other = put_person(maker, staff.own, "other", *CAPABILITIES)
        people = {
            role: put_person(maker, staff.own, role, *capabilities)
            for role, capabilities in ROLES.items()
        }
    owed = plant_owed(staff, other, "A", "B")
    staff.plant("production_period", month=MONTH)
    land = staff.plant("property", property_number="2")
    staff.plant("deck", property_id=land, edited_by=other)
    staff.plant("payment", revenue_run_id=owed.run, owner_id=owed.owners[0], prepared_by=other)
    founded(maker, staff.own)
    staff.people |= {role: sign_in_as(staff.own, who) for role, who in people.items()}
    return Office(staff, owed.run, land, owed.owners)


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
