"""How the first release reckoned a month; its closed months are compared by it for ever."""

from datetime import UTC, date, datetime

import pytest

from storage.schema.steps.closed_months.month_records import ClosingStock, Window
from storage.schema.steps.closed_months.window import month_window, next_month, previous_month


@pytest.mark.parametrize(
    ("month", "rule", "span"),
    [
        # The clocks change on the 8th: the month is an hour short.
        (date(2026, 3, 1), ("America/Chicago", 7, False),
         (datetime(2026, 3, 1, 13, tzinfo=UTC), datetime(2026, 4, 1, 12, tzinfo=UTC))),
        (date(2025, 12, 1), ("America/Denver", 9, False),
         (datetime(2025, 12, 1, 16, tzinfo=UTC), datetime(2026, 1, 1, 16, tzinfo=UTC))),
        (date(2014, 10, 1), ("Europe/Oslo", 0, False),
         (datetime(2014, 9, 30, 22, tzinfo=UTC), datetime(2014, 10, 31, 23, tzinfo=UTC))),
        # A day that carries the date on which it ends starts the day before.
        (date(2026, 1, 1), ("America/Chicago", 9, True),
         (datetime(2025, 12, 31, 15, tzinfo=UTC), datetime(2026, 1, 31, 15, tzinfo=UTC))),
    ],
)  # fmt: skip
def test_window__is_that_of_the_first_release(
    month: date, rule: tuple[str, int, bool], span: tuple[datetime, datetime]
) -> None:
    zone, start_hour, by_end = rule
    found = month_window(month, time_zone=zone, day_start_hour=start_hour, label_by_end=by_end)
    assert found == Window(*span)


def test_months__follow_each_other_over_the_year() -> None:
    assert next_month(date(2025, 12, 1)) == date(2026, 1, 1)
    assert next_month(date(2026, 1, 1)) == date(2026, 2, 1)
    assert previous_month(date(2026, 1, 1)) == date(2025, 12, 1)


def test_records__are_written_as_the_first_release_wrote_them() -> None:
    start = datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert repr(Window(start, start)) == (
        "Window(start=datetime.datetime(2026, 3, 1, 13, 0, tzinfo=datetime.timezone.utc),"
        " end=datetime.datetime(2026, 3, 1, 13, 0, tzinfo=datetime.timezone.utc))"
    )
    stock = ClosingStock("unit", "1.0000", is_filed=True)  # type: ignore[arg-type]
    assert repr(stock) == ("ClosingStock(reporting_unit_id='unit', volume='1.0000', is_filed=True)")
