"""Signing in: what the doors of the database tell, and what they never do."""

import secrets
from collections.abc import Callable
from uuid import UUID

import pytest

from access.people import Person
from access.resets import confirm_reset, first_secret, reset_by_owner, reset_secret
from access.secrets import stretched, stretched_earlier
from access.sessions import (
    end_session,
    in_organization,
    join_sign_in,
    organizations_of,
    person_of,
    renewed,
    sessions_of,
    sign_out,
)
from access.sign_in import SecretMustChange, choose_secret, sign_in
from domain.errors import DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson, session_of
from tests.fixtures.tenant_rows import put_person

Open = Callable[[Role], Connection]
EMAIL = "ann@example.com"
FIRST = "first-word-of-the-file"
OWN = "copper lantern walks quietly"


class Office:
    """A tenant with a person who signs in, and what the owner and the api role do to it."""

    def __init__(self, maker: Connection, api: Connection, organization: Organization) -> None:
        self.maker, self.api = maker, api
        self.own, self.slug = organization.organization_id, organization.slug
        self.ann = self.hire("Ann")

    def hire(self, name: str, *capabilities: str, secret: str = FIRST) -> UUID:
        with tenant_transaction(self.maker, self.own):
            who = put_person(self.maker, self.own, name, *(capabilities or ("read.field",)))
            first_secret(self.maker, who, secret)
        return who

    def enter(self, secret: str, email: str = EMAIL) -> Person:
        return sign_in(self.api, self.slug, email, secret)

    def settle(self, email: str = EMAIL, secret: str = OWN) -> Person:
        """Sign in for the first time and choose a secret."""
        with pytest.raises(SecretMustChange) as must:
            self.enter(FIRST, email)
        return choose_secret(self.api, self.slug, email, must.value.token, secret)

    def one(self, statement: str, *values: object, token: str = "") -> object:
        with tenant_transaction(self.api, self.own, token):
            row = self.api.execute(statement.encode(), values).fetchone()
        return None if row is None else row[0]


@pytest.fixture
def office(
    maker: Connection, connection: Open, organization: Callable[..., Organization]
) -> Office:
    return Office(maker, connection("api"), organization())


def test_first_secret__opens_nothing_but_the_door_to_ones_own(office: Office) -> None:
    with pytest.raises(SecretMustChange) as must:
        office.enter(FIRST)
    assert office.one("select wellflow.acting_person()", token=must.value.token) is None
    person = choose_secret(office.api, office.slug, EMAIL, must.value.token, OWN)
    assert (person.app_user_id, person.email) == (office.ann, EMAIL)
    assert person.capabilities == {"read.field"}
    with pytest.raises(DataError, match="wrong"):
        office.enter(FIRST)


@pytest.mark.parametrize("weak", ["short one", "passwordpassword", "aaaabbbbcccc", "aaaaaaaaaaaa"])
def test_secret__that_is_guessed_soon_is_refused(office: Office, weak: str) -> None:
    with pytest.raises(SecretMustChange) as must:
        office.enter(FIRST)
    with pytest.raises(DataError, match=r"too weak|characters"):
        choose_secret(office.api, office.slug, EMAIL, must.value.token, weak)


def test_sign_in__always_answers_a_token_and_a_wrong_one_is_dead(office: Office) -> None:
    office.settle()
    for email, key in ((EMAIL, b"wrong"), ("nobody@example.com", b"wrong")):
        with office.api.transaction():
            row = office.api.execute(
                "select wellflow.sign_in(%s, %s, %s, null, null, null)", (office.slug, email, key)
            ).fetchone()
        assert row is not None
        assert len(row[0]) == 64
        assert office.one("select wellflow.acting_person()", token=row[0]) is None
        assert office.api.execute("select * from wellflow.begin_session(%s)", row).fetchall() == []
        office.api.rollback()


