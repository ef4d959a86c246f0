"""Hours on and volumes of a completion: which tag tells them, and when they do not go together."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.measurement.completion import measure_completion
from domain.measurement.measured_day import Measurement
from domain.measurement.tag_signals import PointSignals
from tests.fixtures.bound_tags import BAD, DAY, END, HOUR, START, Readings, binding
from tests.fixtures.bound_tags import point_of as bound_to

DAY_S = 86_400
TICK = timedelta(microseconds=1)
STATUS = binding("run_status", "status", "none", 1, hold_max_s=DAY_S)
RECORD = binding("hours_on", "day_hours", "h", 2)
OIL = binding("oil", "day_volume", "bbl", 3)


def told(
    sent: dict[Binding, Readings], silent_until: dict[UUID, datetime] | None = None
) -> list[Measurement]:
    point, signals = bound_to("completion", sent)
    if silent_until is not None:
        signals = PointSignals(signals._samples, silent_until)
    return list(measure_completion(point, signals, [DAY]))


def test_hours__of_a_record_count_before_those_of_a_status() -> None:
    (row,) = told({STATUS: [(START, 1.0, 0)], RECORD: [(END, 20.0, 0)]})
    assert (row.amount, row.method) == (20, "flow_computer_record")
    (row,) = told({STATUS: [(START, 1.0, 0)], RECORD: [(END, 20.0, BAD)]})
    assert (row.amount, row.method) == (24, "rate_integration")


def test_hours__may_be_told_by_a_status_that_is_bound_as_hours_on() -> None:
    (row,) = told({binding("hours_on", "status", "none", hold_max_s=DAY_S): [(START, 1.0, 0)]})
    assert (row.quantity, row.amount) == ("hours_on", 24)


@pytest.mark.parametrize(("first_word", "is_missing"), [(END, True), (END + TICK, False)])
@pytest.mark.parametrize("tag", [OIL, RECORD, STATUS], ids=["oil", "record", "status"])
def test_completion__is_missing_from_the_day_of_its_first_word_on(
    tag: Binding, first_word: datetime, is_missing: bool
) -> None:
    rows = told({tag: []}, {tag.tag_id: first_word})
    assert [row.flags for row in rows] == [("missing",)] * is_missing


@pytest.mark.parametrize(
    ("oil", "hours", "flags"),
    [
        (0.5, 0.0, {"oil": ("oil_without_hours",)}),
        (2.0, 0.5, {}),
        (0.0, 0.5, {"oil": ("hours_without_oil",)}),
        (0.0, 0.0, {}),
        (2.0, 24.5, {"hours_on": ("hours_above_day",)}),
        (2.0, 24.0, {}),
    ],
)
def test_hours_and_oil__that_do_not_go_together_are_flagged_once(
    oil: float, hours: float, flags: dict[str, tuple[str, ...]]
) -> None:
    rows = told({OIL: [(END, oil, 0)], RECORD: [(END, hours, 0)]})
    assert [(row.quantity, row.amount, row.flags) for row in rows] == [
        ("oil", Decimal(str(oil)), flags.get("oil", ())),
        ("hours_on", Decimal(str(hours)), flags.get("hours_on", ())),
    ]


def test_instrument__that_begins_with_the_next_day_keeps_no_other_from_being_read() -> None:
    later = binding("tubing_pressure", "measurement", "psig", 1, effective_from=END)
    other = binding("casing_pressure", "measurement", "psig", 2)
    rows = told({later: [(END, 5.0, 0)], other: [(END - HOUR, 7.0, 0)]})
    assert [(row.quantity, row.amount) for row in rows] == [("casing_pressure", 7)]
