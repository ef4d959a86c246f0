"""Tokens kept at a machine: for its owner's eyes, renewed by use, forgotten when they end."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from access import kept_sessions
from access.kept_sessions import KeptSession, forget, keep, load, path_in, signed_in
from access.people import Person
from access.resets import first_secret
from access.sessions import join_sign_in, person_of, sessions_of, sign_out
from access.sign_in import SecretMustChange, choose_secret, sign_in
from domain.errors import ConfigError, DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put_person

FIRST = "first-word-of-the-file"
OWN = "copper lantern walks quietly"


@pytest.fixture
def here(organization: Callable[..., Organization]) -> Organization:
    return organization()


@pytest.fixture
def api(connection: Callable[[Role], Connection]) -> Connection:
    return connection("api")


@pytest.fixture
def ann(here: Organization, person_with: PutPerson) -> Person:
    return person_with(here.organization_id, "Ann", "read.field")


def aged(folder: Path, by: timedelta) -> None:
    """Rewrite the file as if its tokens had been handed out earlier."""
    kept = [replace(each, opened_at=each.opened_at - by) for each in load(folder)]
    kept_sessions._save(folder, kept)


def test_kept_token__is_in_a_file_for_its_owner_alone(
    tmp_path: Path, ann: Person, here: Organization
) -> None:
    before = os.umask(0)
    try:
        keep(tmp_path / "state", here.slug, ann)
    finally:
        os.umask(before)
    path = path_in(tmp_path / "state")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    keep(tmp_path / "state", here.slug, ann)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.token for each in load(tmp_path / "state")] == [ann.token]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_kept_token__acts_for_its_person(
    tmp_path: Path, ann: Person, here: Organization, api: Connection
) -> None:
    keep(tmp_path, here.slug, ann)
    assert signed_in(api, tmp_path, here.slug) == ann
    assert signed_in(api, tmp_path, here.slug, " ANN@example.com") == ann


def test_person__who_signed_in_last_acts_unless_another_is_named(
    tmp_path: Path, ann: Person, here: Organization, person_with: PutPerson, api: Connection
) -> None:
    bob = person_with(here.organization_id, "Bob", "read.volume")
    keep(tmp_path, here.slug, ann)
    keep(tmp_path, here.slug, bob)
    assert signed_in(api, tmp_path, here.slug) == bob
    assert signed_in(api, tmp_path, here.slug, "ann@example.com") == ann
    keep(tmp_path, here.slug, ann)
    assert [each.email for each in load(tmp_path)] == ["bob@example.com", "ann@example.com"]
    forget(tmp_path, here.slug, "ann@example.com")
    assert signed_in(api, tmp_path, here.slug) == bob


def test_nobody__who_is_not_signed_in_acts(
    tmp_path: Path, ann: Person, here: Organization, api: Connection
) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ConfigError, match=r"nobody is signed in.*wellflow login"):
            signed_in(api, folder, here.slug)
    keep(tmp_path, here.slug, ann)
    with pytest.raises(ConfigError, match=r"as bob@example\.com"):
        signed_in(api, tmp_path, here.slug, "bob@example.com")
    assert len(sessions_of(api, ann)) == 1, "asking for another opened a session"


def test_token__that_ended_is_forgotten(
    tmp_path: Path, ann: Person, here: Organization, api: Connection
) -> None:
    keep(tmp_path, here.slug, ann)
    sign_out(api, ann.token)
    again = f"has ended; wellflow login --organization {here.slug} --as ann@example.com"
    with pytest.raises(DataError, match=re.escape(again)):
        signed_in(api, tmp_path, here.slug)
    assert load(tmp_path) == []


def test_token__of_another_tenant_opens_nothing_here(
    tmp_path: Path,
    ann: Person,
    organization: Callable[..., Organization],
    api: Connection,
) -> None:
    there = organization("pecos-ridge")
    keep(tmp_path, there.slug, ann)
    with pytest.raises(DataError, match="has ended"):
        signed_in(api, tmp_path, there.slug)


def test_token__is_renewed_by_use_and_the_one_before_soon_ends(
    tmp_path: Path, ann: Person, here: Organization, api: Connection, maker: Connection
) -> None:
    keep(tmp_path, here.slug, ann)
    aged(tmp_path, timedelta(minutes=19))
    assert signed_in(api, tmp_path, here.slug).token == ann.token
    aged(tmp_path, timedelta(minutes=2))
    fresh = signed_in(api, tmp_path, here.slug)
    assert fresh.token != ann.token
    assert [each.token for each in load(tmp_path)] == [fresh.token]
    assert load(tmp_path)[0].opened_at > datetime.now(UTC) - timedelta(minutes=1)
    assert person_of(api, here.organization_id, ann.token).app_user_id == ann.app_user_id
    row = maker.execute(
        "select expires_at - now() <= interval '1 minute' from identity.session"
        " where token_sha256 = sha256(%s::bytea)", (ann.token.encode(),),
    ).fetchone()  # fmt: skip
    assert row == (True,)


class Settled:
    """A person who chose a secret, in an organization."""

    def __init__(self, maker: Connection, api: Connection, organization: Organization) -> None:
        self.maker, self.api = maker, api
        self.own, self.slug = organization.organization_id, organization.slug
        with tenant_transaction(maker, self.own):
            who = put_person(maker, self.own, "Ann", "read.field")
            first_secret(maker, who, FIRST)
        self.app_user_id: UUID = who

    def first_token(self) -> str:
        with pytest.raises(SecretMustChange) as must:
            sign_in(self.api, self.slug, "ann@example.com", FIRST)
        return must.value.token

    def person(self) -> Person:
        return choose_secret(self.api, self.slug, "ann@example.com", self.first_token(), OWN)


def test_organization__beside_is_entered_with_the_same_sign_in(
    tmp_path: Path,
    maker: Connection,
    here: Organization,
    organization: Callable[..., Organization],
    api: Connection,
) -> None:
    one, other = Settled(maker, api, here), Settled(maker, api, organization("pecos-ridge"))
    ann = one.person()
    keep(tmp_path, one.slug, ann)
    with pytest.raises(ConfigError, match=f"nobody is signed in to {other.slug}"):
        signed_in(api, tmp_path, other.slug)
    join_sign_in(api, ann, other.first_token())
    there = signed_in(api, tmp_path, other.slug)
    assert (there.organization_id, there.app_user_id) == (other.own, other.app_user_id)
    assert [each.organization for each in load(tmp_path)] == [one.slug, other.slug]
    with pytest.raises(ConfigError, match=r"as bob@example\.com"):
        signed_in(api, tmp_path, other.slug, "bob@example.com")
    assert len(sessions_of(api, there)) == 1, "asking for another opened a session"


@pytest.mark.parametrize("text", ["session = 1", "[[session]]\ntoken = 'x'\n", "not toml"])
def test_file__that_cannot_be_read_says_what_to_do(tmp_path: Path, text: str) -> None:
    path_in(tmp_path).write_text(text)
    with pytest.raises(ConfigError, match=r"sessions\.toml.*remove the file, sign in"):
        load(tmp_path)


@pytest.mark.parametrize("email", ['o"neil@example.com', "a\\b@example.com", "zoë@exämple.com"])
def test_address__with_any_mark_is_kept_as_it_is(tmp_path: Path, ann: Person, email: str) -> None:
    keep(tmp_path, "brazos-bend", replace(ann, email=email))
    (kept,) = load(tmp_path)
    assert kept == KeptSession("brazos-bend", email, ann.token, kept.opened_at)
