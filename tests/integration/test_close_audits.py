"""What stops a close: a battery without stock, a silent meter, a day older than what made it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assets.checks import audit_result
from assets.close import close_metadata
from books.closing.close import close_production
from domain.audits import AUDITS, Audit, Fault
from domain.errors import DataError
from sql import query
from storage.bulk import insert_rows
from storage.identity import stable_id
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import MONTH, RUN, FieldMonth

TENTH = date(2026, 3, 10)
LAST = date(2026, 3, 31)


def close(field: FieldMonth) -> None:
    close_production(field.api, field.organization_id, MONTH, field.accountant, RUN)


def execute_as_owner(field: FieldMonth, statement: str, *params: object) -> None:
    """Change what no login of a stage may."""
    owner = field.connect("owner")
    with tenant_transaction(owner, field.organization_id):
        assert owner.execute(statement, params).rowcount > 0


def silence(field: FieldMonth, meter: str) -> None:
    """Leave a meter's tenth day without an amount, as a dead transmitter does."""
    execute_as_owner(
        field,
        "update wellflow.measured_day set amount = null, flags = '{missing}'"
        " where produced_on = %s and meter_id = %s",
        TENTH,
        field.id_of("meter", meter),
    )


def insert_late_load(field: FieldMonth) -> None:
    """Enter a ticket that no day has taken up."""
    field.execute(
        "insert into wellflow.run_ticket select organization_id, gen_random_uuid(), 'T-late',"
        " hauler_id, purchaser_id, tank_id, opened_at, closed_at, opening_level_in,"
        " closing_level_in, oil_observed_bbl, temperature_degf, api_gravity_60f, bsw_pct,"
        " oil_nsv_bbl from wellflow.run_ticket limit 1"
    )


def insert(field: FieldMonth, table: str, **columns: object) -> None:
    with tenant_transaction(field.owner, field.organization_id):
        insert_rows(field.owner, table, [columns])


def test_battery_without_any_ledger__is_named(texas_month: FieldMonth) -> None:
    texas_month.execute(
        "delete from wellflow.tank_ledger_day where facility_id = %s",
        texas_month.id_of("facility", "PAD"),
    )
    with pytest.raises(
        DataError, match=r"battery PAD has no ledger on 31 day\(s\) from 2026-03-01"
    ):
        close(texas_month)


def test_battery_whose_stock_changed_overnight__is_named_with_the_day_and_the_barrels(
    texas_month: FieldMonth,
) -> None:
    execute_as_owner(
        texas_month,
        "update wellflow.tank_ledger_day set opening_nsv_bbl = opening_nsv_bbl + 12.5,"
        " produced_nsv_bbl = produced_nsv_bbl - 12.5"
        " where produced_on = '2026-03-11' and facility_id = %s",
        texas_month.id_of("facility", "NORTH"),
    )
    with pytest.raises(
        DataError,
        match=r"tank_ledger: battery NORTH .* 12\.5 bbl together, first after 2026-03-10",
    ):
        close(texas_month)


def test_load_that_the_ledger_lacks__is_named_with_its_barrels(texas_month: FieldMonth) -> None:
    insert_late_load(texas_month)
    with pytest.raises(
        DataError, match=r"battery NORTH: tickets less hauled oil of its ledger is \d+(\.\d+)? bbl"
    ):
        close(texas_month)


def test_day_measured_again_after_it_was_allocated__stops_the_close(
    texas_month: FieldMonth,
) -> None:
    execute_as_owner(
        texas_month,
        "update wellflow.day_state set created_at = now() + interval '1 hour'"
        " where stage = 'measure' and produced_on = '2026-03-10'",
    )
    with pytest.raises(
        DataError, match="days_up_to_date: 2026-03-10 was measured again after it was allocated"
    ):
        close(texas_month)


