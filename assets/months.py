"""Monthly assets of one organization: the trued-up month, its filing, its decline fits."""

from datetime import date
from typing import Protocol
from uuid import UUID

import dagster as dg
import psycopg

from access.actors import Actor
from assets.acting import MONTH_DRAFT
from assets.days import allocated_day
from assets.described import describe
from assets.outcome import Materialized, failing_plainly, materialized, run_id
from assets.partitions import MONTHS_BY_ORGANIZATION, organization_month
from assets.sources import STATEMENT
from assets.store import StoreResource
from books.engineering.fit import fit_completions
from books.filing.filing import prepare_filings
from books.month.draft import build_month
from books.report import StageReport
from storage.rows.directory import organization_id


class MonthStage(Protocol):
    """A stage that takes a month of one organization."""

    def __call__(
        self,
        conn: psycopg.Connection,
        organization_id: UUID,
        month: date,
        run_id: UUID,
        *,
        actor: Actor,
    ) -> StageReport:
        """Run it."""


# A month of one organization draws on its own days; no mapping of Dagster's goes from days to
# months of a second dimension, so the edge is drawn to all days and the step reads its window.
DAYS_OF_THE_MONTH = dg.AssetDep(allocated_day, partition_mapping=dg.AllPartitionMapping())


def for_one_organization(
    context: dg.AssetExecutionContext, store: StoreResource, stage: MonthStage
) -> dict[str, StageReport]:
    """Run one monthly stage for the organization of the run."""
    month, slug = organization_month(context)
    with failing_plainly(context.log), store.connection() as connection:
        tenant = organization_id(connection, slug)
        report = stage(connection, tenant, month, run_id(context), actor=MONTH_DRAFT)
    return {slug: report}


@dg.asset(
    partitions_def=MONTHS_BY_ORGANIZATION,
    deps=[DAYS_OF_THE_MONTH, STATEMENT],
    pool="database",
    **describe(
        "allocated_month",
        "The month per completion after true-up: sales as the purchaser settled them, stock as "
        "gauged, production derived from both. Drafted until the month is closed.",
    ),
)
def allocated_month(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Build the month's draft; a closed month is refused."""
    reports = for_one_organization(context, store, build_month)
    return materialized("allocated_month", reports, str(organization_month(context)))


@dg.asset(
    partitions_def=MONTHS_BY_ORGANIZATION,
    deps=[allocated_month],
    pool="database",
    **describe(
        "compliance_row",
        "Rows of the production reports that the states ask for, e.g. Form PR in Texas, in whole "
        "barrels and Mcf, one for every reporting unit held in the month, nil reports included.",
    ),
)
def compliance_row(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Prepare the states' forms as drafts; the close makes them final."""
    reports = for_one_organization(context, store, prepare_filings)
    return materialized("compliance_row", reports, str(organization_month(context)))


@dg.asset(
    partitions_def=MONTHS_BY_ORGANIZATION,
    deps=[allocated_month],
    pool="database",
    **describe(
        "decline_fit",
        "An Arps decline curve for each completion from its monthly volumes over producing time, "
        "with a technical forecast of the next twelve months. Not a reserves estimate.",
    ),
)
def decline_fit(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Fit every completion's history up to the month; a short history is flagged."""
    reports = for_one_organization(context, store, fit_completions)
    return materialized("decline_fit", reports, str(organization_month(context)))
