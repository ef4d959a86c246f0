"""What Dagster keeps of a run and shows on its pages holds no secret and names no session."""

import json
from datetime import date

import dagster as dg
import pytest

from assets.store import StoreResource
from books.closing.orders import sign_order
from pipelines.definitions import build_defs
from pipelines.runs import close_month
from storage.server import credentials
from storage.server.settings import state_dir
from tests.fixtures.field_month import MONTH, FieldMonth
from tests.fixtures.operator_papers import SLUG

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database


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


def test_close_under_an_order__leaves_no_secret_in_the_run_store(
    store: StoreResource, texas_month: FieldMonth
) -> None:
    accountant = texas_month.accountant
    sign_order(
        texas_month.connect("api"), accountant, reason="by itself", valid_from=date(2026, 1, 1)
    )
    with dg.DagsterInstance.ephemeral() as instance:
        close_month(instance, store, MONTH, SLUG)
        kept = kept_of_runs(instance)
    assert "standing order of" in kept
    assert accountant.token not in kept
    for secret in credentials.load(state_dir()).passwords.values():
        assert secret not in kept


def test_store__shows_nothing_to_configure() -> None:
    resource = build_defs().get_repository_def().get_top_level_resources()["store"]
    schema = resource.config_schema.config_type
    assert schema is None or json.dumps(schema.key) == '"Any"'
