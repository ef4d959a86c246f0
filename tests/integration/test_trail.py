"""The trail notes every act in its transaction, and nobody but the owner can touch it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from access.people import Person
from domain.trail.chain import walk
from storage.connections import Connection
from storage.rows import trail
from storage.rows.directory import Organization
from storage.rows.trail import EventFilter
from storage.server.credentials import Role
from storage.tenant import SET_TENANT, tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
Rows = list[tuple[object, ...]]


@pytest.fixture
def ann(organization: Callable[..., Organization], person_with: PutPerson) -> Person:
    """Somebody who signed in and may do everything."""
    return person_with(organization().organization_id)


@pytest.fixture
def own(ann: Person) -> UUID:
    return ann.organization_id


def seen(conn: Connection, own: UUID) -> list[tuple[str, str]]:
    """Kind and subject of the events, in the order of the chain, as the owner reads them."""
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


def test_event__says_who_when_from_where_what_before_and_after(
    connection: Open, ann: Person
) -> None:
    api, owner, own = connection("api"), connection("owner"), ann.organization_id
    with tenant_transaction(api, own, ann.token):
        company = put(api, own, "company")
    with tenant_transaction(api, own, ann.token):
        api.execute("update wellflow.company set company_name = 'Acme Oil', is_owner = true")
    with tenant_transaction(owner, own):
        *_, made, changed = trail.shown_events(owner, EventFilter())
        told = owner.execute(
            "select e.app_user_id, clock_timestamp() - e.at < interval '1 minute',"
            " e.session_id = (select max(s.id::text)::uuid from identity.session s"
            " where s.app_user_id = e.app_user_id)"
            " from wellflow.audit_event e where e.seq = %s",
            (changed.seq,),
        ).fetchone()
    assert told == (ann.app_user_id, True, True)
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
    assert is_whole(owner, own)


def test_event__without_a_person_names_schedule_or_login(connection: Open, own: UUID) -> None:
    pipeline, owner = connection("pipeline"), connection("owner")
    with tenant_transaction(owner, own):
        put(owner, own, "company")
    with tenant_transaction(pipeline, own):
        pipeline.execute("select set_config('app.schedule', 'propose_close', true)")
        put(pipeline, own, "production_period", month=date(2026, 3, 1))
    with tenant_transaction(owner, own):
        *_, by_login, by_schedule = trail.shown_events(owner, EventFilter())
    assert by_login.actor == f"login {by_login.login}"
    assert by_login.login.endswith("_owner")
    assert by_schedule.actor == "schedule propose_close"
    assert by_schedule.login.endswith("_pipeline")


def test_event__is_gone_with_a_transaction_that_rolled_back(connection: Open, ann: Person) -> None:
    api, owner, own = connection("api"), connection("owner"), ann.organization_id
    before = seen(owner, own)
    with suppress(RuntimeError), tenant_transaction(api, own, ann.token):
        put(api, own, "company")
        raise RuntimeError
    with tenant_transaction(api, own, ann.token):
        with api.transaction(force_rollback=True):
            put(api, own, "company")
        field = put(api, own, "field")
    assert seen(owner, own) == [*before, ("field.added", str(field))]
    assert is_whole(owner, own)


def test_event__constraints_made_immediate_do_no_harm(connection: Open, ann: Person) -> None:
    api, owner, own = connection("api"), connection("owner"), ann.organization_id
    before = seen(owner, own)
    with tenant_transaction(api, own, ann.token):
        api.execute("set constraints all immediate")
        company = put(api, own, "company")
        with api.transaction(force_rollback=True):
            put(api, own, "field")
        field = put(api, own, "field")
    with suppress(RuntimeError), tenant_transaction(api, own, ann.token):
        api.execute("set constraints all immediate")
        put(api, own, "property")
        raise RuntimeError
    with tenant_transaction(api, own, ann.token):
        late = put(api, own, "property")
        # Chained inside a savepoint that is given up, it is chained again at the commit.
        with api.transaction(force_rollback=True):
            api.execute("set constraints all immediate")
        api.execute("update wellflow.field set basin = 'Permian'")
    made = [("company.added", company), ("field.added", field), ("property.added", late),
            ("field.changed", field)]  # fmt: skip
    assert seen(owner, own) == [*before, *((kind, str(row)) for kind, row in made)]
    assert is_whole(owner, own)


def test_event__that_changes_nothing_is_none(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    with tenant_transaction(owner, own):
        put(owner, own, "company")
    before = seen(owner, own)
    with tenant_transaction(owner, own):
        owner.execute("update wellflow.company set company_name = company_name")
        owner.execute("delete from wellflow.deck_line")
        owner.execute("delete from wellflow.strapping")
    assert seen(owner, own) == before


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
    owner = connection("owner")
    with tenant_transaction(owner, own):
        # Without the guards of strappings: what is told is the same for every table.
        owner.execute("alter table wellflow.strapping disable trigger user")
        owner.execute("select wellflow.keep_trail('wellflow.strapping', 'statement')")
        tank = put(owner, own, "tank", facility_id=put(owner, own, "facility"))
        owner.execute(
            "insert into wellflow.strapping"
            " (organization_id, tank_id, effective_from, level_in, volume_bbl)"
            " select %s, %s, '2026-01-01', n, n from generate_series(1, 240) n",
            (own, tank),
        )
        owner.execute("update wellflow.strapping set volume_bbl = 2 * volume_bbl")
        owner.execute("delete from wellflow.strapping where level_in = 7")
        owner.execute("delete from wellflow.strapping")
        owner.execute("set constraints all immediate")
        owner.execute("alter table wellflow.strapping enable trigger user")
    with tenant_transaction(owner, own):
        added, changed, one, rest = trail.shown_events(owner, EventFilter(kind="strapping"))
    assert added.before is None
    assert added.after is not None
    assert added.after["rows"] == 240
    assert changed.before == added.after
    assert changed.after is not None
    assert changed.after["sha256"] != added.after["sha256"]
    assert one.subject == f"{tank} 2026-01-01 7.0000"
    assert one.before is not None
    assert one.before["volume_bbl"] == 14
    assert (rest.kind, rest.subject) == ("strapping.removed", "239 rows")
    assert is_whole(owner, own)


def test_derived_rows_and_drafts_are_no_events(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    with tenant_transaction(owner, own):
        draft = put(owner, own, "compliance_report", version=0)
        put(owner, own, "day_state", produced_on=date(2026, 3, 1))
        owner.execute("delete from wellflow.compliance_report where id = %s", (draft,))
        filed = put(owner, own, "compliance_report", version=1)
    assert [event for event in seen(owner, own) if event[0].startswith(("compl", "day"))] == [
        ("compliance_report.added", str(filed))
    ]


def test_events_of_two_organizations_never_mix(
    connection: Open, organization: Callable[..., Organization]
) -> None:
    one, two = organization("one").organization_id, organization("two").organization_id
    owner = connection("owner")
    for number in range(3):
        for own in (one, two):
            with tenant_transaction(owner, own):
                put(owner, own, "company", company_code=f"C{number}")
    # One transaction of the owner that acts in both, one after the other.
    with owner.transaction():
        for own in (one, two, one):
            owner.execute("select set_config('app.organization_id', %s, true)", (str(own),))
            put(owner, own, "field", field_code=uuid4().hex)
    for own in (one, two):
        with tenant_transaction(owner, own):
            owners = {event.organization_id for event in trail.events(owner)}
        assert owners == {str(own)}
        assert is_whole(owner, own)
    assert len(seen(owner, one)) == len(seen(owner, two)) + 1


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
def test_no_login_can_forge(connection: Open, ann: Person, role: Role, forgery: str) -> None:
    conn, owner, own = connection(role), connection("owner"), ann.organization_id
    before = seen(owner, own)
    with refused("42501"), conn.transaction():
        conn.execute(SET_TENANT, (str(own), ann.token))
        conn.execute(FORGERIES[forgery].encode(), {"own": own})
    assert seen(owner, own) == before


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
    owner = connection("owner")
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
