"""Readings a second from the spool to committed, beside what PostgreSQL takes bare.

Ours does all that a collector does: read the spool, check each row's checksum, name its tag,
copy, insert through the tenant's view, commit, and take the rows out of the spool durably. The
limits only copy bytes that were made before the clock started, into tables with the same columns
and key: once straight, once by way of a temporary table and INSERT ... ON CONFLICT DO NOTHING.
All take the same rows in the same batches, on the same durable server, after a round that warms
it, in turns that change their order; each ratio is that of its median round.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from bench.figure import Figure
from domain.measurement.reading import Reading
from ingest.forwarding.forwarder import BATCH_ROWS, Forwarder
from ingest.spool.spool import Spool
from sql import query
from storage.bulk import insert_rows
from storage.connections import Connection, connect
from storage.identity import stable_id
from storage.rows import edge
from storage.schema import flavour
from storage.server.bootstrap import add_collector
from storage.server.credentials import Credentials
from storage.server.scratch import scratch_database
from storage.tenant import tenant_transaction

SLUG: Final = "bench"
COLLECTOR: Final = "bench-1"
TAG_COUNT: Final = 100
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS: Final = 5
COPY_GOAL: Final = 0.4
INSERT_GOAL: Final = 0.7
_COLUMNS: Final = "(tag_id, observed_at, received_at, value, quality)"
_INSERT_BARE: Final = (
    "insert into public.bare_insert (tag_id, observed_at, received_at, value, quality)"
    " select * from batch on conflict do nothing"
)
_BARE_TABLES: Final = ("public.bare_copy", "public.bare_insert")


class Round(NamedTuple):
    """Rows a second of one round."""

    ours: float
    copied: float
    inserted: float


def ingest_figures(admin_dsn: str, *, rows: int = 200_000) -> list[Figure]:
    """Measure on a scratch database of a server.

    Parameters
    ----------
    admin_dsn : str
        Address of an administrator; everything made is dropped again.
    rows : int
        Readings in each round; the median round counts.

    Returns
    -------
    list of Figure
        Beside bare COPY, and beside bare COPY + INSERT ON CONFLICT.
    """
    with scratch_database(admin_dsn, "bench") as credentials:
        dsn = _prepare(admin_dsn, credentials)
        rounds = _rounds(dsn, credentials, rows)
        with closing(connect(credentials.dsn("owner"), application="bench")) as owner:
            found = flavour.detect(owner)
    n = rows * ROUNDS
    beside = "spool to committed beside"
    copy = _median([(one.ours, one.copied) for one in rounds])
    insert = _median([(one.ours, one.inserted) for one in rounds])
    return [
        Figure(f"{beside} bare COPY", *copy, COPY_GOAL, "rows/s", found, n),
        Figure(
            f"{beside} bare COPY + INSERT ON CONFLICT", *insert, INSERT_GOAL, "rows/s", found, n
        ),
    ]


def _median(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return ours and the limit of the round with the median ratio: both saw the same machine."""
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]


def _prepare(admin_dsn: str, credentials: Credentials) -> str:
    """Make a tenant with a collector and its tags; return the collector's address."""
    organization_id = stable_id(SLUG, "organization")
    with closing(connect(credentials.dsn("owner"), application="bench")) as owner:
        with tenant_transaction(owner, organization_id):
            directory = {"organization_id": organization_id, "slug": SLUG}
            insert_rows(owner, "organization_directory", [directory])
            tenant = {"organization_id": organization_id, "organization_name": SLUG}
            insert_rows(owner, "organization", [tenant])
            insert_rows(owner, "tag", [_tag(name) for name in _tag_names()])
        for table in _BARE_TABLES:
            _make_bare(owner, table, organization_id)
        owner.commit()
    known = add_collector(admin_dsn, credentials, SLUG, COLLECTOR)
    return known.collector_dsn(SLUG, COLLECTOR)


def _make_bare(owner: Connection, table: str, organization_id: UUID) -> None:
    """Make a table with the columns and the key of readings, and nothing else of theirs."""
    owner.execute(
        f"create table {table} (like scada.reading,"
        " primary key (organization_id, tag_id, observed_at))"
    )
    tenant = f"alter table {table} alter organization_id set default '{organization_id}'"
    owner.execute(tenant)


def _tag_names() -> list[str]:
    return [f"tag-{i:03}" for i in range(TAG_COUNT)]


def _tag(name: str) -> dict[str, object]:
    return {
        "id": stable_id(SLUG, "tag", name), "tag_name": name, "collector_name": COLLECTOR,
        "device_name": "bench", "protocol": "modbus", "kind": "rate", "unit": "bbl",
    }  # fmt: skip


def _rounds(dsn: str, credentials: Credentials, rows: int) -> list[Round]:
    with (
        tempfile.TemporaryDirectory(prefix="wellflow-bench-") as folder,
        closing(connect(credentials.dsn("owner"), application="bench")) as owner,
    ):
        owner.execute(query("edge/batch"))
        owner.commit()
        # The first round makes the partition, fills the caches and is not counted.
        return [
            _round(number, Path(folder) / f"{number}.db", dsn, owner, rows)
            for number in range(ROUNDS + 1)
        ][1:]


def _round(number: int, path: Path, dsn: str, owner: Connection, rows: int) -> Round:
    readings = _readings(number * rows, rows)
    bodies = _bodies(readings)
    spool = _filled(path, readings)
    forwarder = Forwarder(spool, lambda: dsn)
    forwarder.connect()
    parts: list[tuple[str, Callable[[], None]]] = [
        ("ours", partial(_drain, forwarder)),
        ("copied", partial(_copy_bare, owner, bodies)),
        ("inserted", partial(_insert_bare, owner, bodies)),
    ]
    first = number % len(parts)
    rates = {name: _timed(rows, work) for name, work in parts[first:] + parts[:first]}
    forwarder.close()
    spool.close()
    return Round(**rates)


def _readings(first: int, count: int) -> list[Reading]:
    received_at = START + timedelta(days=60)
    names = _tag_names()
    return [
        Reading.at(
            names[i % TAG_COUNT], START + timedelta(seconds=i // TAG_COUNT), received_at,
            i * 0.37, 0,
        )
        for i in range(first, first + count)
    ]  # fmt: skip


def _bodies(readings: Sequence[Reading]) -> list[bytes]:
    """Return the batches as COPY wants them, made before the clock starts."""
    ids: dict[str, UUID] = {name: stable_id(SLUG, "tag", name) for name in _tag_names()}
    return [
        edge.copy_body(ids, readings[start : start + BATCH_ROWS])
        for start in range(0, len(readings), BATCH_ROWS)
    ]


def _filled(path: Path, readings: Sequence[Reading]) -> Spool:
    spool = Spool(path)
    for start in range(0, len(readings), BATCH_ROWS):
        spool.append(readings[start : start + BATCH_ROWS])
    return spool


def _drain(forwarder: Forwarder) -> None:
    while forwarder.forward_once():
        pass


def _copy_bare(conn: Connection, bodies: Sequence[bytes]) -> None:
    for body in bodies:
        _copy(conn, "public.bare_copy", body)
        conn.commit()


def _insert_bare(conn: Connection, bodies: Sequence[bytes]) -> None:
    for body in bodies:
        _copy(conn, "batch", body)
        conn.execute(_INSERT_BARE)
        conn.commit()


def _copy(conn: Connection, table: str, body: bytes) -> None:
    statement = f"copy {table} {_COLUMNS} from stdin (format binary)"
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(body)


def _timed(rows: int, work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return rows / (time.perf_counter() - start)
