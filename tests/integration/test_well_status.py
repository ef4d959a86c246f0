"""The life of a well in the database is the one in the domain, one event for each change."""

from collections.abc import Callable
from datetime import date

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.errors import DataError
from domain.wells.well_lifecycle import ALLOWED
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
STATUSES = ENUMERATIONS["well_status"]


def test_allowed_changes__are_those_of_the_domain(connection: Open) -> None:
    rows = connection("api").execute(
        "select f::text, t::text from unnest(enum_range(null::wellflow.well_status)) f,"
        " unnest(enum_range(null::wellflow.well_status)) t"
        " where wellflow.is_allowed_status_change(f, t)"
    )
    assert set(rows) == {(one, other) for one in ALLOWED for other in ALLOWED[one]}
    assert set(ALLOWED) == set(STATUSES)


def test_event__moves_the_well_and_must_start_where_it_is(
    connection: Open, organization: Callable[..., Organization], person_with: PutPerson
) -> None:
    conn, own = connection("api"), organization().organization_id
    token = person_with(own).token
    with tenant_transaction(conn, own, token):
        well = put(conn, own, "well", well_status="drilling")
        event = {"well_id": well, "changed_on": date(2026, 3, 1)}
        put(conn, own, "well_status_event", from_status="drilling", to_status="plugged", **event)
        assert conn.execute("select well_status from wellflow.well").fetchone() == ("plugged",)
    for from_status, to_status in (("drilling", "completing"), ("plugged", "producing")):
        with (
            pytest.raises(DataError, match=r"is plugged|cannot go from plugged"),
            tenant_transaction(conn, own, token),
        ):
            put(
                conn, own, "well_status_event",
                from_status=from_status, to_status=to_status, **event,
            )  # fmt: skip


def test_well__refuses_a_change_that_skips_the_event_s_rule(
    connection: Open, organization: Callable[..., Organization], person_with: PutPerson
) -> None:
    conn, own = connection("api"), organization().organization_id
    token = person_with(own).token
    with tenant_transaction(conn, own, token):
        put(conn, own, "well", well_status="plugged")
    with (
        pytest.raises(DataError, match="cannot go from plugged"),
        tenant_transaction(conn, own, token),
    ):
        conn.execute("update wellflow.well set well_status = 'producing'")
