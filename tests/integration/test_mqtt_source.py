"""MQTT over real brokers: nothing lost across restarts, no acknowledgement before the store."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import StorageError
from domain.measurement.quality import Quality
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.mqtt.source import MqttSource
from tests.fixtures.brokers import BROKERS, broker, mosquitto, open_session, publish
from tests.fixtures.cable import Cable
from tests.fixtures.devices import LOOPBACK, RecordingSink, free_port, running

TOPIC = "field/pad-1"
CLIENT = "collector-1"
START = datetime(2026, 3, 1, 13, tzinfo=UTC)


@pytest.fixture(params=BROKERS)
def kind(request):
    return request.param


@pytest.fixture
def port(kind, tmp_path):
    with broker(kind, tmp_path) as taken:
        open_session(taken, CLIENT, TOPIC)
        yield taken


def numbers(sink):
    """Return the values that came; a lost connection adds readings without one."""
    return {value for value in sink.values("oil") if value is not None}


def source(port, **settings):
    return MqttSource(
        MqttDevice.model_validate(
            {
                "name": "pad", "protocol": "mqtt", "host": LOOPBACK, "port": port,
                "topic": TOPIC, "client_id": CLIENT,
                "tag": [{"name": "oil", "kind": "totalizer", "unit": "bbl"}], **settings,
            }
        )
    )  # fmt: skip


def samples(first, count):
    return [
        {"time": (START + timedelta(seconds=n)).isoformat(), "values": {"oil": n}}
        for n in range(first, first + count)
    ]


def test_run__stores_what_came_before_during_and_after_a_restart(port):
    async def check():
        publish(port, TOPIC, samples(0, 150))
        first, second = RecordingSink(), RecordingSink()
        async with running(source(port), first):
            await first.until(lambda: len(numbers(first)) == 150)
        publish(port, TOPIC, samples(150, 150))
        async with running(source(port), second):
            await second.until(lambda: 299.0 in second.values("oil"))
            publish(port, TOPIC, samples(300, 10))
            await second.until(lambda: 309.0 in second.values("oil"))
        stored = first.readings + second.readings
        assert numbers(first) | numbers(second) == set(map(float, range(310)))
        assert {r.observed_at for r in stored if r.value is not None} == {
            START + timedelta(seconds=n) for n in range(310)
        }

    asyncio.run(check())


def test_run__slow_sink_gets_many_times_the_window_of_the_broker(port):
    async def check():
        publish(port, TOPIC, samples(0, 600))
        sink = RecordingSink()
        sink.hold()
        async with running(source(port), sink):
            await asyncio.wait_for(sink.asked.wait(), 10)
            sink.release()
            await sink.until(lambda: len(sink.readings) >= 600)
        assert sink.values("oil") == [float(n) for n in range(600)]
        assert max(len(batch) for batch in sink.batches) <= 64

    asyncio.run(check())


def test_run__failing_sink_gets_the_same_messages_again(port):
    async def check():
        publish(port, TOPIC, samples(0, 30))
        broken, sink = RecordingSink(), RecordingSink()
        broken.break_with = StorageError("disk full")
        with pytest.raises(StorageError):
            await asyncio.wait_for(source(port).run(broken), 10)
        async with running(source(port), sink):
            await sink.until(lambda: len(numbers(sink)) == 30)

    asyncio.run(check())


def test_run__message_held_by_the_sink_at_the_end_comes_again(port):
    async def check():
        publish(port, TOPIC, samples(0, 5))
        held, sink = RecordingSink(), RecordingSink()
        held.hold()
        async with running(source(port), held):
            await asyncio.wait_for(held.asked.wait(), 10)
        assert held.readings == []
        async with running(source(port), sink):
            await sink.until(lambda: len(numbers(sink)) == 5)

    asyncio.run(check())


def test_run__bad_messages_are_refused_once_and_block_nothing(port):
    async def check():
        bad = [b"{", {"values": {"oil": 1}}, {"time": START.isoformat(), "values": {"oil": "x"}}]
        # More than any broker sends before it hears an acknowledgement.
        publish(port, TOPIC, [*(bad * 50), *samples(0, 1)])
        sink, later = RecordingSink(), RecordingSink()
        async with running(source(port), sink):
            await sink.until(lambda: sink.readings)
            # An acknowledgement just before leaving may go unheard; this one comes well before.
            publish(port, TOPIC, samples(1, 1))
            await sink.until(lambda: 1.0 in sink.values("oil"))
        assert [r.reason for r in sink.refused] == [
            "malformed_json", "missing_time", "non_numeric"
        ] * 50  # fmt: skip
        publish(port, TOPIC, samples(2, 1))
        async with running(source(port), later):
            await later.until(lambda: 2.0 in later.values("oil"))
        assert later.refused == []

    asyncio.run(check())


def test_run__broker_away_at_start_then_up_then_restarted(kind, tmp_path):
    async def check():
        port = free_port()
        sink = RecordingSink()
        async with running(source(port), sink):
            await sink.until(lambda: sink.readings)
            for restart in range(2):
                with broker(kind, tmp_path, port):
                    async with asyncio.timeout(20):
                        while float(restart) not in sink.values("oil"):
                            publish(port, TOPIC, samples(restart, 1))
                            await asyncio.sleep(0.1)
            await sink.until(lambda: sink.values("oil")[-1] is None)
        assert sink.refused == []
        absent = [reading for reading in sink.readings if reading.value is None]
        assert sink.values("oil")[0] is None, "away at the start"
        assert {reading.quality for reading in absent} == {Quality.BAD_COMMUNICATION}
        assert all(reading.observed_at == reading.received_at for reading in absent)

    asyncio.run(check())


def test_run__broker_that_refuses_gives_bad_readings_and_is_asked_again(tmp_path, caplog):
    async def check():
        port = free_port()
        sink = RecordingSink()
        async with running(source(port), sink):
            with mosquitto(tmp_path, port, "allow_anonymous false"):
                await sink.until(lambda: len(sink.readings) >= 2)
            with mosquitto(tmp_path, port):
                async with asyncio.timeout(30):
                    while 7.0 not in sink.values("oil"):
                        publish(port, TOPIC, samples(7, 1))
                        await asyncio.sleep(0.1)
        assert set(sink.values("oil")) == {None, 7.0}
        assert {r.quality for r in sink.readings} == {Quality.BAD_COMMUNICATION, Quality.GOOD}

    asyncio.run(check())
    assert "broker refused: Not authorized" in caplog.text


@pytest.mark.fault
def test_run__connection_that_is_dead_and_does_not_say_so_is_found_out(port):
    async def check():
        publish(port, TOPIC, samples(0, 3))
        sink = RecordingSink()
        async with Cable(port) as cable, running(source(cable.port, keepalive_s=1), sink):
            await sink.until(lambda: len(numbers(sink)) == 3)
            cable.freeze()
            publish(port, TOPIC, samples(3, 3))
            await sink.until(lambda: sink.values("oil")[-1] is None)
            cable.thaw()
            await sink.until(lambda: len(numbers(sink)) == 6)

    asyncio.run(check())


def test_run__connection_cut_while_the_sink_works_loses_and_confuses_nothing(port):
    async def check():
        publish(port, TOPIC, samples(0, 200))
        sink = RecordingSink()
        sink.hold()
        async with Cable(port) as cable, running(source(cable.port), sink):
            await asyncio.wait_for(sink.asked.wait(), 10)
            cable.cut()
            sink.release()
            await sink.until(lambda: len(numbers(sink)) == 200)
            cable.cut()
            publish(port, TOPIC, samples(200, 50))
            await sink.until(lambda: len(numbers(sink)) == 250)
        later = RecordingSink()
        publish(port, TOPIC, samples(250, 1))
        async with running(source(port), later):
            await later.until(lambda: 250.0 in later.values("oil"))

    asyncio.run(check())
