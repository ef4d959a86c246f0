"""Daily assets: what was measured, and what each completion made of it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import dagster as dg
import psycopg

from assets.described import describe
from assets.outcome import failing_plainly, materialized, run_id
from assets.partitions import PRODUCTION_DAYS, day_range
from assets.store import Store
from books.allocate import allocate_days
from books.measure import measure_days
from books.report import StageReport

DayStage = Callable[[psycopg.Connection, UUID, date, date, UUID], StageReport]

READING = dg.AssetSpec(
    key="reading",
    description="Raw readings as the collectors delivered them: never edited, one row per tag "
    "and instant. Written by the collectors, not by Dagster.",
    group_name="signals",
    owners=["team:scada"],
    kinds={"postgres"},
)


def for_every_organization(
    context: dg.AssetExecutionContext, store: Store, stage: DayStage
) -> dict[str, StageReport]:
    """Run one stage for each organization in turn; one tenant's bad day stops no other."""
    days = day_range(context)
    reports = {}
    with failing_plainly(), store.connection() as connection:
        for organization in store.organizations():
            reports[organization.slug] = stage(
                connection, organization.organization_id, days.first, days.last, run_id(context)
            )
    return reports


@dg.asset(
    partitions_def=PRODUCTION_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[READING],
    pool="database",
    **describe(
        "measured_day",
        "What each meter, tank and self-measured completion made on a production day, with the "
        "method used and how good the readings were.",
    ),
)
def measured_day(context: dg.AssetExecutionContext, store: Store) -> dg.MaterializeResult[None]:
    """Measure the days of the run for every organization; re-running replaces the window."""
    return materialized("measured_day", for_every_organization(context, store, measure_days))


@dg.asset(
    partitions_def=PRODUCTION_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[measured_day],
    pool="database",
    **describe(
        "allocated_day",
        "Each completion's share of what its battery measured, by last valid test and hours on. "
        "The shares add up to the measured volume exactly. An estimate until the month closes.",
    ),
)
def allocated_day(context: dg.AssetExecutionContext, store: Store) -> dg.MaterializeResult[None]:
    """Allocate the days of the run for every organization; re-running replaces the window."""
    return materialized("allocated_day", for_every_organization(context, store, allocate_days))
