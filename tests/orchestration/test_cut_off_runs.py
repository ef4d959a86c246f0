"""Runs whose process was killed: they do not look under way for hours."""

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from pipelines.code_server import TAKEN_ALONG, end_cut_off_runs

UNDER_WAY = ("STARTING", "STARTED", "CANCELING")
OTHERS = ("NOT_STARTED", "SUCCESS", "FAILURE")


@pytest.mark.parametrize("status", [*UNDER_WAY, *OTHERS])
def test_run__that_looks_under_way_is_failed_and_no_other(status: str) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run = create_run_for_test(
            instance, job_name="daily_rollup", status=dg.DagsterRunStatus[status]
        )
        ended = end_cut_off_runs(instance)
        now = instance.get_run_by_id(run.run_id)
        assert now is not None
        if status not in UNDER_WAY:
            assert (ended, now.status.name) == ([], status)
            return
        assert (ended, now.status.name) == ([run.run_id], "FAILURE")
        assert TAKEN_ALONG in str([entry.message for entry in instance.all_logs(run.run_id)])
        assert end_cut_off_runs(instance) == []


def test_place_of_a_cut_off_run__is_free_again() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        storage = instance.event_log_storage
        storage.set_concurrency_slots("database", 1)
        run = create_run_for_test(instance, status=dg.DagsterRunStatus.STARTED)
        assert storage.claim_concurrency_slot("database", run.run_id, "measured_day").is_claimed
        end_cut_off_runs(instance)
        assert storage.get_concurrency_info("database").active_slot_count == 0
