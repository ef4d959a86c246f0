"""When work starts by itself, asked at given instants; no database is needed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import dagster as dg
import pytest
from dagster._core.definitions.schedule_definition import ScheduleExecutionData

from assets.partitions import month_key
from domain.calendar import previous_month
from pipelines.definitions import defs
from pipelines.schedules import daily_rollup_schedule, production_close_proposal


def requests(schedule: dg.ScheduleDefinition, at: datetime) -> Sequence[dg.RunRequest]:
    return tick(schedule, at).run_requests or []


def tick(schedule: dg.ScheduleDefinition, at: datetime) -> ScheduleExecutionData:
    repository = defs.get_repository_def()
    context = dg.build_schedule_context(scheduled_execution_time=at, repository_def=repository)
    return schedule.evaluate_tick(context)


def days_of(request: dg.RunRequest) -> tuple[str, str]:
    start, end = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
    return request.tags[start], request.tags[end]


def test_daily_rollup__asks_for_yesterday_and_the_day_before_in_one_run() -> None:
    (asked,) = requests(daily_rollup_schedule, datetime(2026, 4, 2, 14, 15, tzinfo=UTC))
    assert days_of(asked) == ("2026-03-31", "2026-04-01")


def test_daily_rollup__same_day_is_taken_again_the_next_morning() -> None:
    (first,) = requests(daily_rollup_schedule, datetime(2026, 4, 2, 14, 15, tzinfo=UTC))
    (second,) = requests(daily_rollup_schedule, datetime(2026, 4, 3, 14, 15, tzinfo=UTC))
    assert days_of(first)[1] == days_of(second)[0] == "2026-04-01"
    # Another key, or Dagster would skip the day as done.
    assert first.run_key != second.run_key


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 4, 7), "2026-03-01"),
        (date(2026, 1, 8), "2025-12-01"),  # New Year's Day is no working day
    ],
)
def test_proposal__last_month_on_the_fifth_working_day(today: date, month: str) -> None:
    at = datetime(today.year, today.month, today.day, 14, tzinfo=UTC)
    (asked,) = requests(production_close_proposal, at)
    assert asked.run_key == f"propose:{month}"
    (op,) = asked.run_config["ops"].values()
    assert op == {"config": {"month": month}}


@pytest.mark.parametrize("today", [date(2026, 4, 6), date(2026, 4, 8), date(2026, 4, 11)])
def test_proposal__skips_every_other_day(today: date) -> None:
    at = datetime(today.year, today.month, today.day, 14, tzinfo=UTC)
    skipped = tick(production_close_proposal, at)
    assert skipped.run_requests == []
    assert "is not working day 5" in str(skipped.skip_message)


def test_previous_month__of_january_is_december() -> None:
    assert previous_month(date(2026, 1, 31)) == date(2025, 12, 1)


def test_month_key__names_both_dimensions() -> None:
    key = month_key(date(2026, 3, 1), "brazos-bend")
    assert key.keys_by_dimension == {"month": "2026-03-01", "organization": "brazos-bend"}