def test_sign_in__that_is_rolled_back_teaches_nothing(office: Office) -> None:
    office.settle()
    terms = office.api.execute(
        "select salt, memory_kib from wellflow.sign_in_terms(%s, %s)", (office.slug, EMAIL)
    ).fetchone()
    office.api.rollback()
    assert terms is not None
    right = stretched(OWN, salt=terms[0]).key
    counters = (
        "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_all_tables"
        " where schemaname in ('identity', 'wellflow') and n_tup_ins + n_tup_upd + n_tup_del > 0"
        " order by relname"
    )
    seen = []
    for key in (right, b"x" * 32, right, b"y" * 32):
        before = dict(office.api.execute(counters).fetchall())
        row = office.api.execute(
            "select wellflow.sign_in(%s, %s, %s, null, null, null)", (office.slug, EMAIL, key)
        ).fetchone()
        assert row is not None
        inside = {
            name: n_rows - before.get(name, 0)
            for name, n_rows in office.api.execute(counters).fetchall()
            if n_rows > before.get(name, 0)  # counts of earlier transactions may wait to be sent
        }
        office.api.execute(
            "select set_config('app.organization_id', %s, true),"
            " set_config('app.session', %s, true)",
            (str(office.own), row[0]),
        )
        acting = office.api.execute("select wellflow.acting_person()").fetchone()
        begun = office.api.execute("select * from wellflow.begin_session(%s)", row).fetchall()
        office.api.rollback()
        seen.append((inside, acting, begun))
        assert office.one("select wellflow.acting_person()", token=row[0]) is None
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert seen[0][1:] == ((None,), [])


def test_salt__of_an_unknown_person_is_stable_and_like_any_other(office: Office) -> None:
    ask = "select salt, memory_kib, passes, lanes, earlier_salt from wellflow.sign_in_terms(%s, %s)"

    def terms(email: str, slug: str = "") -> object:
        return office.api.execute(ask, (slug or office.slug, email)).fetchone()

    assert terms("nobody@example.com") == terms("nobody@example.com") != terms("no@example.com")
    assert terms("nobody@example.com", "nowhere") != terms("nobody@example.com")
    known, unknown = terms(EMAIL), terms("nobody@example.com")
    assert isinstance(known, tuple)
    assert isinstance(unknown, tuple)
    assert [len(known[0]), *known[1:4]] == [len(unknown[0]), *unknown[1:4]]


def test_secret__of_an_earlier_release_works_once_and_is_replaced(office: Office) -> None:
    salt = secrets.token_bytes(16)
    key = stretched_earlier(OWN, salt=salt, cost=16384, block=8, lanes=1)
    with tenant_transaction(office.maker, office.own):
        bob = put_person(office.maker, office.own, "Bob", "read.field")
        office.maker.execute(
            "insert into identity.membership (organization_id, app_user_id, earlier_salt,"
            " earlier_cost, earlier_block, earlier_lanes, earlier_verifier)"
            " values (%s, %s, %s, 16384, 8, 1, sha256(%s))",
            (office.own, bob, salt, key),
        )
    with pytest.raises(DataError, match="wrong"):
        office.enter("another", "bob@example.com")
    assert office.enter(OWN, "bob@example.com").app_user_id == bob
    with tenant_transaction(office.maker, office.own):
        row = office.maker.execute(
            "select earlier_verifier, secret_id is not null from identity.membership"
            " where app_user_id = %s", (bob,),
        ).fetchone()  # fmt: skip
    assert row == (None, True)
    assert office.enter(OWN, "bob@example.com").app_user_id == bob


def test_name__is_shut_after_ten_wrong_tries_even_for_the_right_secret(office: Office) -> None:
    office.settle()
    for _ in range(10):
        with pytest.raises(DataError, match="wrong"):
            office.enter("a wrong secret")
    with pytest.raises(DataError, match="too many tries"):
        office.enter(OWN)
    office.maker.execute("update identity.try_count set since = since - interval '1 hour',"
                         " locked_until = locked_until - interval '1 hour'")  # fmt: skip
    office.maker.commit()
    assert office.enter(OWN).app_user_id == office.ann


