"""What can be started by name."""

from typing import Final

import dagster as dg

DAILY_ROLLUP: Final = dg.define_asset_job(
    name="daily_rollup",
    description="Measure and allocate one production day, or a range of days in one run.",
    selection=dg.AssetSelection.assets("measured_day", "allocated_day"),
    executor_def=dg.in_process_executor,
)

MONTH_DRAFT: Final = dg.define_asset_job(
    name="month_draft",
    description="Draft one month of one organization: true-up, Form PR, decline fits.",
    selection=dg.AssetSelection.assets("allocated_month", "compliance_row", "decline_fit"),
    executor_def=dg.in_process_executor,
)

PRODUCTION_CLOSE: Final = dg.define_asset_job(
    name="production_close",
    description="Close one production month of one organization under its standing order.",
    selection=dg.AssetSelection.assets("production_period"),
    executor_def=dg.in_process_executor,
)
