"""The trail notes every act in its transaction, and nobody but the owner can touch it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.trail.chain import walk
from storage.connections import Connection
from storage.rows import trail
from storage.rows.directory import Organization
from storage.rows.trail import EventFilter
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put, put_person

Open = Callable[[Role], Connection]
Rows = list[tuple[object, ...]]


@pytest.fixture
def own(organization: Callable[..., Organization]) -> UUID:
    return organization().organization_id


def seen(conn: Connection, own: UUID) -> list[tuple[str, str]]:
    """Kind and subject of the events, in the order of the chain."""
    with tenant_transaction(conn, own):
        found = trail.shown_events(conn, EventFilter(most=10_000))
    return [(event.kind, event.subject) for event in found]


def is_whole(conn: Connection, own: UUID) -> bool:
    with tenant_transaction(conn, own):
        walked = walk(trail.events(conn), trail.head(conn), ())
    return walked.fault is None and walked.n_events > 0


@contextmanager
def refused(sqlstate: str) -> Iterator[None]:
    with pytest.raises(psycopg.Error) as raised:
        yield
    assert raised.value.sqlstate == sqlstate


def test_event__says_who_when_from_where_what_before_and_after(connection: Open, own: UUID) -> None:
    api = connection("api")
    with tenant_transaction(api, own):
        ann = put_person(api, own, "Ann")
    with tenant_transaction(api, own, ann):
        company = put(api, own, "company")
    with tenant_transaction(api, own, ann):
        api.execute("update wellflow.company set company_name = 'Acme Oil', is_owner = true")
    with tenant_transaction(api, own):
        *_, made, changed = trail.shown_events(api, EventFilter())
        now = api.execute("select clock_timestamp()").fetchone()
    assert (made.kind, made.subject, made.actor) == ("company.added", str(company), "Ann")
    assert made.after is not None
    assert made.after["company_code"] == "ACME"
    assert made.before is None
    assert (changed.kind, changed.email) == ("company.changed", "ann@example.com")
    assert changed.before == {"company_name": "Acme", "is_owner": False}
    assert changed.after is not None
    assert changed.after["company_name"] == "Acme Oil"
    assert changed.login.endswith("_api")
    assert (changed.application, changed.from_address) == ("wellflow test", "127.0.0.1")
    assert now is not None
    with tenant_transaction(api, own):
        (at,) = api.execute("select at from wellflow.audit_event where seq = %s", (changed.seq,))
    assert 0 <= (now[0] - at[0]).total_seconds() < 60
    assert is_whole(api, own)


def test_event__without_a_person_names_schedule_or_login(connection: Open, own: UUID) -> None:
    pipeline, api = connection("pipeline"), connection("api")
    with tenant_transaction(pipeline, own):
        put(pipeline, own, "field")
    with tenant_transaction(pipeline, own):
        pipeline.execute("select set_config('app.schedule', 'close_of_month', true)")
        put(pipeline, own, "company")
    with tenant_transaction(api, own):
        *_, by_login, by_schedule = trail.shown_events(api, EventFilter())
    assert by_login.actor == f"login {by_login.login}"
    assert by_login.login.endswith("_pipeline")
    assert (by_schedule.actor, by_schedule.login) == ("schedule close_of_month", by_login.login)


def test_event__is_gone_with_a_transaction_that_rolled_back(connection: Open, own: UUID) -> None:
    api = connection("api")
    before = seen(api, own)
    with suppress(RuntimeError), tenant_transaction(api, own):
        put(api, own, "company")
        raise RuntimeError
    with tenant_transaction(api, own):
        with api.transaction(force_rollback=True):
            put(api, own, "company")
        field = put(api, own, "field")
    assert seen(api, own) == [*before, ("field.added", str(field))]
    assert is_whole(api, own)


def test_event__constraints_made_immediate_do_no_harm(connection: Open, own: UUID) -> None:
    api, other = connection("api"), connection("api")
    before = seen(api, own)
    with tenant_transaction(api, own):
        api.execute("set constraints all immediate")
        company = put(api, own, "company")
        with api.transaction(force_rollback=True):
            put(api, own, "field")
        field = put(api, own, "field")
    with suppress(RuntimeError), tenant_transaction(api, own):
        api.execute("set constraints all immediate")
        put(api, own, "property")
        raise RuntimeError
    with tenant_transaction(api, own):
        late = put(api, own, "property")
        # Chained inside a savepoint that is given up, it is chained again at the commit.
        with api.transaction(force_rollback=True):
            api.execute("set constraints all immediate")
        api.execute("update wellflow.field set basin = 'Permian'")
    made = [("company.added", company), ("field.added", field), ("property.added", late),
            ("field.changed", field)]  # fmt: skip
    assert seen(other, own) == [*before, *((kind, str(row)) for kind, row in made)]
    assert is_whole(other, own)


def test_event__that_changes_nothing_is_none(connection: Open, own: UUID) -> None:
    api = connection("api")
    with tenant_transaction(api, own):
        put(api, own, "company")
    before = seen(api, own)
    with tenant_transaction(api, own):
        api.execute("update wellflow.company set company_name = company_name")
        api.execute("delete from wellflow.network_edge")
        api.execute("delete from wellflow.strapping")
    assert seen(api, own) == before


def test_event__keeps_no_secret_and_says_that_it_changed(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    with owner.transaction(force_rollback=True):
        owner.execute("select wellflow.keep_trail('wellflow.company', 'row', '{phone,website}')")
        owner.execute("select set_config('app.organization_id', %s, true)", (str(own),))
        put(owner, own, "company", phone="canary one")
        owner.execute("update wellflow.company set phone = 'canary two'")
        owner.execute("set constraints all immediate")
        (text,) = owner.execute("select string_agg(e::text, ' ') from wellflow.audit_event e")
        *_, added, changed = trail.shown_events(owner, EventFilter())
    assert "canary" not in text[0]
    assert added.after is not None
    assert (added.after["phone"], added.after["website"]) == ("not kept", None)
    assert changed.before == {"phone": "not kept"}


def test_trail__leaves_out_every_column_that_sounds_like_a_secret(connection: Open) -> None:
    kept = (
        connection("owner")
        .execute(
            "select t.tgrelid::regclass::text, a.attname from pg_trigger t"
            " join pg_attribute a on a.attrelid = t.tgrelid and a.attnum > 0 and not a.attisdropped"
            " where t.tgname like 'trail\\_%'"
            " and a.attname ~ 'password|secret|token|salt|verifier|pepper|private'"
            " and position(a.attname::text in encode(t.tgargs, 'escape')) = 0"
        )
        .fetchall()
    )
    assert kept == []


def test_event__of_many_rows_is_their_number_and_hash(connection: Open, own: UUID) -> None:
    api = connection("api")
    with tenant_transaction(api, own):
        tank = put(api, own, "tank", facility_id=put(api, own, "facility"))
        api.execute(
            "insert into wellflow.strapping"
            " (organization_id, tank_id, effective_from, level_in, volume_bbl)"
            " select %s, %s, '2026-01-01', n, n from generate_series(1, 240) n",
            (own, tank),
        )
    with tenant_transaction(api, own):
        api.execute("update wellflow.strapping set volume_bbl = 2 * volume_bbl")
        api.execute("delete from wellflow.strapping where level_in = 7")
        api.execute("delete from wellflow.strapping")
    with tenant_transaction(api, own):
        added, changed, one, rest = trail.shown_events(api, EventFilter(kind="strapping"))
    assert added.before is None
    assert added.after is not None
    assert added.after["rows"] == 240
    assert changed.before == added.after
    assert changed.after is not None
    assert changed.after["sha256"] != added.after["sha256"]
    assert (one.subject, one.before and one.before["volume_bbl"]) == (
        f"{tank} 2026-01-01 7.0000",
        14,
    )
    assert (rest.kind, rest.subject) == ("strapping.removed", "239 rows")
    assert is_whole(api, own)


def test_derived_rows_and_drafts_are_no_events(connection: Open, own: UUID) -> None:
    api = connection("api")
    with tenant_transaction(api, own):
        draft = put(api, own, "compliance_report", version=0)
        put(api, own, "day_state", produced_on=date(2026, 3, 1))
        api.execute("delete from wellflow.compliance_report where id = %s", (draft,))
        filed = put(api, own, "compliance_report", version=1)
    assert [event for event in seen(api, own) if event[0].startswith(("compl", "day"))] == [
        ("compliance_report.added", str(filed))
    ]


def test_events_of_two_organizations_never_mix(
    connection: Open, organization: Callable[..., Organization]
) -> None:
    one, two = organization("one").organization_id, organization("two").organization_id
    api, owner = connection("api"), connection("owner")
    for number in range(3):
        for own in (one, two):
            with tenant_transaction(api, own):
                put(api, own, "company", company_code=f"C{number}")
    # One transaction of the owner that acts in both, one after the other.
    with owner.transaction():
        for own in (one, two, one):
            owner.execute("select set_config('app.organization_id', %s, true)", (str(own),))
            put(owner, own, "field", field_code=uuid4().hex)
    for own in (one, two):
        with tenant_transaction(api, own):
            owners = {event.organization_id for event in trail.events(api)}
        assert owners == {str(own)}
        assert is_whole(api, own)
    assert len(seen(api, one)) == len(seen(api, two)) + 1


FORGERIES = {
    "an event of one's own": "insert into wellflow.audit_event select * from wellflow.audit_event",
    "an edited event": "update wellflow.audit_event set actor = 'Bob'",
    "a deleted event": "delete from wellflow.audit_event",
    "all events at once": "truncate wellflow.audit_event",
    "another head": "update wellflow.audit_head set seq = 0",
    "no head": "delete from wellflow.audit_head",
    "an anchor of one's own":
        "insert into wellflow.audit_anchor select * from wellflow.audit_anchor",
    "no anchors": "delete from wellflow.audit_anchor",
    "a noted event": "select wellflow.note_event(%(own)s, 'payment.added', 'x', null, null)",
    "what is noted": "select * from trail.noted",
    "a trigger called by hand": "select wellflow.chain_events()",
    "another table's trail": "select wellflow.keep_trail('wellflow.company', 'row')",
    "a trigger switched off": "alter table wellflow.company disable trigger trail_changed",
    "a trigger dropped": "drop trigger trail_changed on wellflow.company",
    "triggers of a replica": "set session_replication_role = 'replica'",
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("role", ["api", "pipeline"])
def test_no_login_can_forge(connection: Open, own: UUID, role: Role, forgery: str) -> None:
    conn = connection(role)
    with tenant_transaction(conn, own):
        put(conn, own, "company")
    before = seen(connection("api"), own)
    with refused("42501"), conn.transaction():
        conn.execute("select set_config('app.organization_id', %s, true)", (str(own),))
        conn.execute(FORGERIES[forgery].encode(), {"own": own})
    assert seen(connection("api"), own) == before


def test_pipeline__does_not_read_the_trail(connection: Open, own: UUID) -> None:
    pipeline = connection("pipeline")
    for table in ("audit_event", "audit_head", "audit_anchor"):
        with refused("42501"), pipeline.transaction():
            pipeline.execute(f"select * from wellflow.{table}".encode())


@pytest.mark.parametrize("act", ["update wellflow.audit_event set actor = 'Bob'",
                                 "delete from wellflow.audit_event",
                                 "truncate wellflow.audit_event",
                                 "delete from wellflow.audit_head"])  # fmt: skip
def test_owner__is_refused_by_mistake(connection: Open, own: UUID, act: str) -> None:
    owner = connection("owner")
    with refused("WF004"), owner.transaction():
        owner.execute("select set_config('app.organization_id', %s, true)", (str(own),))
        owner.execute(act.encode())


def test_table__is_attached_in_one_line_and_again(connection: Open, own: UUID) -> None:
    owner, api = connection("owner"), connection("api")
    with owner.transaction(force_rollback=True):
        for _ in range(2):
            owner.execute("select wellflow.keep_trail('wellflow.day_state', 'statement')")
            owner.execute("select wellflow.keep_trail('wellflow.quarantine', 'row')")
        triggers = owner.execute(
            "select count(*) from pg_trigger where tgname like 'trail\\_%' and tgrelid in"
            " ('wellflow.quarantine'::regclass, 'wellflow.day_state'::regclass)"
        ).fetchone()
        owner.execute("select set_config('app.organization_id', %s, true)", (str(own),))
        put(owner, own, "day_state", produced_on=date(2026, 3, 1))
        owner.execute("set constraints all immediate")
        *_, added = trail.shown_events(owner, EventFilter())
    assert triggers == (6,)
    assert (added.kind, added.subject) == ("day_state.added", "2026-03-01 measure")
    assert is_whole(api, own)
