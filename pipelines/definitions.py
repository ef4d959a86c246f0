"""The code location: every asset, job, schedule and resource, registered by name."""

import dagster as dg

from assets.close import production_period
from assets.days import allocated_day, measured_day
from assets.months import allocated_month, compliance_row, decline_fit
from assets.revenue import REVENUE_DISTRIBUTION
from assets.sources import SOURCES
from assets.store import StoreResource
from pipelines.anchors import trail_anchor_job, trail_anchor_schedule
from pipelines.jobs import DAILY_ROLLUP, MONTH_DRAFT, PRODUCTION_CLOSE
from pipelines.observed import acts_of_people
from pipelines.proposals import propose_production_close_job
from pipelines.schedules import (
    daily_rollup_schedule,
    month_draft_schedule,
    production_close_proposal,
    production_close_schedule,
)
from pipelines.sensors import late_readings, organization_partitions


def build_defs(store: StoreResource | None = None) -> dg.Definitions:
    """Assemble the definitions; a test passes a store of its own."""
    return dg.Definitions(
        assets=[
            *SOURCES,
            measured_day,
            allocated_day,
            allocated_month,
            compliance_row,
            decline_fit,
            production_period,
            REVENUE_DISTRIBUTION,
        ],
        jobs=[
            DAILY_ROLLUP,
            MONTH_DRAFT,
            PRODUCTION_CLOSE,
            propose_production_close_job,
            trail_anchor_job,
        ],
        schedules=[
            daily_rollup_schedule,
            month_draft_schedule,
            production_close_proposal,
            production_close_schedule,
            trail_anchor_schedule,
        ],
        sensors=[organization_partitions, late_readings, acts_of_people],
        resources={"store": (store or StoreResource()).as_resource()},
    )


defs = build_defs()
