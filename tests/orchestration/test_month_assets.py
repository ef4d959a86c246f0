"""The month's assets and its close, run by Dagster against a real database."""

from typing import Any

import dagster as dg
import pytest

from assets.close import production_period
from assets.partitions import month_key
from assets.store import StoreResource
from books.closing.close import close_production
from domain.errors import DataError
from pipelines.proposals import propose_production_close_job
from pipelines.runs import close_month, draft_month
from pipelines.sensors import organization_partitions
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.operator_papers import PASSWORD, SLUG

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database

ACCOUNTANT = "accountant@example.com"


def close_in_dagster(
    instance: dg.DagsterInstance, store: StoreResource, email: str = ACCOUNTANT
) -> dg.ExecuteInProcessResult:
    """Close the month without raising, so that a test can look at the failed step."""
    instance.add_dynamic_partitions("organization", [SLUG])
    return dg.materialize(
        [production_period],
        instance=instance,
        resources={"store": store},
        partition_key=month_key(MONTH, SLUG),
        run_config={"ops": {"production_period": {"config": {"email": email}}}},
        raise_on_error=False,
    )


def failure_of(result: dg.ExecuteInProcessResult) -> Any:
    (event,) = result.get_step_failure_events()
    return event.step_failure_data


def closed_content(field: FieldMonth) -> list[tuple[object, ...]]:
    """What a close leaves, without when and by which run."""
    return [
        row
        for table in ("production_period", "allocated_month", "disposition_month", "compliance_row")
        for row in field.rows(
            "select to_jsonb(t) - array['run_id', 'id', 'closed_at', 'created_at', 'proposed_at',"
            f" 'report_id', 'prepared_at'] from wellflow.{table} t order by 1::text"
        )
    ]


def test_draft__builds_month_form_and_fits(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    draft_month(instance, store, MONTH, SLUG, has_filing=True)
    ((months,),) = texas_month.rows("select count(*) from wellflow.allocated_month")
    ((rows,),) = texas_month.rows("select count(*) from wellflow.compliance_row")
    event = instance.get_latest_materialization_event(dg.AssetKey("compliance_row"))
    assert (months, rows) == (5, 4)
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.metadata["dagster/row_count"].value == 4


def test_close__through_dagster_is_the_close_of_the_books(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("WELLFLOW_PASSWORD", PASSWORD)
    close_month(instance, store, MONTH, SLUG, ACCOUNTANT)
    by_dagster = closed_content(texas_month)
    event = instance.get_latest_materialization_event(dg.AssetKey("production_period"))
    assert event is not None
    assert event.asset_materialization is not None
    told = event.asset_materialization.metadata
    assert (told["state"].value, told["closed_by"].value) == ("closed", ACCOUNTANT)
    assert "| conservation |" in str(told["audits"].value)
    assert "passed, " in str(told["audits"].value)
    assert float(str(told["audit_seconds"].value)) > 0
    check = dg.AssetCheckKey(dg.AssetKey("production_period"), "every_audit_held")
    (held,) = instance.event_log_storage.get_asset_check_execution_history(check, limit=2)
    assert held.status.value == "SUCCEEDED"
    again = close_production(
        texas_month.conn, texas_month.organization_id, MONTH, texas_month.accountant, RUN
    )
    assert again.is_repeat
    assert (again.state, again.version) == ("closed", 1)
    assert again.closed_by == texas_month.accountant.app_user_id
    assert closed_content(texas_month) == by_dagster


def test_failing_audit__fails_the_step_for_good_and_changes_nothing(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("WELLFLOW_PASSWORD", PASSWORD)
    texas_month.execute(
        "update wellflow.day_state set outcome = 'failed', reasons = '{no opening stock}'"
        " where produced_on = '2026-03-09' and stage = 'allocate'"
    )
    before = texas_month.content()
    result = close_in_dagster(instance, store)
    assert not result.success
    failure = failure_of(result)
    assert failure.user_failure_data.label == "intentional-failure"
    assert "2026-03 cannot close" in failure.user_failure_data.description
    assert "no opening stock" in failure.user_failure_data.description
    assert "what to do" in failure.user_failure_data.metadata
    assert not result.get_asset_materialization_events()
    assert not [event for event in result.all_events if event.is_step_up_for_retry]
    assert texas_month.content() == before


def test_close__without_a_password_says_where_it_belongs(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    with pytest.raises(DataError, match=r"no password for accountant@example\.com") as refused:
        close_month(instance, store, MONTH, SLUG, ACCOUNTANT)
    assert "set WELLFLOW_PASSWORD where Dagster runs" in refused.value.message


def test_close__by_someone_who_may_not_is_refused(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("WELLFLOW_PASSWORD", PASSWORD)
    with pytest.raises(DataError, match=r"production\.close"):
        close_month(instance, store, MONTH, SLUG, "pumper@example.com")
    assert texas_month.rows("select * from wellflow.production_period") == []


def test_proposal__closes_nothing(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    (op,) = propose_production_close_job.graph.node_defs
    result = propose_production_close_job.execute_in_process(
        run_config={"ops": {op.name: {"config": {"month": MONTH.isoformat()}}}},
        resources={"store": store}, instance=instance,
    )  # fmt: skip
    assert result.success
    assert texas_month.rows("select state::text from wellflow.production_period") == [("open",)]


def test_proposal__organization_without_master_data_keeps_no_other_waiting(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    with texas_month.connect("owner") as owner:
        owner.execute(
            "insert into wellflow.organization_directory (organization_id, slug)"
            " values (gen_random_uuid(), 'a-newcomer')"
        )
    (op,) = propose_production_close_job.graph.node_defs
    result = propose_production_close_job.execute_in_process(
        run_config={"ops": {op.name: {"config": {"month": MONTH.isoformat()}}}},
        resources={"store": store}, instance=instance,
    )  # fmt: skip
    assert result.success
    assert texas_month.rows("select state::text from wellflow.production_period") == [("open",)]
    (output,) = [event for event in result.all_events if event.is_successful_output]
    told = output.step_output_data.metadata
    assert set(told) == {f"2026-03 of {SLUG}", "2026-03 of a-newcomer"}
    assert str(told["2026-03 of a-newcomer"].value).startswith("cannot be proposed")


def test_sensor__gives_a_new_organization_its_partitions(
    store: StoreResource, texas: FieldMonth
) -> None:
    with dg.DagsterInstance.ephemeral() as fresh:
        context = dg.build_sensor_context(instance=fresh, resources={"store": store})
        (asked,) = organization_partitions.evaluate_tick(context).dynamic_partitions_requests or ()
        assert list(asked.partition_keys) == [SLUG]
        fresh.add_dynamic_partitions("organization", [SLUG])
        context = dg.build_sensor_context(instance=fresh, resources={"store": store})
        assert organization_partitions.evaluate_tick(context).skip_message == "no new organization"
