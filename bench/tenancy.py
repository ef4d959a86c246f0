"""What it costs that a session is proven: a tenant's transaction with it, beside one without.

Two databases are made with the same rows. One is as the migrations leave it; in the other the
policies of the session are dropped and only the tenant's are left, as before there were sessions.
The same login runs the same transactions in both, a few here and a few there in turn: begin, say
who acts, a small read, commit. Medians are compared, in a round that has seen the same machine.
"""

import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import sql

from bench.figure import Figure
from storage.bulk import insert_rows
from storage.connections import Connection, connect
from storage.faults import translated
from storage.identity import stable_id
from storage.schema import flavour
from storage.server.credentials import Credentials
from storage.server.scratch import scratch_database
from storage.tenant import SET_TENANT, tenant_transaction

SLUG: Final = "bench"
WELL_COUNT: Final = 40
DAY_COUNT: Final = 200
SESSION_COUNT: Final = 500
FIRST_DAY: Final = date(2026, 1, 1)
CAPABILITIES: Final = ("read.field", "read.volume", "gauge.enter", "ticket.approve")
WARM_UP: Final = 50
# A connection does several things before it is another's turn.
AT_ONCE: Final = 10
ROUNDS: Final = 5
GOAL: Final = 1.2

# What a person asks for all day, by name; parameters are the well and the first day.
READS: Final = {
    "a well's last days": (
        "select a.produced_on, a.oil_bbl, a.gas_mcf, a.water_bbl, a.hours_on, a.flags"
        " from wellflow.well w"
        " join wellflow.completion c on c.well_id = w.id"
        " join wellflow.allocated_day a on a.completion_id = c.id"
        " where w.well_name = %s and a.produced_on >= %s order by a.produced_on"
    ),
    "the wells by name": (
        "select w.id, w.well_name, w.well_status from wellflow.well w"
        " where w.well_name >= %s and w.created_at > %s order by w.well_name limit 20"
    ),
    "an hour of readings": (
        "select r.observed_at, r.value, r.quality from wellflow.tag t"
        " join wellflow.reading r on r.tag_id = t.id"
        " where t.tag_name = %s and r.observed_at >= %s"
        " and r.observed_at < '2026-07-01' order by r.observed_at limit 60"
    ),
}


class Side(NamedTuple):
    """One of the two databases: a connection of the api role, and what it says at the begin."""

    conn: Connection
    says: tuple[str, str]


def tenancy_figures(admin_dsn: str, *, transactions: int = 2_000) -> list[Figure]:
    """Measure on two scratch databases of a server.

    Parameters
    ----------
    admin_dsn : str
        Address of an administrator; everything made is dropped again.
    transactions : int
        Transactions on each side in each round; the median round counts.

    Returns
    -------
    list of Figure
        Microseconds of a transaction with a session, beside one without: of one of each read
        together, and of each read by itself.
    """
    with _sides(admin_dsn) as (ours, before):
        found = flavour.detect(ours.conn)
        ours.conn.rollback()
        medians = {
            name: _measured(ours, before, read, transactions) for name, read in READS.items()
        }
    one_of_each = tuple(sum(each) for each in zip(*medians.values(), strict=True))
    return [
        Figure(
            f"transactions of a tenant with a session beside the same without: {name}",
            us[0], us[1], GOAL, "us", found, transactions * ROUNDS,
        )
        for name, us in [("one of each", one_of_each), *medians.items()]
    ]  # fmt: skip


@contextmanager
def _sides(admin_dsn: str) -> Iterator[tuple[Side, Side]]:
    tenant = str(stable_id(SLUG, "organization"))
    with ExitStack() as stack:
        ours, before = (stack.enter_context(scratch_database(admin_dsn, "bench")) for _ in range(2))
        token = _prepared(ours)
        _prepared(before)
        _drop_sessions(before)
        yield (
            Side(stack.enter_context(_as_api(ours)), (tenant, token)),
            Side(stack.enter_context(_as_api(before)), (tenant, "")),
        )


def _as_api(credentials: Credentials) -> "closing[Connection]":
    return closing(connect(credentials.dsn("api"), application="bench"))


def _measured(ours: Side, before: Side, read: str, transactions: int) -> tuple[float, float]:
    """Return the medians of the round with the median ratio [us]."""
    _round(ours, before, read, WARM_UP)
    rounds = [_round(ours, before, read, transactions) for _ in range(ROUNDS)]
    return sorted(rounds, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]


def _round(ours: Side, before: Side, read: str, transactions: int) -> tuple[float, float]:
    times: dict[Side, list[float]] = {ours: [], before: []}
    for number in range(0, transactions, AT_ONCE):
        order = (ours, before) if number % (2 * AT_ONCE) else (before, ours)
        for side in order:
            times[side] += [
                _timed(side, read, _values(read, each))
                for each in range(number, min(number + AT_ONCE, transactions))
            ]
    return statistics.median(times[ours]) * 1e6, statistics.median(times[before]) * 1e6


