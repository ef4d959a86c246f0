"""A box adds no more than so many months and so much text, and loses nothing by it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final
from uuid import UUID

import psycopg
import pytest

from domain.measurement.reading import Reading, Refused
from ingest.forwarding.forwarder import Forwarder
from ingest.forwarding.refusals import LONGEST_DETAIL, of_refused
from ingest.spool.spool import Spool
from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.forwarding import drain
from tests.fixtures.tenant_rows import put

pytestmark = pytest.mark.own_database

Open = Callable[[Role], Connection]
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
IN_A_DAY: Final = 120
REFUSED = (
    "select edge.quarantine_refused(%s::uuid[], %s::text[], %s::text[], %s::text[],"
    " %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::bigint[])"
)


class Counter:
    """A collector's session at the counter, and what the database has of it."""

    def __init__(self, dsn: str, owner: Connection, own: UUID, tag: UUID) -> None:
        self.dsn, self.owner, self.own, self.tag = dsn, owner, own, tag
        self.conn = connect(dsn, application="box", autocommit=True)

    def ensure(self, first: datetime, last: datetime) -> int:
        row = self.conn.execute("select edge.ensure_partitions(%s, %s)", (first, last)).fetchone()
        return int(row[0]) if row is not None else -1

    def months(self) -> set[str]:
        rows = self.owner.execute(
            "select relname from pg_class where relnamespace = 'scada_chunks'::regnamespace"
            " and relkind = 'r'"
        ).fetchall()
        self.owner.rollback()
        return {name for (name,) in rows}

    def is_plain(self) -> bool:
        row = self.owner.execute(
            "select relkind from pg_class where oid = 'scada.reading'::regclass"
        )
        kind = row.fetchone()
        self.owner.rollback()
        return kind == ("p",)

    def stored(self) -> int:
        row = self.owner.execute("select count(*) from scada.reading").fetchone()
        self.owner.rollback()
        return int(row[0]) if row is not None else -1

    def refuse(self, *details: str | None, names: list[str] | None = None) -> int:
        n = len(details)
        columns = ([uuid7() for _ in details], ["malformed"] * n, list(details),
                   names or ["tag"] * n, [NOON] * n, [NOON] * n, [1.0] * n, [0] * n)  # fmt: skip
        row = self.conn.execute(REFUSED, columns).fetchone()
        return int(row[0]) if row is not None else -1

    def quarantined(self) -> list[tuple[str, str, str]]:
        with tenant_transaction(self.owner, self.own):
            return self.owner.execute(
                "select reason::text, detail, tag_name from wellflow.quarantine order by 1, 2"
            ).fetchall()


@pytest.fixture
def counter(
    connection: Open,
    organization: Callable[..., Organization],
    collector: Callable[[str, str], str],
) -> Iterator[Counter]:
    owner, own = connection("owner"), organization("brazos-bend").organization_id
    with tenant_transaction(owner, own):
        tag = put(owner, own, "tag", tag_name="east.total", collector_name="east")
    made = Counter(collector("brazos-bend", "east"), owner, own, tag)
    with closing(made.conn):
        yield made