def test_faults__are_told_as_records_of_subject_date_and_amount(texas_month: FieldMonth) -> None:
    silence(texas_month, "PAD gas sales")
    report = close_production(
        texas_month.api, texas_month.organization_id, MONTH, texas_month.accountant, RUN,
        dry_run=True,
    )  # fmt: skip
    assert [(each.name, each.faults) for each in report.audits if each.faults] == [
        ("nothing_unmeasured", (Fault("PAD gas sales told no gas", TENTH, 1),))
    ]
    assert "import the statement" in report.remedy


def test_new_audit__is_a_query_and_a_line(
    texas_month: FieldMonth, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        "audits/no_silent_tenth": "select meter_name, %(month)s::date + 9, 7"
        " from wellflow.meter where meter_name = 'PAD gas flare'"
    }
    monkeypatch.setattr(
        "storage.rows.month_checks.query", lambda name: texts.get(name) or query(name)
    )
    line = Audit("no_silent_tenth", "{subject} on {on_date}: {amount}", "Silent.", "look at it")
    monkeypatch.setattr("books.closing.month_audits.AUDITS", (*AUDITS, line))
    with pytest.raises(
        DataError, match="no_silent_tenth: PAD gas flare on 2026-03-10: 7; look at it; then close"
    ):
        close(texas_month)


