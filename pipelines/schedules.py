"""When work starts by itself. Nothing here closes a month: the schedule only proposes."""

from datetime import datetime, timedelta

import dagster as dg

from assets.partitions import range_tags
from domain.calendar import previous_month
from domain.states.registry import state
from domain.states.working_days import nth_working_day
from pipelines.jobs import DAILY_ROLLUP
from pipelines.proposals import propose_production_close_job

PROPOSAL_WORKING_DAY = 5
# Whose working days are counted: the schedules run in the time zone of this state.
OFFICE = state("TX").office
# Days label by start at 07:00 or 09:00 local: by 09:15 yesterday is over everywhere we work.
# The day before is taken again because a radio may have been down overnight.
DAYS_TAKEN_AGAIN = 2


def _scheduled(context: dg.ScheduleEvaluationContext) -> datetime:
    return context.scheduled_execution_time


@dg.schedule(
    name="daily_rollup",
    job=DAILY_ROLLUP,
    cron_schedule="15 9 * * *",
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning: measure and allocate yesterday, and the day before once more.",
)
def daily_rollup_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask for the days that ended, in one run: a day opens with the stock the day before left."""
    today = _scheduled(context).date()
    first, last = today - timedelta(days=DAYS_TAKEN_AGAIN), today - timedelta(days=1)
    return dg.RunRequest(run_key=today.isoformat(), tags=range_tags(first, last))


@dg.schedule(
    name="production_close_proposal",
    job=propose_production_close_job,
    cron_schedule="0 8 * * 1-5",
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the fifth working day: propose to close last month. A person closes it.",
)
def production_close_proposal(
    context: dg.ScheduleEvaluationContext,
) -> dg.RunRequest | dg.SkipReason:
    """Propose last month on the fifth working day of this one."""
    today = _scheduled(context).date()
    month = previous_month(today)
    if today != nth_working_day(today, PROPOSAL_WORKING_DAY, OFFICE):
        return dg.SkipReason(f"{today} is not working day {PROPOSAL_WORKING_DAY}")
    return dg.RunRequest(
        run_key=f"propose:{month}",
        run_config={
            "ops": {"propose_to_every_organization": {"config": {"month": month.isoformat()}}}
        },
    )
