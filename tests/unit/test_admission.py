"""What may be a reading, and what goes to quarantine with all it carried."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.site.tables import Tag
from ingest.source import Content
from ingest.spool.admission import admit
from ingest.tag_value import tag_reading

AT = datetime(2026, 3, 1, tzinfo=UTC)
LEVEL = Tag(name="level", kind="level", unit="in", low=0.0, high=240.0)


def reading(**changes) -> Reading:
    """A good reading, changed."""
    return Reading.at("level", AT, AT, 100.0, 0)._replace(**changes)


def taken(
    value: float = 100.0,
    quality: int = 0,
    observed_at: datetime = AT,
    tag_name: str = "level",
) -> Reading | Refused:
    """What a source makes of a number of its device."""
    tag = LEVEL.model_copy(update={"name": tag_name})
    return tag_reading(tag, value, observed_at=observed_at, received_at=AT, quality=quality)


def given(*items: Reading | Refused) -> Content:
    """What a sink admits of what a source made."""
    content = Content()
    for item in items:
        content.add(item)
    return admit(content.readings, content.refused)


def test_admit__good_reading_is_untouched() -> None:
    admitted = admit([reading(), reading(value=None, quality=int(Quality.BAD))])

    assert admitted.readings == [reading(), reading(value=None, quality=int(Quality.BAD))]
    assert admitted.refused == []


@pytest.mark.parametrize("value", [-0.1, 240.1, 1e38])
def test_admit__out_of_range_keeps_its_raw_value(value: float) -> None:
    (kept,) = given(taken(value)).readings

    assert kept.value == value
    assert kept.quality == Quality.UNCERTAIN_OUT_OF_RANGE


def test_admit__out_of_range_never_lifts_a_bad_quality() -> None:
    (kept,) = given(taken(999.0, int(Quality.BAD))).readings

    assert kept.quality == Quality.BAD


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": float("nan")}, "not_finite"),
        ({"value": float("-inf")}, "not_finite"),
        ({"observed_at": AT + timedelta(days=30)}, "implausible_time"),
        ({"observed_at": datetime(1970, 1, 1, tzinfo=UTC)}, "implausible_time"),
        ({"observed_at": datetime(2026, 3, 1)}, "implausible_time"),  # noqa: DTZ001
        ({"quality": -1}, "malformed"),
        ({"quality": 2**40}, "malformed"),
        ({"tag_name": "a\x00b"}, "malformed"),
        ({"tag_name": ""}, "malformed"),
    ],
)
def test_admit__what_cannot_be_a_reading_is_kept_as_it_came(changes: dict, reason: str) -> None:
    admitted = given(taken(**changes), taken())

    assert admitted.readings == [reading()]
    (rejection,) = admitted.refused
    assert rejection.reason == reason
    assert rejection.raw == repr(changes.get("value", 100.0))
    assert rejection.received_at == AT


def test_admit__slightly_fast_clock_is_taken() -> None:
    fast = reading(observed_us=reading().observed_us + 59 * 60 * 1_000_000)

    assert admit([fast]).readings == [fast]


@pytest.mark.parametrize(
    ("given", "reason", "detail"),
    [
        ("wrong_unit", "wrong_unit", "m3"),
        ("malformed_json", "malformed", "malformed_json: m3"),
        ("missing_time", "implausible_time", "m3"),
    ],
)
def test_admit__reasons_of_sources_become_the_databases(
    given: str, reason: str, detail: str
) -> None:
    refused = Refused(given, "m3", "level", "raw\x00\ud800", AT)

    (rejection,) = admit([], [refused]).refused

    assert (rejection.reason, rejection.detail) == (reason, detail)
    assert rejection.raw == "raw\\x00\\ud800"
