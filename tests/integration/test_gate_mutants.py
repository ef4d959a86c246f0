"""Whatever the owner changes in the database is named: each trigger, function, grant and key."""

from collections import Counter
from collections.abc import Callable

import psycopg
import pytest

from storage.connections import Connection
from storage.schema.gate import violations
from storage.server.credentials import Credentials, Role
from tests.fixtures.planted_by_catalogue import KINDS, Fault, emptied_functions, faults

pytestmark = [pytest.mark.own_database, pytest.mark.slow]


@pytest.fixture
def owner(
    connection: Callable[[Role], Connection],
    organization: Callable[..., object],
    collector: Callable[..., str],
) -> Connection:
    organization("brazos-bend")
    collector("brazos-bend", "east")
    conn = connection("owner")
    conn.execute("set search_path = pg_catalog, pg_temp; set check_function_bodies = off")
    conn.commit()
    return conn


@pytest.fixture
def names(database: Credentials) -> dict[str, str]:
    roles: tuple[Role, ...] = ("api", "pipeline")
    return {role: database.login(role) for role in roles} | {
        "collector": database.collector_login("brazos-bend", "east")
    }


def planted(conn: Connection, faults: list[Fault]) -> list[Fault]:
    """Plant faults, and return those that the database itself did not refuse."""
    try:
        with conn.transaction():
            conn.execute("; ".join(statement for _, statement in faults).encode())
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedObject):
        return [fault for fault in faults if is_planted(conn, *fault)]
    return faults


def is_planted(conn: Connection, named: str, statement: str) -> bool:
    """Plant one fault, unless TimescaleDB keeps what is its own."""
    try:
        with conn.transaction():
            conn.execute(statement.encode())
    except psycopg.errors.FeatureNotSupported:
        return False
    except psycopg.errors.UndefinedObject:
        # What went along with another is missing all the same.
        return "is missing" in named
    return True


def unnamed(conn: Connection, faults: list[Fault]) -> tuple[int, list[Fault]]:
    """Plant faults for a while; return how many there were and those that nothing names."""
    with conn.transaction(force_rollback=True):
        there = planted(conn, faults)
        said = [f"{violation} " for violation in violations(conn)]
    lines = "\n".join(said)
    return len(there), [fault for fault in there if fault[0] not in lines]


def test_gate__names_every_object_that_is_changed(
    owner: Connection, names: dict[str, str], publish: Callable[[str], None]
) -> None:
    count: Counter[str] = Counter()
    missed: dict[str, list[Fault]] = {}
    planting = {kind: faults(owner, kind, names) for kind in KINDS}
    planting["function emptied"] = emptied_functions(owner)
    owner.rollback()
    for kind, some in planting.items():
        count[kind], left = unnamed(owner, some)
        if left:
            missed[kind] = left
        assert count[kind], kind
    publish(f"gate: {count.total()} faults of {len(count)} kinds planted, each named")
    assert missed == {}
    assert violations(owner) == []