def test_audit_that_only_warns__is_shown_and_keeps_no_month_open(
    texas_month: FieldMonth, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence(texas_month, "PAD gas sales")
    lenient = [
        replace(each, severity="warns") if each.name == "nothing_unmeasured" else each
        for each in AUDITS
    ]
    monkeypatch.setattr("books.closing.month_audits.AUDITS", lenient)
    report = close_production(
        texas_month.api, texas_month.organization_id, MONTH, texas_month.accountant, RUN
    )
    assert report.state == "closed"
    assert report.remedy == ""
    (warned,) = report.warned
    assert warned.startswith("nothing_unmeasured: look at the instrument")
    check = audit_result(report.audits)
    assert (check.passed, check.severity.value) == (False, "WARN")
    assert "| nothing_unmeasured | look at |" in close_metadata(report)["audits"].value
    assert report.flags[-1].startswith("nothing_unmeasured: PAD gas sales told no gas")


def test_silent_gas_meter__stops_the_close_until_a_statement_settles_its_sales(
    texas_month: FieldMonth,
) -> None:
    silence(texas_month, "PAD gas sales")
    with pytest.raises(DataError, match=r"PAD gas sales told no gas on 1 day\(s\) from 2026-03-10"):
        close(texas_month)
    texas_month.settle({"P-4": ("gas", "15400.0000", "3")})
    close(texas_month)


def test_silent_flare_meter__is_settled_by_no_statement(texas_month: FieldMonth) -> None:
    silence(texas_month, "PAD gas flare")
    texas_month.settle({"P-4": ("gas", "15400.0000", "3")})
    with pytest.raises(DataError, match="PAD gas flare told no gas on 1 day"):
        close(texas_month)


@pytest.mark.parametrize("is_at_battery", [True, False])
def test_silent_meter_of_a_completion__matters_where_no_battery_measures_it(
    texas_month: FieldMonth, *, is_at_battery: bool
) -> None:
    insert(
        texas_month, "measured_day", id=stable_id("own"), produced_on=LAST, quantity="gas",
        completion_id=texas_month.id_of("completion", "A-1"), amount=None, unit="mcf",
        native_unit="mcf", method="totalizer", good_pct=Decimal(0), longest_gap_s=86_400,
        hours_in_day=Decimal(24), run_id=RUN, input_hash="",
    )  # fmt: skip
    if is_at_battery:
        close(texas_month)
        return
    texas_month.execute(
        "update wellflow.network_edge set effective_to = '2026-03-31' where product = 'gas'"
        " and completion_id = %s",
        texas_month.id_of("completion", "A-1"),
    )
    with pytest.raises(DataError, match="A-1 told no gas on 1 day"):
        close(texas_month)


def test_points_of_one_name__are_told_apart(texas_month: FieldMonth) -> None:
    for code in ("SOUTH", "PAD"):
        silence(texas_month, f"{code} gas flare")
    texas_month.execute(
        "update wellflow.meter set meter_name = 'flare' where meter_name = any(%s)",
        ["SOUTH gas flare", "PAD gas flare"],
    )
    execute_as_owner(
        texas_month,
        "delete from wellflow.allocated_day where produced_on = '2026-03-10' and completion_id in"
        " (select id from wellflow.completion where completion_name in ('A-1', 'B-1'))",
    )
    texas_month.execute(
        "update wellflow.completion set completion_name = 'UPPER'"
        " where completion_name in ('A-1', 'B-1')"
    )
    report = close_production(
        texas_month.api, texas_month.organization_id, MONTH, texas_month.accountant, RUN,
        dry_run=True,
    )  # fmt: skip
    found = {each.name: each.faults for each in report.audits}
    assert found["nothing_unmeasured"] == (
        Fault("PAD/flare told no gas", TENTH, 1),
        Fault("SOUTH/flare told no gas", TENTH, 1),
    )
    assert found["every_day_present"] == (
        Fault("/A-1/UPPER", TENTH, 1),
        Fault("/B-1/UPPER", TENTH, 1),
    )


def test_reading_later_than_its_day__stops_the_close(texas_month: FieldMonth) -> None:
    owner = texas_month.connect("owner")
    with tenant_transaction(owner, texas_month.organization_id):
        owner.execute("update wellflow.day_state set reading_count = 0 where stage = 'measure'")
        insert_rows(owner, "tag", [{
            "id": stable_id("tag"), "tag_name": "late", "collector_name": "box",
            "device_name": "rtu", "protocol": "modbus", "kind": "totalizer", "unit": "bbl",
        }])  # fmt: skip
        at = datetime(2026, 3, 10, 18, tzinfo=UTC)
        owner.execute("select scada.ensure_partitions(%s, %s)", (at, at))
        insert_rows(owner, "reading", [{
            "organization_id": texas_month.organization_id, "tag_id": stable_id("tag"),
            "observed_at": at, "received_at": at, "value": 1.0, "quality": 0,
        }])  # fmt: skip
    with pytest.raises(DataError, match=r"2026-03-10 has 1 reading\(s\) more than when"):
        close(texas_month)


def test_day_allocated_by_an_outdated_test__stops_the_close(texas_month: FieldMonth) -> None:
    for name, tested_on in (("old", date(2026, 2, 1)), ("new", TENTH)):
        insert(
            texas_month, "well_test", id=stable_id("well_test", name),
            completion_id=texas_month.id_of("completion", "A-1"), tested_on=tested_on,
            test_hours=Decimal(24), oil_bbl_per_day=Decimal(30), gas_mcf_per_day=Decimal(20),
            water_bbl_per_day=Decimal(5),
        )  # fmt: skip
    owner = texas_month.connect("owner")
    with tenant_transaction(owner, texas_month.organization_id):
        owner.execute(
            "update wellflow.allocated_day set well_test_id = %s"
            " where completion_id = %s and produced_on between '2026-03-09' and '2026-03-10'",
            (stable_id("well_test", "old"), texas_month.id_of("completion", "A-1")),
        )
    with pytest.raises(DataError, match="2026-03-10 went by an outdated well test of A-1") as fault:
        close(texas_month)
    assert "2026-03-09 went by" not in str(fault.value)


def test_namesakes__are_told_apart_by_their_wells(texas_month: FieldMonth) -> None:
    """Two completions of one name are two faults, each with its own days."""
    execute_as_owner(
        texas_month,
        "update wellflow.completion set completion_name = 'UPPER'"
        " where completion_name in ('A-1', 'B-1')",
    )
    execute_as_owner(
        texas_month,
        "delete from wellflow.allocated_day a using wellflow.completion c"
        " where c.id = a.completion_id and c.completion_name = 'UPPER'"
        " and a.produced_on = '2026-03-10'",
    )
    with pytest.raises(DataError, match=r"A-1/UPPER lacks 1 day\(s\).*B-1/UPPER lacks 1 day"):
        close(texas_month)
