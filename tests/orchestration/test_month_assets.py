"""The month's assets and its close, run by Dagster against a real database."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.close import production_period
from assets.partitions import month_key
from assets.store import StoreResource
from books.closing.close import close_production
from books.closing.orders import sign_order
from domain.errors import DataError
from pipelines.definitions import defs
from pipelines.observed import acts_of_people
from pipelines.proposals import propose_production_close_job
from pipelines.runs import close_month, draft_month
from pipelines.schedules import month_draft_schedule, production_close_schedule
from pipelines.sensors import organization_partitions
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.operator_papers import SLUG

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database


def sign_an_order(field: FieldMonth) -> None:
    """Let the schedule close, in the accountant's name."""
    sign_order(
        field.connect("api"), field.accountant, reason="the 5th is a holiday here",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


def close_in_dagster(
    instance: dg.DagsterInstance, store: StoreResource
) -> dg.ExecuteInProcessResult:
    """Close the month without raising, so that a test can look at the failed step."""
    instance.add_dynamic_partitions("organization", [SLUG])
    return dg.materialize(
        [production_period],
        instance=instance,
        resources={"store": store},
        partition_key=month_key(MONTH, SLUG),
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


def test_close__under_an_order_is_the_close_of_the_books(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    sign_an_order(texas_month)
    close_month(instance, store, MONTH, SLUG)
    by_dagster = closed_content(texas_month)
    event = instance.get_latest_materialization_event(dg.AssetKey("production_period"))
    assert event is not None
    assert event.asset_materialization is not None
    told = event.asset_materialization.metadata
    assert told["state"].value == "closed"
    assert str(told["closed_by"].value).startswith("standing order of ")
    assert "| conservation |" in str(told["audits"].value)
    assert "passed, " in str(told["audits"].value)
    assert float(str(told["audit_seconds"].value)) > 0
    check = dg.AssetCheckKey(dg.AssetKey("production_period"), "every_audit_held")
    (held,) = instance.event_log_storage.get_asset_check_execution_history(check, limit=2)
    assert held.status.value == "SUCCEEDED"
    again = close_production(
        texas_month.connect("api"), texas_month.organization_id, MONTH, texas_month.accountant, RUN
    )
    assert again.is_repeat
    assert (again.state, again.version, again.closed_by) == ("closed", 1, None)
    assert closed_content(texas_month) == by_dagster


def test_failing_audit__fails_the_step_for_good_and_changes_nothing(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    sign_an_order(texas_month)
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


def test_close__without_an_order_says_who_signs_one(
    instance: dg.DagsterInstance, store: StoreResource, texas_month: FieldMonth
) -> None:
    with pytest.raises(DataError, match="no standing order") as refused:
        close_month(instance, store, MONTH, SLUG)
    assert "wellflow order sign" in refused.value.message
    assert texas_month.rows("select state::text from wellflow.production_period") == [("open",)]


# Dagster warns of the tags that it gives a partition of two dimensions itself.
@pytest.mark.filterwarnings("ignore:Non-compliant tag keys:DeprecationWarning")
def test_schedules__draft_until_it_is_closed_and_close_under_an_order(
    store: StoreResource, texas_month: FieldMonth, tmp_path: Path
) -> None:
    kept = dg.DagsterInstance.local_temp(str(tmp_path))
    at = datetime(2026, 4, 8, 16, tzinfo=UTC)

    def asked(schedule: dg.ScheduleDefinition, when: datetime = at) -> list[str | None]:
        with dg.build_schedule_context(
            instance=kept, scheduled_execution_time=when, resources={"store": store},
            repository_def=defs.get_repository_def(),
        ) as context:  # fmt: skip
            asked_for = schedule.evaluate_tick(context).run_requests
        return [each.partition_key for each in asked_for or ()]

    assert asked(month_draft_schedule) == []
    kept.add_dynamic_partitions("organization", [SLUG])
    key = month_key(MONTH, SLUG)
    assert asked(month_draft_schedule) == [key]
    assert asked(production_close_schedule) == []
    sign_an_order(texas_month)
    assert asked(production_close_schedule) == [key]
    assert asked(production_close_schedule, datetime(2026, 4, 3, 16, tzinfo=UTC)) == []
    close_month(kept, store, MONTH, SLUG)
    assert asked(month_draft_schedule) == []
    assert asked(production_close_schedule) == []
    kept.dispose()


def test_acts_of_people__are_shown_with_who_did_them(
    store: StoreResource, texas_month: FieldMonth
) -> None:
    conn = texas_month.connect("api")
    close_production(conn, texas_month.organization_id, MONTH, texas_month.accountant, RUN)
    with dg.DagsterInstance.ephemeral() as fresh:

        def look(cursor: str | None) -> dg.SensorResult:
            with dg.build_sensor_context(
                instance=fresh, resources={"store": store}, cursor=cursor
            ) as context:
                return acts_of_people.evaluate_tick(context)  # type: ignore[return-value]

        first = look(None)
        (event,) = first.asset_events
        told = {name: value.value for name, value in event.metadata.items()}
        assert (event.asset_key.to_user_string(), told["did"]) == (
            "production_period", "closed the month",
        )  # fmt: skip
        assert (told["organization"], told["number"]) == (SLUG, 1)
        assert event.partition == month_key(MONTH, SLUG)
        assert not any(isinstance(each, float) and name != "when" for name, each in told.items())
        assert not look(first.cursor).asset_events


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
