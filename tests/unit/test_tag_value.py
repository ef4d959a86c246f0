"""Scale, offset and the quality that a number deserves."""

import math
from datetime import UTC, datetime

import pytest

from domain.measurement.quality import Quality
from domain.measurement.reading import Refused
from ingest.site.tables import Tag
from ingest.tag_value import tag_reading

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)


def reading(raw, quality=Quality.GOOD, **settings):
    tag = Tag(name="p", kind="pressure", unit="psig", **settings)
    return tag_reading(tag, raw, observed_at=AT, received_at=AT, quality=quality)


def test_tag_reading__scale_then_offset():
    assert reading(400, scale=0.25, offset=-14.7).value == pytest.approx(85.3)


@pytest.mark.parametrize("raw", [-1.0, 5000.1])
def test_tag_reading__outside_range_keeps_value_and_is_uncertain(raw):
    got = reading(raw, low=0.0, high=5000.0)
    assert (got.value, got.quality) == (raw, Quality.UNCERTAIN_OUT_OF_RANGE)


@pytest.mark.parametrize("raw", [0.0, 5000.0])
def test_tag_reading__limits_belong_to_the_range(raw):
    assert reading(raw, low=0.0, high=5000.0).quality == Quality.GOOD


@pytest.mark.parametrize("raw", [math.nan, math.inf, -math.inf])
def test_tag_reading__not_finite_is_refused_and_bad(raw):
    got = reading(raw, low=0.0, high=1.0)
    assert isinstance(got, Refused)
    assert (got.reason, got.quality) == ("not_finite", Quality.BAD_SENSOR_FAILURE)
    assert (got.tag_name, got.observed_at, got.received_at) == ("p", AT, AT)
    assert not math.isfinite(float(got.raw))


def test_tag_reading__bad_quality_of_the_device_is_never_improved():
    assert reading(0.5, Quality.UNCERTAIN, low=0.0).quality == Quality.UNCERTAIN
