"""Dagster's code server; runs that the one before took along when it was killed are ended first.

Every run is a process of the code server. Dagster does not notice that such a process is gone: for
hours the run would look as if it went on, and hold one of the few places.
"""

import runpy
from typing import Final

import dagster as dg

TAKEN_ALONG: Final = (
    "The run was cut off: WellFlow was stopped or killed while it ran. What it had not committed "
    "is rolled back, so it can be started again."
)
_UNDER_WAY: Final = (
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def end_cut_off_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fail every run that looks under way, and give back its places; return their ids.

    Call it only where no run can be under way: before the code server starts.
    """
    cut_off = instance.get_runs(dg.RunsFilter(statuses=list(_UNDER_WAY)))
    for run in cut_off:
        instance.report_run_failed(run, TAKEN_ALONG)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in cut_off]


if __name__ == "__main__":
    with dg.DagsterInstance.get() as kept:
        end_cut_off_runs(kept)
    runpy.run_module("dagster", run_name="__main__")