def test_address__is_shut_whatever_names_it_tries(office: Office) -> None:
    office.settle()
    with office.api.transaction():
        for number in range(101):
            office.api.execute(
                "select wellflow.sign_in(%s, %s, %s, null, '203.0.113.9', null)",
                (office.slug, f"guess{number}@example.com", b"k" * 32),
            )
    with pytest.raises(DataError, match="wrong"):
        sign_in(office.api, office.slug, EMAIL, OWN, address="203.0.113.9")
    assert sign_in(office.api, office.slug, EMAIL, OWN, address="203.0.113.10").email == EMAIL


def test_session__is_renewed_listed_and_ended(office: Office) -> None:
    person = office.settle()
    fresh = renewed(office.api, person)
    assert fresh.token != person.token
    listed = sessions_of(office.api, fresh)
    assert [each.is_this_one for each in listed].count(True) == 1
    other = office.enter(OWN)
    (theirs,) = (each for each in sessions_of(office.api, other) if each.is_this_one)
    end_session(office.api, fresh, theirs.id)
    with pytest.raises(DataError, match="has ended"):
        person_of(office.api, office.own, other.token)
    sign_out(office.api, fresh.token)
    with pytest.raises(DataError, match="has ended"):
        person_of(office.api, office.own, fresh.token)


def test_session__of_who_leaves_ends_at_once(office: Office, person_with: PutPerson) -> None:
    person = office.settle()
    manager = person_with(office.own, "Max")
    with tenant_transaction(office.api, office.own, manager.token):
        office.api.execute(
            "update wellflow.app_user set is_active = false where id = %s", (office.ann,)
        )
    with pytest.raises(DataError, match="has ended"):
        person_of(office.api, office.own, person.token)
    with pytest.raises(DataError, match="wrong"):
        office.enter(OWN)


def test_reset__of_anothers_secret_waits_for_a_second_person(
    office: Office, person_with: PutPerson
) -> None:
    office.settle()
    max_, mia = person_with(office.own, "Max"), person_with(office.own, "Mia")
    asked = reset_secret(office.api, max_, EMAIL)
    assert asked.is_waiting
    with pytest.raises(DataError, match="wrong"):
        office.enter(asked.secret)
    with pytest.raises(DataError, match="second person"):
        confirm_reset(office.api, max_, asked.reset_id)
    assert office.enter(OWN).app_user_id == office.ann
    confirm_reset(office.api, mia, asked.reset_id)
    with pytest.raises(DataError, match="wrong"):
        office.enter(OWN)
    with pytest.raises(SecretMustChange):
        office.enter(asked.secret)


def test_reset__by_the_owner_of_the_installation_needs_nobody_else(office: Office) -> None:
    office.settle()
    given = reset_by_owner(office.maker, office.own, EMAIL)
    assert not given.is_waiting
    with pytest.raises(SecretMustChange):
        office.enter(given.secret)


def test_sign_in__belongs_to_two_organizations_once_both_are_proved(
    office: Office, maker: Connection, connection: Open, organization: Callable[..., Organization]
) -> None:
    ann = office.settle()
    other = Office(maker, connection("api"), organization("pecos-ridge"))
    with pytest.raises(DataError, match="does not belong"):
        in_organization(office.api, ann, other.slug)
    with pytest.raises(SecretMustChange) as must:
        other.enter(FIRST)
    join_sign_in(office.api, ann, must.value.token)
    there = in_organization(office.api, ann, other.slug)
    assert (there.organization_id, there.app_user_id) == (other.own, other.ann)
    assert {each.slug for each in organizations_of(office.api, ann)} == {office.slug, other.slug}
    assert other.enter(OWN).app_user_id == other.ann
    manager = other.hire("Max", "user.manage")
    boss = person_of(other.api, other.own, session_of(maker, other.own, manager))
    with pytest.raises(DataError, match="other organizations"):
        reset_secret(other.api, boss, EMAIL)
