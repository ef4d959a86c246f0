"""A booked revenue run is reversed, never deleted; a well is the sum of its completions."""

from collections.abc import Callable
from decimal import Decimal

from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.offices import Office
from tests.fixtures.owed import plant_owed
from tests.fixtures.tenant_rows import put, put_person

Open = Callable[[Role], Connection]


def test_run__can_be_dropped_as_a_draft_and_only_reversed_when_booked(office: Office) -> None:
    with tenant_transaction(office.maker, office.own):
        clerk = put_person(office.maker, office.own, "Clerk")
    owed = plant_owed(office, clerk)
    office.staff(Ann="payment.prepare")
    draft = office.put("Ann", "revenue_run", statement_id=owed.statement, version=2,
                       run_by=office.id_of("Ann"))  # fmt: skip
    assert office.act("Ann", "delete from wellflow.revenue_run where id = %s", draft) == 1
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
        office.refuses(
            "stay|revenue run|scope|permission", lambda each=refused: office.act("Ann", each)
        )
    assert office.act("Ann", "update wellflow.revenue_run set state = 'reversed'") == 1


def test_well__is_the_sum_of_its_completions_newest_version(
    connection: Open, organization: Callable[..., Organization]
) -> None:
    conn, own = connection("owner"), organization().organization_id
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
