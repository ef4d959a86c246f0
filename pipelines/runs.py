"""Runs in this process: a range of days, a month, a close; for the command line and the demo."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from assets.close import production_period
from assets.days import allocated_day, measured_day
from assets.months import allocated_month, compliance_row, decline_fit
from assets.partitions import month_key
from assets.revenue import revenue_distribution
from assets.store import Store
from domain.errors import DataError

# Dagster writes an event per day and asset; above this a range runs on an instance in memory.
KEPT_RANGE_DAYS: Final = 62
# Whoever runs in this process has a screen of its own; a failed step raises what it said.
QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def _materialize(
    assets: Sequence[dg.AssetsDefinition],
    instance: dg.DagsterInstance,
    store: Store,
    *,
    partition_key: str | None = None,
    tags: Mapping[str, str] | None = None,
    run_config: Mapping[str, Any] | None = None,
) -> dg.ExecuteInProcessResult:
    result = dg.materialize(
        list(assets),
        instance=instance,
        resources={"store": store},
        partition_key=partition_key,
        tags=tags,
        run_config={**(run_config or {}), **QUIET},
        raise_on_error=False,
    )
    if not result.success:
        raise DataError(_why(result), where=f"run {result.run_id}")
    return result


def _why(result: dg.ExecuteInProcessResult) -> str:
    failures = [
        f"{event.step_key}: {event.step_failure_data.error_display_string.strip()}"
        for event in result.get_step_failure_events()
    ]
    return "; ".join(failures) or "the run failed before its first step"


def roll_up_days(instance: dg.DagsterInstance, store: Store, first: date, last: date) -> str:
    """Measure and allocate a range of production days in one run; return the run's id."""
    tags = {
        ASSET_PARTITION_RANGE_START_TAG: first.isoformat(),
        ASSET_PARTITION_RANGE_END_TAG: last.isoformat(),
    }
    if (last - first).days + 1 <= KEPT_RANGE_DAYS:
        return _materialize([measured_day, allocated_day], instance, store, tags=tags).run_id
    with dg.DagsterInstance.ephemeral() as in_memory:
        return _materialize([measured_day, allocated_day], in_memory, store, tags=tags).run_id


def draft_month(
    instance: dg.DagsterInstance, store: Store, month: date, slug: str, *, has_filing: bool
) -> str:
    """Build one organization's month, its filing where it has one, and its fits."""
    instance.add_dynamic_partitions("organization", [slug])
    assets = [allocated_month, *([compliance_row] if has_filing else []), decline_fit]
    return _materialize(assets, instance, store, partition_key=month_key(month, slug)).run_id


def close_month(
    instance: dg.DagsterInstance, store: Store, month: date, slug: str, email: str
) -> str:
    """Close one organization's month in the name of a person."""
    config = {"ops": {"production_period": {"config": {"email": email}}}}
    key = month_key(month, slug)
    return _materialize(
        [production_period], instance, store, partition_key=key, run_config=config
    ).run_id


def value_statement(
    instance: dg.DagsterInstance, store: Store, slug: str, statement_number: str, email: str
) -> str:
    """Value and distribute one statement in the name of a person."""
    config = {"organization": slug, "statement_number": statement_number, "email": email}
    run_config = {"ops": {"revenue_distribution": {"config": config}}}
    return _materialize([revenue_distribution], instance, store, run_config=run_config).run_id
