"""Records are inserted only, master data says when it changed, keys and ranges hold."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from catalog.registry import TABLES
from domain.errors import DataError, StorageError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
RECORDS = [table.name for table in TABLES if table.records]
MASTER = [table.name for table in TABLES if table.master]


@pytest.fixture
def own(organization: Callable[..., Organization]) -> UUID:
    """An organization of this test."""
    return organization().organization_id


@pytest.fixture
def token(own: UUID, person_with: PutPerson) -> str:
    """The session of a person who may do everything in it."""
    return person_with(own).token


@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_records__refuse_change_even_to_the_owner(connection: Open, change: str) -> None:
    owner = connection("owner")
    for table in RECORDS:
        statement = change.format(f"wellflow.{table}").replace(
            "set id = id", "set organization_id = organization_id"
        )
        with pytest.raises(psycopg.Error) as refused, owner.transaction():
            owner.execute(statement.encode())
        assert refused.value.sqlstate in ("WF004", "0A000"), table


def test_records__grant_no_change_to_tenants(connection: Open) -> None:
    rows = connection("api").execute(
        "select t, r, p from unnest(%s::text[]) t, unnest(%s::text[]) r,"
        " unnest(array['update', 'delete', 'truncate']) p"
        " where has_table_privilege(r, 'wellflow.' || t, p)",
        (RECORDS, [connection(role).info.user for role in ("api", "pipeline")]),
    )
    assert rows.fetchall() == []


def test_master_data__knows_when_it_changed(connection: Open, own: UUID, token: str) -> None:
    conn = connection("api")
    with tenant_transaction(conn, own, token):
        put(conn, own, "company")
    with tenant_transaction(conn, own, token):
        conn.execute("update wellflow.company set phone = '1'")
        row = conn.execute("select updated_at > created_at from wellflow.company").fetchone()
    assert row == (True,)
    triggers = conn.execute(
        "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
        " where t.tgname = 'touch'"
    )
    assert {name for (name,) in triggers} == set(MASTER)


def test_decks__of_one_product_never_overlap(connection: Open, own: UUID, token: str) -> None:
    conn = connection("api")
    with tenant_transaction(conn, own, token):
        land = put(conn, own, "property")
    spans: dict[str, dict[str, object]] = {
        "oil": {"product": "oil", "effective_to": date(2026, 3, 1)},
        "oil, from the day the first ends": {"product": "oil", "effective_from": date(2026, 3, 1)},
        "gas": {"product": "gas"},
        "any product": {},
    }
    with tenant_transaction(conn, own, token):
        for span in spans.values():
            put(conn, own, "deck", property_id=land, **span)
    again: dict[str, object]
    for again in ({"product": "oil", "effective_from": date(2027, 1, 1)}, {}):
        with pytest.raises(StorageError, match="exclusion"), tenant_transaction(conn, own, token):
            put(conn, own, "deck", property_id=land, **again)


def test_ticket__is_unique_by_hauler_and_number_until_superseded(
    connection: Open, own: UUID, token: str
) -> None:
    conn = connection("api")
    with tenant_transaction(conn, own, token):
        company = put(conn, own, "company")
        tank = put(conn, own, "tank", facility_id=put(conn, own, "facility"))
        papers = {"hauler_id": company, "purchaser_id": company, "tank_id": tank}
        first = put(conn, own, "run_ticket", **papers)
    with pytest.raises(StorageError, match="duplicate key"), tenant_transaction(conn, own, token):
        put(conn, own, "run_ticket", **papers)
    with tenant_transaction(conn, own, token):
        put(conn, own, "run_ticket", **papers, supersedes_id=first)


@pytest.mark.parametrize(
    ("column", "value"),
    [("capacity_bbl", Decimal("NaN")), ("capacity_bbl", -1), ("bsw_pct", 101)],
)
def test_numbers__out_of_range_are_refused(
    connection: Open, own: UUID, token: str, column: str, value: object
) -> None:
    conn = connection("api")
    with (
        pytest.raises((StorageError, DataError), match="check constraint"),
        tenant_transaction(conn, own, token),
    ):
        put(conn, own, "tank", facility_id=put(conn, own, "facility"), **{column: value})
