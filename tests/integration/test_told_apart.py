"""What a person is told of a point whose name two have says which of the two it is."""

from books.month.draft import build_month
from storage.rows import engineering, measurement, months
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.signed_in import ANY_STAGE


def test_points__are_read_by_names_that_no_other_has(two_batteries: FieldMonth) -> None:
    two_batteries.execute(
        "update wellflow.completion set completion_name = 'UPPER'"
        " where completion_name in ('A-1', 'A-2')"
    )
    two_batteries.execute(
        "update wellflow.meter set meter_name = 'flare' where meter_name in"
        " ('NORTH gas flare', 'SOUTH gas flare')"
    )
    conn, tenant = two_batteries.pipeline, two_batteries.organization_id
    with tenant_transaction(conn, tenant):
        tanks = {tank.tank_name for tank in measurement.tanks(conn)}
        meters = {meter.meter_name for meter in measurement.meters(conn)}
        completions = {each.completion_name for each in measurement.completions(conn)}
    assert tanks == {"BATT-A/TK-1", "BATT-B/TK-1", "NORTH T1", "SOUTH T1", "PAD T1"}
    assert {name for name in meters if "flare" in name} == {
        "NORTH/flare", "SOUTH/flare", "PAD gas flare",
    }  # fmt: skip
    assert completions == {"/A-1/UPPER", "/A-2/UPPER", "B-1", "G-1", "D-1"}


def test_months_and_fits__name_completions_as_no_other_is_named(texas_month: FieldMonth) -> None:
    texas_month.execute(
        "update wellflow.completion set completion_name = 'UPPER'"
        " where completion_name in ('A-1', 'A-2')"
    )
    conn, tenant = texas_month.pipeline, texas_month.organization_id
    build_month(conn, tenant, MONTH, RUN, actor=ANY_STAGE)
    with tenant_transaction(conn, tenant):
        sums = {each.completion_name for each in months.completion_sums(conn, MONTH)}
        made = {each.completion_name for each in engineering.completion_months(conn, MONTH)}
    assert sums == made == {"/A-1/UPPER", "/A-2/UPPER", "B-1", "G-1", "D-1"}
