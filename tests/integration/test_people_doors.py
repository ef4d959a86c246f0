"""The doors of the pages over a real database: who comes in, as whom, and until when."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from access.people import Person
from access.resets import first_secret
from api.doors import ComeLater, NotLetIn
from api.people_doors import RENEWED_AFTER_S, PeopleDoors
from api.tries import MOST
from domain.errors import DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server import credentials
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put_person

# What somebody sees depends on which organizations there are.
pytestmark = pytest.mark.own_database

GIVEN, OWN = "given on a slip of paper", "plover anvil 7 quartz lagoon"
EMAIL = "ann@example.com"
Organizations = Callable[..., Organization]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def doors(database: Credentials, tmp_path: Path, clock: Clock) -> PeopleDoors:
    credentials.save(database, tmp_path)
    return PeopleDoors(tmp_path, clock)


@pytest.fixture
def slug(organization: Organizations, maker: Connection) -> str:
    made = organization()
    hire(maker, made.organization_id, "Ann", "production.close")
    return made.slug


def hire(owner: Connection, organization_id: UUID, name: str, *capabilities: str) -> None:
    """Put a person into an organization that is being founded, with a secret of the papers."""
    with tenant_transaction(owner, organization_id):
        who = put_person(owner, organization_id, name, *capabilities)
        first_secret(owner, who, GIVEN)


def test_one_time_secret__opens_nothing_but_its_change(doors: PeopleDoors, slug: str) -> None:
    held = doors.sign_in(slug, EMAIL.upper(), GIVEN, "10.0.0.1")
    visitor = doors.person_of(held)
    assert (visitor.name, visitor.must_change_password) == (EMAIL, True)
    assert visitor.capabilities == frozenset()
    assert doors.choices_of(held) == ()
    with pytest.raises(NotLetIn):
        doors.sessions_of(held)
    with pytest.raises(NotLetIn):
        doors.change_password(held, "wrong", OWN)
    with pytest.raises(DataError, match=r"weak|characters"):
        doors.change_password(held, GIVEN, "password1234")
    fresh = doors.change_password(held, GIVEN, OWN)
    assert not doors.person_of(fresh).must_change_password
    with pytest.raises(NotLetIn):
        doors.person_of(held)
    with pytest.raises(NotLetIn):
        doors.sign_in(slug, EMAIL, GIVEN, "10.0.0.1")


@pytest.fixture
def held(doors: PeopleDoors, slug: str) -> str:
    return doors.change_password(doors.sign_in(slug, EMAIL, GIVEN, "10.0.0.1"), GIVEN, OWN)


def test_session__says_who_and_for_whom(doors: PeopleDoors, slug: str, held: str) -> None:
    visitor = doors.person_of(held)
    assert (visitor.name, visitor.organization) == (EMAIL, slug)
    assert visitor.capabilities == {"production.close"}
    assert visitor.organization_name
    assert visitor.sees_all
    second = doors.sign_in(slug, EMAIL, OWN, "10.0.0.2")
    sessions = doors.sessions_of(second)
    assert next((each.said_address, each.is_this) for each in sessions) == ("10.0.0.2", True)
    doors.end_session(second, sessions[-1].session_id)
    with pytest.raises(NotLetIn):
        doors.person_of(held)
    for nonsense in ("x", sessions[-1].session_id):
        with pytest.raises(DataError):
            doors.end_session(second, nonsense)


def test_work_of_others__is_not_shown(
    doors: PeopleDoors, held: str, organization: Organizations
) -> None:
    assert doors.person_of(held).sees_all
    organization("elsewhere")
    assert not doors.person_of(held).sees_all


def test_signing_out__ends_it(doors: PeopleDoors, held: str) -> None:
    doors.sign_out(held)
    with pytest.raises(NotLetIn):
        doors.person_of(held)


def test_session__is_renewed_by_use(doors: PeopleDoors, held: str, clock: Clock) -> None:
    assert doors.renewed(held) == held
    clock.now += RENEWED_AFTER_S
    fresh = doors.renewed(held)
    assert fresh != held
    # Whoever asks at the same time is given the same one.
    assert doors.renewed(held) == fresh
    assert doors.person_of(fresh).name == EMAIL


@pytest.mark.parametrize(
    ("secret", "email"), [("wrong", EMAIL), (OWN, "nobody@example.com"), ("", "")]
)
def test_wrong_sign_in__is_refused(
    doors: PeopleDoors, slug: str, held: str, secret: str, email: str
) -> None:
    with pytest.raises(NotLetIn):
        doors.sign_in(slug, email, secret, "10.0.0.1")


def test_many_tries__shut_the_door_for_a_name_that_nobody_has_too(
    doors: PeopleDoors, slug: str, held: str
) -> None:
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(MOST):
            with pytest.raises(NotLetIn):
                doors.sign_in(slug, email, "wrong", "10.0.0.1")
        with pytest.raises(ComeLater):
            doors.sign_in(slug, email, OWN, "10.0.0.1")


@pytest.mark.parametrize("token", ["", "x", ".", "a.b", "0" * 32 + ".x", "choosing-x", "0" * 32])
def test_made_up_token__is_nobody(doors: PeopleDoors, slug: str, token: str) -> None:
    with pytest.raises(NotLetIn):
        doors.person_of(token)


def test_person__is_hidden_in_no_repr(doors: PeopleDoors, held: str) -> None:
    assert held not in repr(doors)
    assert Person.__dataclass_fields__["token"].repr is False
