"""When work starts by itself. A month is closed under a standing order alone; else proposed."""

from datetime import date, datetime, timedelta

import dagster as dg

from assets.acting import PRODUCTION_CLOSE
from assets.partitions import month_key, range_tags
from assets.store import StoreResource
from books.closing.orders import MonthToDo, months_to_do
from domain.calendar import previous_month
from domain.states.registry import state
from domain.states.working_days import nth_working_day
from pipelines.jobs import DAILY_ROLLUP, MONTH_DRAFT
from pipelines.jobs import PRODUCTION_CLOSE as CLOSE_JOB
from pipelines.proposals import propose_production_close_job

PROPOSAL_WORKING_DAY = 5
# Whose working days are counted: the schedules run in the time zone of this state.
OFFICE = state("TX").office
# Drafts follow the days of the morning, and a close the drafts.
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


@dg.schedule(
    name="month_draft",
    job=MONTH_DRAFT,
    cron_schedule="45 9 * * *",
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning: draft last month for every organization until it is closed.",
)
def month_draft_schedule(
    context: dg.ScheduleEvaluationContext, store: dg.ResourceParam[StoreResource]
) -> list[dg.RunRequest] | dg.SkipReason:
    """Ask for a draft of last month of each organization whose month is still open."""
    today = _scheduled(context).date()
    open_ones = _months_to_do(context, store, previous_month(today))
    if not open_ones:
        return dg.SkipReason("last month is closed for every organization")
    return [
        dg.RunRequest(run_key=f"draft:{each.slug}:{today}", partition_key=_key(each))
        for each in open_ones
    ]


@dg.schedule(
    name="production_close",
    job=CLOSE_JOB,
    cron_schedule="30 10 * * 1-5",
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="From the fifth working day on: close last month where a standing order of a "
    "person says so. Without one a person closes it.",
)
def production_close_schedule(
    context: dg.ScheduleEvaluationContext, store: dg.ResourceParam[StoreResource]
) -> list[dg.RunRequest] | dg.SkipReason:
    """Ask for the close of last month of each organization with an order in force."""
    today = _scheduled(context).date()
    if today < nth_working_day(today, PROPOSAL_WORKING_DAY, OFFICE):
        return dg.SkipReason(f"{today} is before working day {PROPOSAL_WORKING_DAY}")
    ordered = [
        each for each in _months_to_do(context, store, previous_month(today)) if each.has_order
    ]
    if not ordered:
        return dg.SkipReason("no open month has a standing order in force")
    return [
        dg.RunRequest(run_key=f"close:{each.slug}:{today}", partition_key=_key(each))
        for each in ordered
    ]


def _months_to_do(
    context: dg.ScheduleEvaluationContext, store: StoreResource, month: date
) -> list[MonthToDo]:
    """Return open months of organizations that have their partitions; a new one waits for them."""
    known = set(context.instance.get_dynamic_partitions("organization"))
    with store.connection() as connection:
        to_do = months_to_do(connection, month, actor=PRODUCTION_CLOSE)
    return [each for each in to_do if each.slug in known]


def _key(month: MonthToDo) -> str:
    return month_key(month.month, month.slug)
