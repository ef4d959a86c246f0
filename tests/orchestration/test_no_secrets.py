"""What Dagster keeps of a run and shows on its pages holds no password."""

import json

import dagster as dg
import pytest

from assets.store import StoreResource
from domain.errors import DataError
from pipelines.definitions import build_defs
from pipelines.runs import close_month
from tests.fixtures.field_month import MONTH, FieldMonth
from tests.fixtures.operator_papers import PASSWORD, SLUG

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database

ACCOUNTANT = "accountant@example.com"


def kept_of_runs(instance: dg.DagsterInstance) -> str:
    """Everything the run store holds of every run, as text."""
    kept = []
    for record in instance.get_run_records():
        run = record.dagster_run
        assert run.job_snapshot_id is not None
        assert run.execution_plan_snapshot_id is not None
        kept += [
            repr(run),
            repr(instance.get_job_snapshot(run.job_snapshot_id)),
            repr(instance.get_execution_plan_snapshot(run.execution_plan_snapshot_id)),
            repr(instance.all_logs(run.run_id)),
        ]
    return "\n".join(kept)


def test_close_in_a_persons_name__leaves_no_password_in_the_run_store(
    store: StoreResource, texas_month: FieldMonth
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("organization", [SLUG])
        close_month(instance, StoreResource(person_password=PASSWORD), MONTH, SLUG, ACCOUNTANT)
        kept = kept_of_runs(instance)
    assert ACCOUNTANT in kept
    assert PASSWORD not in kept


def test_wrong_password__is_not_repeated_in_the_failure(
    store: StoreResource, texas_month: FieldMonth
) -> None:
    wrong = "not-the-right-one"
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("organization", [SLUG])
        with pytest.raises(DataError) as refused:
            close_month(instance, StoreResource(person_password=wrong), MONTH, SLUG, ACCOUNTANT)
        assert wrong not in kept_of_runs(instance) + refused.value.message


def test_store__shows_nothing_to_configure_and_no_password() -> None:
    store = StoreResource(person_password=PASSWORD)
    assert PASSWORD not in repr(store)
    resource = build_defs(store).get_repository_def().get_top_level_resources()["store"]
    schema = resource.config_schema.config_type
    assert schema is None or json.dumps(schema.key) == '"Any"'
