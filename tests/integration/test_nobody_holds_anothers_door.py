"""What a stranger with the api login's SQL cannot hold, see or keep open."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.fixtures.offices import Office
from tests.fixtures.signed_in import session_of

ORDER = "select from wellflow.live_standing_order(%s, 'production.close')"


@pytest.fixture
def stranger(database: Credentials) -> Iterator[Connection]:
    with closing(connect(database.dsn("api"), application="test", lock_timeout_s=1)) as conn:
        yield conn


@pytest.fixture
def staffed(office: Office) -> Office:
    office.staff(Ann="user.manage", Bob="production.close")
    return office


def test_a_try_to_sign_in__does_not_hold_the_trail(staffed: Office, stranger: Connection) -> None:
    stranger.execute("set constraints all immediate")
    stranger.execute(
        "select wellflow.sign_in(%s, 'ann@example.com', 'x', 'x', %s, 'x')",
        (staffed.slug, str(uuid7())),
    )
    staffed.api.execute("set lock_timeout = '3s'")
    staffed.api.commit()
    assert staffed.act("Bob", "update wellflow.app_user set full_name = 'Bo' where id = %s",
                       staffed.id_of("Bob")) == 1  # fmt: skip
    stranger.rollback()


def test_a_try_to_sign_in__is_told_by_who_keeps_the_trail(
    staffed: Office, stranger: Connection
) -> None:
    stranger.execute(
        "select wellflow.sign_in(%s, 'ann@example.com', 'x', 'x', %s, 'x')",
        (staffed.slug, str(uuid7())),
    )
    stranger.commit()
    staffed.act("Ann", "select wellflow.anchor_trail(%s, 'request', 'x')", staffed.own)
    told = staffed.rows("select subject from wellflow.audit_event where kind = 'sign_in_tried'")
    assert told == [(str(staffed.id_of("Ann")),)]


def test_standing_order__is_shown_to_no_stranger(staffed: Office, stranger: Connection) -> None:
    with tenant_transaction(staffed.api, staffed.own, staffed.people["Bob"].token):
        staffed.api.execute(
            "insert into wellflow.standing_order (organization_id, id, act, reason, signed_by,"
            " signed_at, valid_from) values (%s, %s, 'production.close', 'x', %s, now(),"
            " '2020-01-01')",
            (staffed.own, uuid7(), staffed.id_of("Bob")),
        )

    def look() -> None:
        with tenant_transaction(stranger, staffed.own, ""):
            stranger.execute(ORDER, (staffed.own,))

    staffed.refuses("session changed", look)


@pytest.mark.parametrize("end", ["left", "signed out", "ended"])
def test_ended_session__ends_what_was_renewed_from_it(staffed: Office, end: str) -> None:
    bob = staffed.people["Bob"]
    with tenant_transaction(staffed.api, staffed.own, bob.token):
        row = staffed.api.execute("select wellflow.renew_session()").fetchone()
    assert row is not None
    ending: dict[str, Callable[[], object]] = {
        "left": lambda: staffed.act(
            "Ann", "update wellflow.app_user set is_active = false where id = %s", bob.app_user_id
        ),
        "signed out": lambda: staffed.act("Bob", "select wellflow.end_session(%s)", bob.token),
        "ended": lambda: staffed.act(
            "Ann", "select wellflow.end_session_of(s.id) from wellflow.sessions() s"
            " where s.app_user_id = %s order by s.expires_at limit 1", bob.app_user_id,
        ),
    }  # fmt: skip
    ending[end]()
    with tenant_transaction(staffed.api, staffed.own, row[0]):
        assert staffed.api.execute("select wellflow.acting_person()").fetchone() == (None,)


def test_older_snapshot__writes_nothing(staffed: Office, stranger: Connection) -> None:
    token = session_of(staffed.maker, staffed.own, staffed.id_of("Ann"))
    stranger.execute("set transaction isolation level repeatable read")
    stranger.execute(
        "select set_config('app.organization_id', %s, true), set_config('app.session', %s, true)",
        (str(staffed.own), token),
    )
    staffed.act("Ann", "select wellflow.end_session(%s)", token)
    with pytest.raises(Exception, match="read committed"):
        stranger.execute(
            "update wellflow.organization set organization_name = 'x' where organization_id = %s",
            (staffed.own,),
        )
    stranger.rollback()


def test_session_renewed_while_its_person_leaves__ends_too(
    staffed: Office, stranger: Connection
) -> None:
    bob = staffed.people["Bob"]
    stranger.execute(
        "select set_config('app.organization_id', %s, true), set_config('app.session', %s, true)",
        (str(staffed.own), bob.token),
    )
    row = stranger.execute("select wellflow.renew_session()").fetchone()
    assert row is not None
    leave = "update wellflow.app_user set is_active = false where id = %s"
    leaving = threading.Thread(target=staffed.act, args=("Ann", leave, bob.app_user_id))
    leaving.start()
    time.sleep(0.5)
    stranger.commit()
    leaving.join()
    with tenant_transaction(stranger, staffed.own, row[0]):
        assert stranger.execute("select wellflow.acting_person()").fetchone() == (None,)


def test_session__expires_while_a_transaction_is_open(
    staffed: Office, stranger: Connection
) -> None:
    bob = staffed.people["Bob"]
    with staffed.maker.transaction():
        staffed.maker.execute(
            "update identity.session set expires_at = now() + interval '1 second'"
            " where app_user_id = %s",
            (bob.app_user_id,),
        )
    with tenant_transaction(stranger, staffed.own, bob.token):
        stranger.execute("select pg_sleep(1.2)")
        assert stranger.execute("select wellflow.acting_person()").fetchone() == (None,)
