"""The limits of admission, each with what lies just within and what lies just beyond."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused, microseconds
from ingest.site.tables import Tag
from ingest.spool.admission import admit
from ingest.tag_value import tag_reading

RECEIVED = datetime(2026, 3, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
LAST = RECEIVED + timedelta(hours=1)


def reason_of(observed_at: datetime = RECEIVED, quality: int = 0) -> str | None:
    """Return why a reading is refused; nothing if it is admitted as it came."""
    reading = Reading("level", microseconds(observed_at), microseconds(RECEIVED), 1.0, quality)
    admitted = admit([reading])
    if admitted.readings:
        assert (admitted.readings, admitted.refused) == ([reading], [])
        return None
    (refused,) = admitted.refused
    assert (refused.observed_at, refused.value) == (observed_at, 1.0)
    return refused.reason


@pytest.mark.parametrize(
    ("observed_at", "reason"),
    [
        (FIRST - TICK, "implausible_time"), (FIRST, None),
        (LAST, None), (LAST + TICK, "implausible_time"),
    ],
)  # fmt: skip
def test_time__from_1990_to_an_hour_after_receipt(observed_at: datetime, reason: str) -> None:
    assert reason_of(observed_at) == reason


@pytest.mark.parametrize(
    ("quality", "reason"),
    [(-1, "malformed"), (0, None), (0x80000000, None), (0xFFFFFFFF, None),
     (0x100000000, "malformed")],
)  # fmt: skip
def test_quality__is_a_status_code_of_32_bits(quality: int, reason: str | None) -> None:
    assert reason_of(quality=quality) == reason


TAG = Tag(name="p", kind="pressure", unit="psig", scale=1e300, low=0.0)


def test_number__that_its_scale_makes_infinite_is_refused() -> None:
    got = tag_reading(TAG, 1e300, observed_at=RECEIVED, received_at=RECEIVED)
    assert isinstance(got, Refused)
    assert (got.reason, got.raw) == ("not_finite", repr(inf))
    assert got.quality == Quality.BAD_SENSOR_FAILURE


@pytest.mark.parametrize("quality", [Quality.UNCERTAIN_SUBSTITUTE, Quality.BAD_CONFIGURATION])
def test_quality__that_a_device_already_lowered_is_never_changed(quality: Quality) -> None:
    kept = tag_reading(TAG, -1.0, observed_at=RECEIVED, received_at=RECEIVED, quality=int(quality))
    assert kept.quality == quality
    refused = tag_reading(
        TAG, inf, observed_at=RECEIVED, received_at=RECEIVED, quality=int(quality)
    )
    assert refused.quality == quality
