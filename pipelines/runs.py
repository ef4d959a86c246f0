"""Runs in this process: a range of days, a month, a close; for the command line and the demo."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import dagster as dg
from dagster._core.execution.plan.objects import StepFailureData

from assets.months import allocated_month, compliance_row, decline_fit
from assets.partitions import month_key, range_tags
from assets.store import StoreResource
from domain.errors import DataError
from pipelines.definitions import build_defs

# Dagster writes an event per day and asset; above this a range runs on an instance in memory.
KEPT_RANGE_DAYS: Final = 62
# Whoever runs in this process has a screen of its own; a failed step raises what it said.
QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def _execute(
    job_name: str,
    instance: dg.DagsterInstance,
    store: StoreResource,
    *,
    partition_key: str | None = None,
    tags: Mapping[str, str] | None = None,
    config: Mapping[str, Any] | None = None,
    assets: Sequence[dg.AssetsDefinition] | None = None,
) -> str:
    """Run a job in this process; return the run's id.

    It is the job that the pages know, so that its runs stand under its name.
    """
    job = build_defs(store).resolve_job_def(job_name)
    result = job.execute_in_process(
        run_config={"ops": config or {}, **QUIET},
        instance=instance,
        partition_key=partition_key,
        tags=dict(tags or {}),
        asset_selection=[each.key for each in assets] if assets is not None else None,
        raise_on_error=False,
    )
    if not result.success:
        raise DataError(_why(result), where=f"run {result.run_id}")
    return result.run_id


def _why(result: dg.ExecuteInProcessResult) -> str:
    failures = [
        f"{event.step_key}: {_reason(event.step_failure_data)}"
        for event in result.get_step_failure_events()
    ]
    return "; ".join(failures) or "the run failed before its first step"


def _reason(failure: StepFailureData) -> str:
    """Return what a step failed of: our own words, else those of what lies at the bottom."""
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else "no reason was given"


def roll_up_days(
    instance: dg.DagsterInstance, store: StoreResource, first: date, last: date
) -> str:
    """Measure and allocate a range of production days in one run; return the run's id."""
    tags = range_tags(first, last)
    if (last - first).days + 1 <= KEPT_RANGE_DAYS:
        return _execute("daily_rollup", instance, store, tags=tags)
    with dg.DagsterInstance.ephemeral() as in_memory:
        return _execute("daily_rollup", in_memory, store, tags=tags)


def draft_month(
    instance: dg.DagsterInstance, store: StoreResource, month: date, slug: str, *, has_filing: bool
) -> str:
    """Build one organization's month, its filing where it has one, and its fits."""
    instance.add_dynamic_partitions("organization", [slug])
    assets = [allocated_month, *([compliance_row] if has_filing else []), decline_fit]
    return _execute(
        "month_draft", instance, store, partition_key=month_key(month, slug), assets=assets
    )


def close_month(instance: dg.DagsterInstance, store: StoreResource, month: date, slug: str) -> str:
    """Close one organization's month under its standing order; return the run's id."""
    instance.add_dynamic_partitions("organization", [slug])
    return _execute("production_close", instance, store, partition_key=month_key(month, slug))
