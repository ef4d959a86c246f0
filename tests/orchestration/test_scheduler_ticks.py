"""Dagster's own scheduler over our code location: what it asks for when the clock strikes."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import dagster._daemon  # the scheduler imports it in a circle, so it comes first
import pytest
from dagster._core.scheduler.instigation import InstigatorTick, TickStatus
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._scheduler.scheduler import ScheduleIterationTimes, launch_scheduled_runs

from pipelines.instance import CODE_LOCATION

pytestmark = pytest.mark.slow
SCHEDULER = logging.getLogger("tests.scheduler")
# 12:00, 08:00 and 09:15 in Texas.
THE_DAY_BEFORE = datetime(2026, 4, 6, 17, 0, tzinfo=UTC)
FIFTH_WORKING_DAY = datetime(2026, 4, 7, 14, 30, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkspaceProcessContext]:
    """The definitions in a server of their own, and a queue that nobody empties."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    target = ModuleTarget(
        module_name=CODE_LOCATION, attribute=None, working_directory=None, location_name="wellflow",
    )  # fmt: skip
    with (
        dg.DagsterInstance.local_temp(str(tmp_path)) as instance,
        WorkspaceProcessContext(instance, workspace_load_target=target) as context,
    ):
        yield context


def look_at_the_clock(workspace: WorkspaceProcessContext, now: datetime) -> None:
    """Let the scheduler look at the clock once."""
    times: dict[str, ScheduleIterationTimes] = {}
    assert [each for each in launch_scheduled_runs(workspace, SCHEDULER, now, times) if each] == []


def ticks(instance: dg.DagsterInstance, name: str) -> list[InstigatorTick]:
    (state,) = [each for each in instance.all_instigator_state() if each.instigator_name == name]
    return list(instance.get_ticks(state.instigator_origin_id, state.selector_id))


def test_scheduler__rolls_up_each_morning_and_proposes_on_the_fifth_working_day(
    workspace: WorkspaceProcessContext,
) -> None:
    instance = workspace.instance
    look_at_the_clock(workspace, THE_DAY_BEFORE)
    assert instance.get_runs_count() == 0
    look_at_the_clock(workspace, FIFTH_WORKING_DAY)
    runs = {run.job_name: run for run in instance.get_runs()}
    assert set(runs) == {"daily_rollup", "propose_production_close", "trail_anchor"}
    rolled_up, proposed = runs["daily_rollup"], runs["propose_production_close"]
    assert rolled_up.tags["dagster/asset_partition_range_start"] == "2026-04-05"
    assert rolled_up.tags["dagster/asset_partition_range_end"] == "2026-04-06"
    assert "2026-03-01" in str(proposed.run_config)
    for name in ("daily_rollup", "production_close_proposal"):
        (tick,) = ticks(instance, name)
        assert tick.status == TickStatus.SUCCESS
    look_at_the_clock(workspace, FIFTH_WORKING_DAY)
    assert instance.get_runs_count() == 3