def months_before(at: datetime) -> Iterator[datetime]:
    for number in count(1):
        months = at.year * 12 + at.month - 1 - number
        yield datetime(months // 12, months % 12 + 1, 3, tzinfo=UTC)


def test_long_span__makes_only_the_months_at_its_ends(counter: Counter) -> None:
    if not counter.is_plain():
        pytest.skip("the extension makes its own chunks")
    assert counter.ensure(datetime(1990, 1, 5, tzinfo=UTC), NOON) == 2
    assert counter.months() == {"reading_1990_01", "reading_2026_03"}
    # A clock that always says 1990 costs nothing any more.
    assert counter.ensure(datetime(1990, 1, 5, tzinfo=UTC), NOON) == 0
    assert counter.ensure(datetime(2025, 12, 5, tzinfo=UTC), NOON) == 3
    assert counter.ensure(datetime(2025, 8, 5, tzinfo=UTC), NOON) == 1


def test_months__of_a_box_are_so_many_a_day(counter: Counter) -> None:
    if not counter.is_plain():
        pytest.skip("the extension makes its own chunks")
    past = months_before(NOON)
    for _ in range(IN_A_DAY):
        month = next(past)
        assert counter.ensure(month, month) == 1
    month = next(past)
    with pytest.raises(psycopg.DataError, match="began 120 months of readings"):
        counter.ensure(month, month)
    # What is there already goes on.
    assert counter.ensure(next(months_before(NOON)), next(months_before(NOON))) == 0
    assert len(counter.months()) == IN_A_DAY
    with counter.owner.transaction():
        counter.owner.execute("update scada.partition_made set made_at = now() - interval '2 days'")
    assert counter.ensure(month, month) == 1


def test_weeks__of_a_box_are_so_many_a_day(counter: Counter) -> None:
    if counter.is_plain():
        pytest.skip("plain PostgreSQL makes months")
    weeks = [NOON - timedelta(days=7 * number) for number in range(540)]
    insert = (
        "insert into edge.reading_new (tag_id, observed_at, received_at, value, quality)"
        " values (%s, %s, %s, 1, 0)"
    )
    for week in weeks[:530]:
        counter.conn.execute(insert, (counter.tag, week, week))
    with pytest.raises(psycopg.DataError, match="began 530 weeks of readings"):
        counter.conn.execute(insert, (counter.tag, weeks[530], NOON))
    assert counter.stored() == 530
    counter.conn.execute(insert, (counter.tag, NOON + timedelta(hours=1), NOON))
    with pytest.raises(psycopg.DataError, match="began 530 weeks"):
        counter.conn.execute(
            "insert into edge.reading_new (tag_id, observed_at, received_at, value, quality)"
            " select %s, now() - i * interval '7 days', now(), 1, 0"
            " from generate_series(700, 740) i",
            (counter.tag,),
        )
    assert counter.stored() == 531


def reading(at: datetime) -> Reading:
    us = round(at.timestamp()) * 1_000_000
    return Reading("east.total", us, us, 1.0, 0)


def test_backlog_of_years__drains_whole_over_days(counter: Counter, spool: Spool) -> None:
    past = months_before(NOON)
    backlog = [reading(next(past)) for _ in range(IN_A_DAY + 6)]
    spool.append(list(reversed(backlog)))
    spool.append([reading(NOON)])
    forwarder = Forwarder(spool, lambda: counter.dsn, batch_rows=200)
    drain(forwarder)
    n_all = IN_A_DAY + 7
    if not counter.is_plain():
        forwarder.close()
        assert counter.stored() == n_all
        return
    # The newest months of the batch are refused for today, with a reason; nothing is lost.
    assert counter.stored() == IN_A_DAY
    told = counter.quarantined()
    assert len(told) == n_all - IN_A_DAY
    assert {reason for reason, _detail, _name in told} == {"rejected_by_database"}
    assert "began 120 months of readings that had none within a day" in told[0][1]
    assert "wellflow spool retry" in told[0][1]
    with counter.owner.transaction():
        counter.owner.execute("update scada.partition_made set made_at = now() - interval '2 days'")
    assert spool.retry() == n_all - IN_A_DAY
    drain(forwarder)
    forwarder.close()
    assert counter.stored() == n_all
    assert spool.is_empty()


def test_clock_that_is_decades_behind__holds_up_nothing(counter: Counter, spool: Spool) -> None:
    for number in range(5):
        spool.append([
            reading(datetime(2000, 1, 1, 0, number, tzinfo=UTC)),
            reading(NOON + timedelta(minutes=number)),
        ])  # fmt: skip
    forwarder = Forwarder(spool, lambda: counter.dsn, batch_rows=2)
    drain(forwarder)
    forwarder.close()
    assert counter.stored() == 10
    assert counter.quarantined() == []


def test_text__that_is_long_is_cut_and_one_beyond_measure_refused(counter: Counter) -> None:
    assert counter.refuse("x" * 100_000, names=["n" * 5_000]) == 1
    ((_reason, detail, name),) = counter.quarantined()
    assert (len(detail), len(name)) == (8_000, 400)
    for details in (["x" * 50_000_000], ["x" * 1_000_000] * 9):
        with pytest.raises(psycopg.DataError, match="too much for quarantine"):
            counter.refuse(*details)
    with pytest.raises(psycopg.DataError, match="too much for quarantine"):
        counter.refuse(None, names=["n" * 9_000_000])
    assert len(counter.quarantined()) == 1


def test_rows__beyond_a_batch_are_refused(counter: Counter) -> None:
    with pytest.raises(psycopg.DataError, match="too much for quarantine"):
        counter.refuse(*["x"] * 20_001)
    ids = [counter.tag] * 20_001
    with pytest.raises(psycopg.DataError, match="too much for quarantine"):
        counter.conn.execute(
            "select edge.quarantine_conflicts(%s::uuid[], null, null, null, null)", (ids,)
        )


def test_forwarder__cuts_what_a_device_said_and_gets_it_through(
    counter: Counter, spool: Spool
) -> None:
    refused = [
        Refused("malformed", "no JSON", f"key {number}", "y" * 400_000, NOON, NOON, None, None)
        for number in range(40)
    ]
    spool.append([], refused)
    forwarder = Forwarder(spool, lambda: counter.dsn)
    drain(forwarder)
    forwarder.close()
    told = counter.quarantined()
    assert len(told) == 40
    assert all(len(detail) == LONGEST_DETAIL for _reason, detail, _name in told)
    assert told[0][1].endswith("... (400021 characters)")
    assert spool.is_empty()


def test_refusal__is_the_same_one_however_it_is_cut() -> None:
    long = Refused("malformed", "no JSON", "key", "y" * 400_000, NOON, NOON, None, None)
    other = long._replace(raw="y" * 399_999 + "z")
    assert of_refused(long)[0] != of_refused(other)[0]
