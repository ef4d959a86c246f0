"""The span of a production month as the first release reckoned it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.schema.steps.closed_months.month_records import Window


def month_window(month: date, *, time_zone: str, day_start_hour: int, label_by_end: bool) -> Window:
    """Return the UTC span from the start of a month's first day to the end of its last."""
    shift = timedelta(days=-1 if label_by_end else 0)
    starts = (month + shift, next_month(month) + shift)
    zone = ZoneInfo(time_zone)
    walls = (datetime.combine(day, time(day_start_hour), zone) for day in starts)
    return Window(*(wall.astimezone(UTC) for wall in walls))


def next_month(month: date) -> date:
    """Return the first day of the month after one."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def previous_month(month: date) -> date:
    """Return the first day of the month before one."""
    return (month - timedelta(days=1)).replace(day=1)
