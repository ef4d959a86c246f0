"""Readings of release 0.1.0 and the boxes that send them, through the upgrade.

With TimescaleDB the readings lie in the columnstore and in the hourly aggregate, as after a month.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from uuid import UUID

import psycopg
import pytest

from sql import query
from storage.connections import Connection, connect
from storage.rows.directory import organization_id
from storage.schema.flavour import detect
from storage.schema.gate import violations
from storage.schema.migrate import migrate
from storage.server.bootstrap import add_collector
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.postgres import Server

SLUG = "pecos-ridge"
BOX = "pr-field"
STORED = 2880
DOORS = ("reading_in", "reading_new")


@pytest.fixture
def aged(earlier_release: Credentials) -> Credentials:
    """A database of release 0.1.0 whose policies have been at work."""
    address = earlier_release.dsn("owner")
    with closing(connect(address, application="test", autocommit=True)) as owner:
        if detect(owner) == "timescaledb":
            owner.execute("call refresh_continuous_aggregate('scada.reading_hour', null, null)")
            owner.execute("select compress_chunk(c) from show_chunks('scada.reading') c")
    return earlier_release


@pytest.fixture
def box_dsn(server: Server, aged: Credentials) -> str:
    """The address of one more box of the operator's collector, let in before the upgrade."""
    return add_collector(server.admin_dsn, aged, SLUG, BOX).collector_dsn(SLUG, BOX)


def seen(credentials: Credentials, text: str) -> list[tuple]:
    """Return what the operator sees."""
    with (
        closing(connect(credentials.dsn("pipeline"), application="test")) as conn,
        tenant_transaction(conn, organization_id(conn, SLUG)),
    ):
        return conn.execute(text).fetchall()


def history(credentials: Credentials) -> list[tuple]:
    return seen(credentials, "select * from wellflow.reading order by tag_id, observed_at")


def counted_by_hours(credentials: Credentials) -> int:
    ((count,),) = seen(credentials, "select sum(reading_count)::int from wellflow.reading_hour")
    return count


def a_tag(credentials: Credentials) -> UUID:
    return seen(credentials, "select tag_id from wellflow.reading order by 1 limit 1")[0][0]


def send(box: Connection, door: str, tag_id: UUID, second: float) -> None:
    # As the tags of a site are: the same statement again and again, its plan kept.
    box.execute(
        f"insert into edge.{door} (tag_id, observed_at, received_at, value, quality)"
        " values (%s, '2026-03-01 06:00Z'::timestamptz + %s * interval '1 s', now(), 1, 0)",
        (tag_id, second),
        prepare=True,
    )


@contextmanager
def senders(dsn: str, tag_id: UUID, count: int) -> Iterator[list[float]]:
    """Send over several connections until the end; yields the seconds that were committed."""
    committed: list[float] = []
    over = Event()

    def keep_on(number: int) -> None:
        second = float(number) + 0.5
        with closing(connect(dsn, application="test", autocommit=True)) as box:
            while not over.is_set():
                try:
                    send(box, DOORS[int(second) % 2], tag_id, second)
                except psycopg.errors.DeadlockDetected:
                    continue
                committed.append(second)
                second += count

    threads = [Thread(target=keep_on, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield committed
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_history__is_the_same_after_the_upgrade(aged: Credentials) -> None:
    before = history(aged)
    assert len(before) == counted_by_hours(aged) == STORED
    migrate(aged.dsn("owner"))
    assert history(aged) == before
    assert counted_by_hours(aged) == STORED
    with closing(connect(aged.dsn("owner"), application="test")) as owner:
        assert violations(owner) == []


def test_box__goes_on_over_the_connection_it_has(aged: Credentials, box_dsn: str) -> None:
    tag_id = a_tag(aged)
    with closing(connect(box_dsn, application="test", autocommit=True)) as box:
        for door, second in zip(DOORS, (0.1, 0.2), strict=True):
            send(box, door, tag_id, second)
        migrate(aged.dsn("owner"))
        for door, second in zip(DOORS, (0.3, 0.4), strict=True):
            send(box, door, tag_id, second)
        send(box, "reading_in", tag_id, 0.1)
        with pytest.raises(psycopg.errors.UniqueViolation):
            send(box, "reading_new", tag_id, 0.1)
    assert len(history(aged)) == STORED + 4


def test_upgrade__gets_through_beside_boxes_that_go_on_sending(
    aged: Credentials, box_dsn: str
) -> None:
    with senders(box_dsn, a_tag(aged), count=3) as committed:
        migrate(aged.dsn("owner"))
    assert committed
    assert len(history(aged)) == STORED + len(committed)


def test_views__come_before_those_they_read_whichever_was_made_again(
    connection: Callable[[Role], Connection],
) -> None:
    rows = connection("owner").execute(query("schema/views_before_what_they_read").encode())
    order = [name for schema, name in rows.fetchall() if schema == "edge"]
    assert max(map(order.index, ("reading_in", "reading_new"))) < order.index("tag")
    assert order.index("tag") < order.index("collector")
