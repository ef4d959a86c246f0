"""Daily assets: what was measured, and what each completion made of it."""

from datetime import date
from typing import Protocol
from uuid import UUID

import dagster as dg
import psycopg

from access.actors import Actor
from assets.acting import DAILY_ROLLUP
from assets.described import describe
from assets.outcome import failing_plainly, materialized, not_done, run_id
from assets.partitions import PRODUCTION_DAYS, day_range
from assets.sources import READING, RUN_TICKET, WELL_TEST
from assets.store import StoreResource
from books.allocating.allocate import allocate_days
from books.measuring.measure import measure_days
from books.report import StageReport
from domain.errors import ConfigError, DataError, PeriodClosed
from storage.rows.directory import organizations


class DayStage(Protocol):
    """A stage that takes a range of production days of one organization."""

    def __call__(
        self,
        conn: psycopg.Connection,
        organization_id: UUID,
        first_day: date,
        last_day: date,
        run_id: UUID,
        *,
        actor: Actor,
    ) -> StageReport:
        """Run it."""


def for_every_organization(
    context: dg.AssetExecutionContext, store: StoreResource, stage: DayStage
) -> dict[str, StageReport]:
    """Run one stage for each organization in turn; one tenant's trouble stops no other.

    A day that cannot be measured is noted in `day_state` by the stage itself. An organization
    whose set-up is broken altogether is named in the run's flags. Only a fault of the database
    or of the code fails the step.
    """
    days = day_range(context)
    reports = {}
    with failing_plainly(context.log), store.connection() as connection:
        for organization in organizations(connection):
            try:
                reports[organization.slug] = stage(
                    connection,
                    organization.organization_id,
                    days.first,
                    days.last,
                    run_id(context),
                    actor=DAILY_ROLLUP,
                )
            except (ConfigError, DataError, PeriodClosed) as error:
                context.log.warning("%s: %s", organization.slug, error.message)
                reports[organization.slug] = not_done(error)
    return reports


@dg.asset(
    partitions_def=PRODUCTION_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[READING, RUN_TICKET],
    pool="database",
    **describe(
        "measured_day",
        "What each meter, tank and self-measured completion made on a production day, with the "
        "method used and how good the readings were.",
    ),
)
def measured_day(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> dg.MaterializeResult[None]:
    """Measure the days of the run for every organization; re-running replaces the window."""
    reports = for_every_organization(context, store, measure_days)
    return materialized("measured_day", reports, str(day_range(context)))


@dg.asset(
    partitions_def=PRODUCTION_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[measured_day, WELL_TEST],
    pool="database",
    **describe(
        "allocated_day",
        "Each completion's share of what its battery measured, by last valid test and hours on. "
        "The shares add up to the measured volume exactly. An estimate until the month closes.",
    ),
)
def allocated_day(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> dg.MaterializeResult[None]:
    """Allocate the days of the run for every organization; re-running replaces the window."""
    reports = for_every_organization(context, store, allocate_days)
    return materialized("allocated_day", reports, str(day_range(context)))
