"""What a collector's own login may do at its counter, and what a stolen one may not."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

import psycopg
import pytest

from access.people import Person
from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.server.bootstrap import remove_collector
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.postgres import Server
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
INSERT = (
    "insert into edge.reading_in (tag_id, observed_at, received_at, value, quality)"
    " values (%s, %s, %s, %s, %s)"
)
CONFLICTS = (
    "select edge.quarantine_conflicts(%s::uuid[], %s::timestamptz[], %s::timestamptz[],"
    " %s::float8[], %s::bigint[])"
)
REFUSED = (
    "select edge.quarantine_refused(%s::uuid[], %s::text[], %s::text[], %s::text[],"
    " %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::bigint[])"
)
both_doors = pytest.mark.parametrize("door", ["reading_in", "reading_new"])

WAITING: Final = (
    "select 1 from pg_locks where relation = 'scada.reading'::regclass and not granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


@dataclass(frozen=True)
class Box:
    """A collector in the field, a sibling's tag and another tenant's tag."""

    conn: Connection
    api: Connection
    engineer: Person
    own: UUID
    tag: UUID
    sibling_tag: UUID
    other: UUID
    other_tag: UUID
    slug: str

    def store(self, value: float | None, *, at: datetime = NOON, quality: int = 0) -> int:
        return self.insert(self.tag, at, value, quality)

    def insert(
        self,
        tag: UUID,
        at: datetime,
        value: float | None,
        quality: int = 0,
        *,
        door: str = "reading_in",
    ) -> int:
        statement = INSERT.replace("reading_in", door).encode()
        with self.conn.transaction():
            self.conn.execute("select edge.ensure_partitions(%s, %s)", (at, at))
            return self.conn.execute(statement, (tag, at, at, value, quality)).rowcount

    def conflicts(self, *rows: tuple[UUID, datetime, float | None, int]) -> int:
        tags, times, values, qualities = (list(column) for column in zip(*rows, strict=True))
        with self.conn.transaction():
            row = self.conn.execute(CONFLICTS, (tags, times, times, values, qualities)).fetchone()
        return int(row[0]) if row is not None else -1

    def seen(self, statement: LiteralString) -> list[tuple[object, ...]]:
        """What a person of the organization sees who may read volumes."""
        with tenant_transaction(self.api, self.own, self.engineer.token):
            return self.api.execute(statement).fetchall()

    def quarantined(self) -> list[tuple[object, ...]]:
        return self.seen(
            "select reason::text, value, stored_value, quality, stored_quality, tag_name"
            " from wellflow.quarantine order by value"
        )


@pytest.fixture
def box(
    connection: Open,
    organization: Callable[..., Organization],
    collector: Callable[[str, str], str],
    person_with: PutPerson,
) -> Iterator[Box]:
    owner, api = connection("owner"), connection("api")
    own, other = organization("brazos-bend"), organization("pecos-ridge")
    tags = {}
    for tenant, name in ((own, "east"), (own, "west"), (other, "east")):
        with tenant_transaction(owner, tenant.organization_id):
            tags[tenant, name] = put(
                owner, tenant.organization_id, "tag",
                tag_name=f"{name}.total", collector_name=name,
            )  # fmt: skip
    collector("pecos-ridge", "east")
    engineer = person_with(own.organization_id, "Ann", "read.field", "read.volume")
    with closing(connect(collector("brazos-bend", "east"), application="box")) as conn:
        yield Box(
            conn, api, engineer, own.organization_id, tags[own, "east"], tags[own, "west"],
            other.organization_id, tags[other, "east"], own.slug,
        )  # fmt: skip


def test_batch__is_stored_once_and_replays_are_absorbed(box: Box) -> None:
    assert [box.store(1.5), box.store(1.5), box.store(2.5)] == [1, 0, 0]
    rows = box.seen("select tag_id, value from wellflow.reading")
    assert rows == [(box.tag, 1.5)]


def test_conflict__keeps_both_values_once(box: Box) -> None:
    box.store(1.5)
    same, other = (box.tag, NOON, 1.5, 0), (box.tag, NOON, 2.5, 0)
    bad, not_a_number = (box.tag, NOON, None, 0x80050000), (box.tag, NOON, float("nan"), 0)
    assert box.conflicts(same) == 0
    assert box.conflicts(same, other, bad, not_a_number) == 3
    assert box.conflicts(same, other, bad, not_a_number) == 0
    found = [row[:5] for row in box.quarantined()]
    assert found[0] == ("conflicting_value", 2.5, 1.5, 0, 0)
    assert str(found[1][1]) == "nan"
    assert found[2] == ("conflicting_value", None, 1.5, 0x80050000, 0)


def test_conflict__of_a_failed_read_with_itself_is_none(box: Box) -> None:
    box.store(None, quality=0x80050000)
    assert box.conflicts((box.tag, NOON, None, 0x80050000)) == 0


def store_what_others_have(owner: Connection, box: Box) -> None:
    with owner.transaction():
        owner.execute("select scada.ensure_partitions(%s, %s)", (NOON, NOON))
        for organization, tag in ((box.own, box.sibling_tag), (box.other, box.other_tag)):
            owner.execute(
                "insert into scada.reading values (%s, %s, %s, %s, 9, 0)",
                (organization, tag, NOON, NOON),
            )


def test_conflict__tells_nothing_of_others(box: Box, connection: Open) -> None:
    store_what_others_have(connection("owner"), box)
    foreign = [(tag, NOON, 1.0, 0) for tag in (box.sibling_tag, box.other_tag)]
    assert box.conflicts(*foreign) == 0
    assert box.quarantined() == []


@both_doors
def test_insert__tells_not_whether_another_s_reading_exists(
    box: Box, connection: Open, door: str
) -> None:
    store_what_others_have(connection("owner"), box)
    answers = set()
    for tag in (box.sibling_tag, box.other_tag, uuid7()):
        for at in (NOON, NOON + timedelta(seconds=1)):
            with pytest.raises(psycopg.errors.WithCheckOptionViolation) as refused:
                box.insert(tag, at, 9.0, door=door)
            answers.add((refused.value.diag.message_primary, refused.value.diag.message_detail))
    assert len(answers) == 1
    with pytest.raises(psycopg.errors.UndefinedColumn), box.conn.transaction():
        box.conn.execute(
            "insert into edge.reading_in (organization_id, tag_id, observed_at, received_at)"
            " values (%s, %s, %s, %s)",
            (box.other, box.other_tag, NOON, NOON),
        )


@both_doors
def test_insert__computes_what_is_sent_once(box: Box, door: str) -> None:
    """A tag that is the box's own when it is looked up and another's when it is stored."""
    alternating = (
        "insert into edge.reading_in (tag_id, observed_at, received_at, value, quality)"
        " values (pg_temp.tag(%s, %s), %s, now(), 1, 0)"
    )
    with box.conn.transaction():
        box.conn.execute("select edge.ensure_partitions(%s, %s)", (NOON, NOON))
        box.conn.execute("create temp sequence turn")
        box.conn.execute(
            "create function pg_temp.tag(own uuid, other uuid) returns uuid immutable"
            " language sql as $$ select case nextval('turn') % 2 when 1 then own else other end $$"
        )
    statement = alternating.replace("reading_in", door).encode()
    for _ in range(4):
        try:
            with box.conn.transaction():
                box.conn.execute(statement, (box.tag, box.sibling_tag, NOON))
        except (psycopg.errors.WithCheckOptionViolation, psycopg.errors.UniqueViolation):
            continue
    rows = box.seen("select tag_id from wellflow.reading")
    assert rows == [(box.tag,)]


def test_refused__is_quarantined_once_with_what_it_said(box: Box) -> None:
    ids = [uuid7(), uuid7()]
    values = (
        ids, ["unknown_tag", "not_finite"], ["no such tag", "NaN"], ["ghost", "east.total"],
        [NOON, None], [NOON, NOON], [1.0, float("nan")], [0, None],
    )  # fmt: skip
    for stored in (2, 0):
        with box.conn.transaction():
            assert box.conn.execute(REFUSED, values).fetchone() == (stored,)
    assert [(row[0], row[5]) for row in box.quarantined()] == [
        ("unknown_tag", "ghost"),
        ("not_finite", "east.total"),
    ]


def test_stolen_box__reaches_neither_another_tenant_nor_a_sibling_s_tags(box: Box) -> None:
    for tag in (box.other_tag, box.sibling_tag):
        with pytest.raises(psycopg.errors.WithCheckOptionViolation):
            box.insert(tag, NOON, 1.0)
    rows = box.conn.execute("select id from edge.tag").fetchall()
    box.conn.rollback()
    assert rows == [(box.tag,)]


def test_stolen_box__gains_nothing_by_choosing_a_tenant(box: Box) -> None:
    box.store(1.0)
    with box.conn.transaction():
        box.conn.execute("select set_config('app.organization_id', %s, true)", (str(box.other),))
        assert box.conn.execute("select organization_id from edge.collector").fetchall() == [
            (box.own,)
        ]
        with pytest.raises(psycopg.errors.WithCheckOptionViolation), box.conn.transaction():
            box.conn.execute(INSERT, (box.other_tag, NOON, NOON, 1.0, 0))


def test_removed_box__is_shut_out_at_once(
    box: Box, server: Server, database: Credentials, connection: Open
) -> None:
    owner = connection("owner")
    with tenant_transaction(owner, box.own):
        owner.execute("update wellflow.collector_key set revoked_at = now()")
    with pytest.raises(psycopg.errors.WithCheckOptionViolation):
        box.store(1.0)
    remove_collector(server.admin_dsn, database, box.slug, "east")
    with pytest.raises(psycopg.OperationalError):
        box.store(1.0)


def test_reading__that_is_not_finite_or_too_old_is_refused(box: Box) -> None:
    for value in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(psycopg.errors.CheckViolation):
            box.store(value)
    with pytest.raises(psycopg.errors.CheckViolation):
        box.store(1.0, at=datetime(1989, 12, 31, tzinfo=UTC))


@pytest.mark.own_database
def test_partitions__are_made_for_plausible_times_alone(box: Box) -> None:
    def made(first: datetime, last: datetime) -> int:
        with box.conn.transaction():
            row = box.conn.execute(
                "select edge.ensure_partitions(%s, %s)", (first, last)
            ).fetchone()
        return int(row[0]) if row is not None else -1

    is_plain = made(NOON, NOON + timedelta(days=31)) == 2
    assert made(NOON, NOON) == 0
    assert made(datetime(1900, 1, 1, tzinfo=UTC), datetime(1989, 1, 1, tzinfo=UTC)) == 0
    ahead = datetime.now(UTC) + timedelta(days=400)
    assert made(ahead, ahead + timedelta(days=400)) == 0
    assert made(datetime(1900, 1, 1, tzinfo=UTC), datetime(1990, 3, 1, tzinfo=UTC)) == 3 * is_plain


@pytest.mark.own_database
def test_partitions__are_made_once_by_boxes_that_come_together(box: Box, connection: Open) -> None:
    owner = connection("owner")
    with ThreadPoolExecutor(1) as pool:
        with owner.transaction():
            first = owner.execute("select scada.ensure_partitions(%s, %s)", (NOON, NOON)).fetchone()
            second = pool.submit(box.store, 1.0)
            while not second.done() and owner.execute(WAITING).fetchone() is None:
                pass  # as long as the second box is on its way to the lock
        assert second.result(30) == 1
    assert first in ((1,), (0,))


def test_new_door__refuses_all_where_one_is_stored(box: Box) -> None:
    box.store(1.5)
    with pytest.raises(psycopg.errors.UniqueViolation):
        box.insert(box.tag, NOON, 2.5, door="reading_new")
    assert box.insert(box.tag, NOON + timedelta(seconds=1), 2.5, door="reading_new") == 1
    rows = box.seen("select value from wellflow.reading order by 1")
    assert rows == [(1.5,), (2.5,)]
