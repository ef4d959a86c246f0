"""What may be a reading, and what goes to quarantine with all it carried."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.quality import Quality
from domain.reading import Reading, Refused
from ingest.admission import Admission, Limits

AT = datetime(2026, 3, 1, tzinfo=UTC)
ADMISSION = Admission({"level": Limits(0.0, 240.0), "rate": Limits(None, None)})


def reading(**changes) -> Reading:
    """A good reading, changed."""
    return Reading("level", AT, AT, 100.0, 0)._replace(**changes)


def test_admit__good_reading_is_untouched() -> None:
    admitted = ADMISSION.admit([reading(), reading(value=None, quality=int(Quality.BAD))])

    assert admitted.readings == [reading(), reading(value=None, quality=int(Quality.BAD))]
    assert admitted.rejections == []


@pytest.mark.parametrize("value", [-0.1, 240.1, 1e38])
def test_admit__out_of_range_keeps_its_raw_value(value: float) -> None:
    (kept,) = ADMISSION.admit([reading(value=value)]).readings

    assert kept.value == value
    assert kept.quality == Quality.UNCERTAIN_OUT_OF_RANGE


def test_admit__out_of_range_never_lifts_a_bad_quality() -> None:
    (kept,) = ADMISSION.admit([reading(value=999.0, quality=int(Quality.BAD))]).readings

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
    admitted = ADMISSION.admit([reading(**changes), reading()])

    assert admitted.readings == [reading()]
    (rejection,) = admitted.rejections
    assert rejection.reason == reason
    assert rejection.raw == repr(changes.get("value", 100.0))
    assert rejection.received_at == AT


def test_admit__slightly_fast_clock_is_taken() -> None:
    fast = reading(observed_at=AT + timedelta(minutes=59))

    assert ADMISSION.admit([fast]).readings == [fast]


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

    (rejection,) = ADMISSION.admit([], [refused]).rejections

    assert (rejection.reason, rejection.detail) == (reason, detail)
    assert rejection.raw == "raw\\x00\\ud800"
