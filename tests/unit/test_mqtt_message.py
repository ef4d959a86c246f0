"""JSON messages to readings: what is taken, what is refused and under which reason."""

import json
from datetime import UTC, datetime

import pytest

from domain.measurement.quality import Quality
from ingest.protocols.mqtt.message import MessageReader
from ingest.protocols.mqtt.site import MqttTag
from ingest.source import Content
from ingest.spool.admission import from_source

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TIME = "2026-03-01T13:00:00Z"


def tag(name, **settings):
    return MqttTag(name=name, kind="rate", unit="bbl", topic="field/d1", **settings)


def read(payload, *tags, topic="field/d1"):
    content = Content()
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    MessageReader(tags or [tag("oil", value="oil")]).read(topic, text, NOW, content)
    return content


def reasons(content):
    return [refused.reason for refused in content.refused]


def test_read__values_of_one_sample():
    content = read(
        {"time": TIME, "values": {"oil": 1.5, "gas": 20}},
        tag("oil", value="oil", scale=2.0), tag("gas", value="gas"),
    )  # fmt: skip
    assert [(r.tag_name, r.value) for r in content.readings] == [("oil", 3.0), ("gas", 20.0)]
    assert {r.observed_at for r in content.readings} == {datetime(2026, 3, 1, 13, tzinfo=UTC)}
    assert {r.received_at for r in content.readings} == {NOW}
    assert content.refused == []


def test_read__pointer_key_at_the_top_and_seconds_since_1970():
    content = read(
        {"at": {"s": 1772370000}, "flow": [{"net/oil": 7}]},
        tag("oil", value="/flow/0/net~1oil", time="/at/s"),
    )
    assert content.readings[0].value == 7.0
    assert content.readings[0].observed_at == datetime(2026, 3, 1, 13, tzinfo=UTC)


def test_read__absent_value_is_no_reading_and_no_fault():
    content = read({"time": TIME, "values": {}})
    assert (content.readings, content.refused) == ([], [])


@pytest.mark.parametrize("payload", [b'{"time": ', b"\xff\xfe", b"[1, 2]", b"3", b"[" * 100_000])
def test_read__malformed_json_is_refused_once_and_kept(payload):
    content = read(payload)
    assert reasons(content) == ["malformed_json"]
    assert content.readings == []
    assert content.refused[0].raw


@pytest.mark.parametrize("time", [None, "yesterday", "2026-03-01T13:00:00", True, 1e300])
def test_read__no_time_with_a_zone_is_refused(time):
    assert reasons(read({"time": time, "values": {"oil": 1}})) == ["missing_time"]


def test_read__missing_time_member_is_refused():
    assert reasons(read({"values": {"oil": 1}})) == ["missing_time"]


@pytest.mark.parametrize("value", ["12.5", None, [1], {"v": 1}, 10**400])
def test_read__non_numeric_is_refused_for_its_tag(value):
    content = read({"time": TIME, "values": {"oil": value}})
    assert reasons(content) == ["non_numeric"]
    assert content.refused[0].tag_name == "oil"


def test_read__truth_is_one_and_nan_is_a_failed_sensor():
    assert read({"time": TIME, "values": {"oil": True}}).readings[0].value == 1.0
    content = read(b'{"time": "2026-03-01T13:00:00Z", "values": {"oil": NaN}}')
    assert (content.readings, reasons(content)) == ([], ["not_finite"])
    assert content.refused[0].quality == Quality.BAD_SENSOR_FAILURE


def test_read__wrong_or_missing_unit_is_refused():
    oil = tag("oil", value="oil", unit_field="/units/oil")
    good = read({"time": TIME, "values": {"oil": 1}, "units": {"oil": "bbl"}}, oil)
    wrong = read({"time": TIME, "values": {"oil": 1}, "units": {"oil": "m3"}}, oil)
    missing = read({"time": TIME, "values": {"oil": 1}}, oil)
    assert (len(good.readings), good.refused) == (1, [])
    assert reasons(wrong) == reasons(missing) == ["wrong_unit"]
    assert "m3" in wrong.refused[0].detail


def test_read__value_no_tag_takes_is_refused_as_unknown():
    content = read({"time": TIME, "values": {"oil": 1, "salt": 2}})
    assert len(content.readings) == 1
    assert [(r.reason, r.tag_name) for r in content.refused] == [("unknown_tag", "salt")]


def test_read__topic_no_tag_takes_is_refused_whole():
    content = read({"time": TIME, "other": 3}, topic="field/d2")
    assert reasons(content) == ["unknown_tag"]


def test_read__zero_characters_are_escaped_and_long_payloads_cut():
    content = read(b'{"time": "\x00' + b"x" * 100_000)
    assert "\x00" not in from_source(content.refused[0]).raw
    assert len(content.refused[0].raw) == 65_536
