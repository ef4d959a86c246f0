"""The database and Python hash the same text, whatever an event holds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from domain.trail.event import Event, canonical_text, hash_of
from sql import query
from storage.connections import Connection
from storage.server.credentials import Role

# The database stores neither a zero byte nor half of a surrogate pair.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
instants = st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
rows = st.none() | st.dictionaries(texts, values, max_size=4).map(Jsonb)
stored = st.fixed_dictionaries(
    {
        "organization_id": st.uuids(),
        "id": st.uuids(),
        "seq": st.integers(1, 2**62),
        "at": instants,
        "app_user_id": st.none() | st.uuids(),
        "actor": texts,
        "session_id": st.none() | st.uuids(),
        "login": texts,
        "from_address": st.none() | texts,
        "application": texts,
        "kind": texts,
        "subject": texts,
        "before": rows,
        "after": rows,
        "previous_hash": texts,
        "hash": texts,
    }
)
ROW = ", ".join(f"%({name})s" for name in (
    "organization_id", "id", "seq", "at", "app_user_id", "actor", "session_id", "login",
    "from_address", "application", "kind", "subject", "before", "after", "previous_hash", "hash",
))  # fmt: skip
# The columns as the verifier reads them, over a row that is stored nowhere.
AS_READ = query("trail/events").replace(
    "wellflow.audit_event e", f"(select (row({ROW})::wellflow.audit_event).*) e"
)


@pytest.fixture
def owner(connection: Callable[[Role], Connection]) -> Connection:
    return connection("owner")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(stored)
def test_text__is_the_same_in_the_database_and_here(
    owner: Connection, event: dict[str, Any]
) -> None:
    told = owner.execute(
        f"select t.text, encode(sha256(convert_to(t.text, 'UTF8')), 'hex')"
        f" from wellflow.event_text(row({ROW})::wellflow.audit_event) t (text)".encode(),
        event,
    ).fetchone()
    read = owner.execute(AS_READ.encode(), event).fetchone()
    assert read is not None
    here = Event(*read)
    assert (canonical_text(here), hash_of(here)) == told
