"""A booked revenue run is reversed, never deleted; a well is the sum of its completions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put, put_person

Open = Callable[[Role], Connection]


def test_run__can_be_dropped_as_a_draft_and_only_reversed_when_booked(
    connection: Open, organization: Callable[..., Organization]
) -> None:
    conn, own = connection("pipeline"), organization().organization_id
    with tenant_transaction(conn, own):
        statement = put(conn, own, "statement", purchaser_id=put(conn, own, "company"))
        person = put_person(conn, own, "Ann")
        papers = {"statement_id": statement, "run_by": person}
        draft = put(conn, own, "revenue_run", **papers)
        booked = put(conn, own, "revenue_run", **papers, version=2)
        conn.execute("delete from wellflow.revenue_run where id = %s", (draft,))
        land = put(conn, own, "property")
        deck = put(conn, own, "deck", property_id=land)
        put(
            conn, own, "revenue_distribution", revenue_run_id=booked, property_id=land,
            deck_id=deck, line_number=1, production_month=date(2026, 3, 1), product="oil",
            gross_volume=1, net_volume=1, price_usd_per_unit=1, gross_value_usd=1,
            severance_tax_usd=0, net_value_usd=1,
        )  # fmt: skip
        conn.execute("update wellflow.revenue_run set state = 'booked' where id = %s", (booked,))
    for refused in (
        "delete from wellflow.revenue_distribution",
        "delete from wellflow.revenue_distribution"
        " returning set_config('app.organization_id', '', true)",
        "insert into wellflow.revenue_distribution"
        " select (jsonb_populate_record(d, jsonb_build_object("
        "'id', gen_random_uuid(), 'line_number', 2))).* from wellflow.revenue_distribution d",
        "delete from wellflow.revenue_run",
        "update wellflow.revenue_run set state = 'draft'",
    ):
        with pytest.raises(DataError), tenant_transaction(conn, own):
            conn.execute(refused.encode())
    with tenant_transaction(conn, own):
        conn.execute("update wellflow.revenue_run set state = 'reversed'")


def test_well__is_the_sum_of_its_completions_newest_version(
    connection: Open, organization: Callable[..., Organization]
) -> None:
    conn, own = connection("api"), organization().organization_id
    with tenant_transaction(conn, own):
        well = put(conn, own, "well")
        for name, oil in (("1U", Decimal("1.5")), ("1L", Decimal("2.25"))):
            completion = put(conn, own, "completion", well_id=well, completion_name=name)
            put(conn, own, "allocated_day", completion_id=completion, oil_bbl=oil)
            for version in (1, 2):
                put(
                    conn, own, "allocated_month", completion_id=completion, version=version,
                    oil_bbl=oil * version,
                )  # fmt: skip
        days = conn.execute("select well_id, oil_bbl from wellflow.well_day").fetchall()
        months = conn.execute("select well_id, oil_bbl from wellflow.well_month").fetchall()
    assert days == [(well, Decimal("3.75"))]
    assert months == [(well, Decimal("7.5"))]
    assert conn.execute("select count(*) from wellflow.well_day").fetchone() == (0,)