def _timed(side: Side, read: str, values: Sequence[object]) -> float:
    start = time.perf_counter()
    _transaction(side, read, values)
    return time.perf_counter() - start


def _transaction(side: Side, read: str, values: Sequence[object]) -> None:
    with translated(), side.conn.transaction():
        side.conn.execute(SET_TENANT, side.says)
        if not side.conn.execute(read.encode(), values).fetchall():
            raise AssertionError("a benchmark that reads nothing measures nothing")


def _values(read: str, number: int) -> tuple[object, ...]:
    if read == READS["an hour of readings"]:
        return f"tag-{number % WELL_COUNT:03}", "2026-06-30 23:00+00"
    if read == READS["the wells by name"]:
        return "well-000", "2000-01-01"
    return _well(number % WELL_COUNT), FIRST_DAY + timedelta(days=DAY_COUNT - 30)


def _well(number: int) -> str:
    return f"well-{number:03}"


def _prepared(credentials: Credentials) -> str:
    """Make a tenant with wells and days, a person, and sessions; return the person's token."""
    tenant = stable_id(SLUG, "organization")
    tokens = [secrets.token_hex(32) for _ in range(SESSION_COUNT)]
    with closing(connect(credentials.dsn("owner"), application="bench")) as owner:
        with tenant_transaction(owner, tenant):
            for table, rows in _rows(tenant).items():
                insert_rows(owner, table, rows)
            owner.execute(_PARTITION)
            owner.execute(_READINGS, (tenant,))
            for token in tokens:
                owner.execute(_SESSION, (token.encode(), tenant, stable_id(SLUG, "ann")))
        owner.autocommit = True
        owner.execute("analyze")
    return tokens[SESSION_COUNT // 2]


_SESSION: Final = (
    "insert into identity.session (token_sha256, organization_id, app_user_id, is_good,"
    " must_change, begun_at, expires_at)"
    " values (sha256(%s::bytea), %s, %s, true, false, now(), now() + interval '1 day')"
)
_PARTITION: Final = "select scada.ensure_partitions('2026-06-30'::timestamptz, '2026-06-30')"
_READINGS: Final = (
    "insert into scada.reading (organization_id, tag_id, observed_at, received_at, value, quality)"
    " select %s, t.id, at, now(), 1, 0 from wellflow.tag t, generate_series("
    "timestamptz '2026-06-30 20:00+00', '2026-06-30 23:59+00', interval '1 minute') at"
)


def _rows(tenant: UUID) -> dict[str, list[dict[str, object]]]:
    numbers = range(WELL_COUNT)
    days = [FIRST_DAY + timedelta(days=day) for day in range(DAY_COUNT)]
    person, run = stable_id(SLUG, "ann"), stable_id(SLUG, "run")
    ids = {kind: [stable_id(SLUG, kind, str(n)) for n in numbers] for kind in ("w", "c", "t")}
    return {
        "organization_directory": [{"organization_id": tenant, "slug": SLUG}],
        "organization": [{"organization_id": tenant, "organization_name": SLUG}],
        "app_user": [{"id": person, "full_name": "Ann", "email": "ann@example.com"}],
        "capability_grant": [
            {"app_user_id": person, "capability": each} for each in CAPABILITIES
        ],
        "well": [
            {"id": ids["w"][n], "well_name": _well(n), "well_type": "oil",
             "well_purpose": "development", "well_status": "producing"}
            for n in numbers
        ],
        "completion": [
            {"id": ids["c"][n], "well_id": ids["w"][n], "completion_name": _well(n),
             "main_product": "oil"}
            for n in numbers
        ],
        "tag": [
            {"id": ids["t"][n], "tag_name": f"tag-{n:03}", "collector_name": "c",
             "device_name": "d", "protocol": "modbus", "kind": "rate", "unit": "bbl"}
            for n in numbers
        ],
        "allocated_day": [
            {"completion_id": ids["c"][n], "produced_on": day, "oil_bbl": 10 + n,
             "gas_mcf": 20 + n, "water_bbl": 5, "hours_on": 24, "hours_in_day": 24,
             "run_id": run, "input_hash": "x"}
            for n in numbers for day in days
        ],
    }  # fmt: skip


def _drop_sessions(credentials: Credentials) -> None:
    """Leave only what bound a tenant before there were sessions."""
    with closing(connect(credentials.dsn("owner"), application="bench")) as owner:
        rows = owner.execute(
            "select schemaname, tablename, policyname from pg_policies"
            " where starts_with(policyname, 'session_')"
        ).fetchall()
        for schema, table, policy in rows:
            owner.execute(
                sql.SQL("drop policy {} on {}").format(
                    sql.Identifier(policy), sql.Identifier(schema, table)
                )
            )
        owner.execute(
            "create or replace function wellflow.organization_of_readings() returns uuid"
            " language sql stable"
            " return nullif(current_setting('app.organization_id', true), '')::uuid"
        )
        owner.commit()
