"""Whoever has a login of ours and wants to act as somebody else is refused, whatever is tried.

Every way is tried as the login of people, of the pipeline and of a collector; after each one the
same transaction aims at a right and at another's row, and nothing of it may be stored.
"""

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from access.resets import first_secret
from storage.connections import Connection, connect
from storage.server.bootstrap import add_collector
from storage.server.credentials import Credentials
from storage.tenant import SET_TENANT, tenant_transaction
from tests.fixtures.forgeries import WAYS
from tests.fixtures.offices import Office
from tests.fixtures.owed import plant_owed
from tests.fixtures.postgres import Server, add_organization
from tests.fixtures.signed_in import session_of
from tests.fixtures.tenant_rows import founded, put_person

LOGINS = ("api", "pipeline", "collector")
AIMS = (
    "insert into wellflow.capability_grant (organization_id, app_user_id, capability)"
    " values ('{org}', '{mine}', 'payment.release')",
    "update wellflow.app_user set full_name = 'Forged' where id = '{victim}'",
)
NOT_GOOD = {
    "expired": "expires_at = now()", "ended": "ended_at = now()", "wrong": "is_good = false",
    "unbegun": "begun_at = null",
}  # fmt: skip
KEPT = (
    "wellflow.app_user", "wellflow.capability_grant", "wellflow.waiver", "wellflow.company",
    "wellflow.deck", "wellflow.payment", "wellflow.revenue_run", "wellflow.production_period",
    "wellflow.organization", "wellflow.collector_key", "identity.secret", "identity.membership",
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A founded office, whoever tries, and what fills in the words of a way."""

    owner: Connection
    tries: dict[str, Connection]
    words: dict[str, str]
    good: str

    @property
    def org(self) -> str:
        return self.words["org"]

    def digest(self) -> list[tuple[str, str]]:
        """Return what may not change, table by table."""
        with tenant_transaction(self.owner, UUID(self.org)):
            return [self._digest(table) for table in KEPT] + [
                self._digest("identity.session", "is_good and app_user_id is not null")
            ]

    def _digest(self, table: str, only: str = "true") -> tuple[str, str]:
        row = self.owner.execute(
            "select md5(string_agg(t::text, '|' order by t::text))"
            f" from {table} t where {only}".encode()
        ).fetchone()
        assert row is not None
        return table, row[0]

    def attempt(self, login: str, statements: tuple[str, ...]) -> list[str]:
        """Try a way and then each aim; return what the database stored or answered wrongly."""
        conn, got = self.tries[login], []
        conn.rollback()
        for leave in ("reset role", "reset all", "discard temp"):
            conn.execute(leave.encode())
            conn.commit()
        conn.execute(SET_TENANT, (self.org, ""))
        try:
            for statement in statements:
                conn.execute(self.filled(statement))
        except psycopg.Error:
            conn.rollback()
            return got
        for aim in AIMS:
            try:
                with conn.transaction():
                    if conn.execute(self.filled(aim)).rowcount:
                        got.append(aim)
            except psycopg.Error:
                continue
        try:
            with conn.transaction():
                row = conn.execute("select wellflow.acting_person()").fetchone()
                if row is not None and str(row[0]) == self.words["victim"]:
                    got.append("acts as the other")
        except psycopg.Error:
            pass
        conn.commit()
        return got

    def filled(self, statement: str) -> bytes:
        for name, word in self.words.items():
            statement = statement.replace(f"{{{name}}}", word)
        return statement.encode()


def planted(owner: Connection, org: UUID, who: UUID, change: str) -> str:
    """Plant a session and make it one that is not good."""
    token = session_of(owner, org, who)
    with owner.transaction():
        owner.execute(
            f"update identity.session set {change} where token_sha256 = sha256(%s)".encode(),
            (token.encode(),),
        )
    return token


def left_open(owner: Connection, org: UUID, who: UUID, token: str) -> None:
    """Plant a good session in a transaction that stays open."""
    owner.execute(
        "insert into identity.session (token_sha256, organization_id, app_user_id, is_good,"
        " must_change, begun_at, expires_at) values (sha256(%s), %s, %s, true, false, now(),"
        " now() + interval '1 hour')",
        (token.encode(), org, who),
    )


@pytest.fixture(scope="module")
def scene(
    server: Server, common_database: Credentials, common_owner: Connection
) -> Iterator[Scene]:
    """An office with a manager, and somebody of it who has a token but no right to manage."""
    ending = secrets.token_hex(4)
    own = add_organization(common_owner, f"forged-{ending}")
    other = add_organization(common_owner, f"elsewhere-{ending}")
    org = own.organization_id
    logins = add_collector(server.admin_dsn, common_database, own.slug, "east")
    with (
        closing(connect(common_database.dsn("owner"), application="test")) as open_owner,
        closing(connect(common_database.dsn("api"), application="test")) as api,
        closing(connect(common_database.dsn("pipeline"), application="test")) as pipeline,
        closing(connect(logins.collector_dsn(own.slug, "east"), application="test")) as east,
    ):
        office = Office(common_owner, api, org, own.slug, lambda *_: pytest.fail("not here"))
        with tenant_transaction(common_owner, org):
            clerk = put_person(common_owner, org, "Clerk", "payment.prepare", "deck.edit")
            victim = put_person(common_owner, org, "Max", "user.manage", "payment.release")
            mine = put_person(common_owner, org, "Tim", "tag.configure", "read.field")
            new = put_person(common_owner, org, "New", "user.manage")
            first_secret(common_owner, victim, "a first word that is long")
        owed = plant_owed(office, clerk)
        founded(common_owner, org)
        with tenant_transaction(common_owner, other.organization_id):
            zed = put_person(common_owner, other.organization_id, "Zed", "user.manage")
        founded(common_owner, other.organization_id)
        good = session_of(common_owner, org, victim)
        (row,) = office.rows(
            "select s.id::text, encode(s.token_sha256, 'hex'), encode(k.verifier, 'hex')"
            " from identity.session s join identity.membership m using (app_user_id)"
            " join identity.secret k on k.id = m.secret_id where s.app_user_id = %s", victim,
        )  # fmt: skip
        uncommitted, rolled_back = secrets.token_hex(32), secrets.token_hex(32)
        for token in (rolled_back, uncommitted):
            open_owner.rollback()
            left_open(open_owner, org, victim, token)
        words = {
            "org": str(org), "slug": own.slug, "other": str(other.organization_id),
            "victim": str(victim), "mine": str(mine), "session": row[0], "hash": row[1],
            "verifier": row[2], "land": str(owed.land), "run": str(owed.run),
            "payee": str(owed.owners[0]), "statement": str(owed.statement),
            "uncommitted": uncommitted, "rolled_back": rolled_back,
            "own": session_of(common_owner, org, mine),
            "foreign": session_of(common_owner, other.organization_id, zed),
            "owner": common_database.login("owner"), "database": common_database.database,
            "pipeline": common_database.login("pipeline"),
            "must_change": planted(common_owner, org, new, "must_change = true"),
            **{
                name: planted(common_owner, org, victim, change)
                for name, change in NOT_GOOD.items()
            },
        }  # fmt: skip
        yield Scene(
            common_owner, {"api": api, "pipeline": pipeline, "collector": east}, words, good
        )
        open_owner.rollback()


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("way", WAYS)
def test_identity__is_not_forged(scene: Scene, way: str, login: str) -> None:
    before = scene.digest()
    assert scene.attempt(login, WAYS[way]) == []
    assert scene.digest() == before


def test_token__of_a_manager_lets_the_login_of_people_act_and_no_other(scene: Scene) -> None:
    statements = (f"select set_config('app.session', '{scene.good}', true)",)
    before = scene.digest()
    for login in ("pipeline", "collector"):
        assert AIMS[0] not in scene.attempt(login, statements)
        assert scene.digest() == before
    conn = scene.tries["api"]
    assert scene.attempt("api", ()) == []
    conn.execute(SET_TENANT, (scene.org, scene.good))
    for aim in AIMS[:1]:
        assert conn.execute(scene.filled(aim)).rowcount == 1
    conn.rollback()


def test_ways__are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(  # noqa: T201  # a figure
            f"\nforged identities: {len(WAYS)} ways, {len(WAYS) * len(LOGINS)} tries refused"
        )
    assert len(WAYS) >= 40
