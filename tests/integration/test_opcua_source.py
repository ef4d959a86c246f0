"""OPC UA over real sockets: times, status codes, lost servers, and acknowledgements."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asyncua import ua
from asyncua.client import ua_session

from domain.errors import SourceError, StorageError
from domain.measurement.quality import Quality
from ingest.backoff import BackOff
from ingest.protocols.opcua.connection import Patience, node_id_of
from ingest.protocols.opcua.site import OpcuaDevice
from ingest.protocols.opcua.source import OpcuaSource
from tests.fixtures.cable import Cable
from tests.fixtures.devices import LOOPBACK, OpcuaRig, RecordingSink, running

START = datetime(2026, 3, 1, 13, tzinfo=UTC)


@pytest.fixture(scope="module")
def runner():
    with asyncio.Runner() as one_loop:
        yield one_loop


@pytest.fixture(scope="module")
def rig(runner):
    server = OpcuaRig()
    runner.run(server.prepare())
    return server


# For the tests of what a source does when it has waited long enough, and for no other.
HASTY = Patience(request_s=4.0, keep_alive_s=0.4, bad_node_s=0.2)


def source(url, *names, nodes=None, patience=None, high=None, **settings):
    nodes = nodes or {name: f"nsu={OpcuaRig.NAMESPACE};s={name}" for name in names}
    device = OpcuaDevice.model_validate(
        {
            "name": "d", "protocol": "opcua", "url": url, "publish_interval_ms": 20,
            "tag": [
                {"name": name, "kind": "rate", "unit": "bbl", "node": node, "high": high}
                for name, node in nodes.items()
            ],
            **settings,
        }
    )  # fmt: skip
    patience = patience or Patience(request_s=10.0)
    return OpcuaSource(device, patience=patience, back_off=BackOff(first_s=0.05, limit_s=0.2))


def later(second):
    return START + timedelta(seconds=second)


def test_reports__keep_source_time_and_count_a_standing_value(runner, rig):
    async def check():
        async with rig:
            await rig.add("standing")
            sink = RecordingSink()
            async with running(source(rig.url, "standing"), sink):
                await sink.until(lambda: sink.readings)
                for second in range(5):
                    await rig.put("standing", 7.0, later(second))
                await sink.until(lambda: len(sink.readings) >= 6)
            got = sink.readings[1:]
            assert [r.observed_at for r in got] == [later(second) for second in range(5)]
            assert {(r.value, r.quality) for r in got} == {(7.0, Quality.GOOD)}
            assert all(r.received_at > r.observed_at for r in got)

    runner.run(check())


def test_reports__queue_as_long_as_asked_keeps_a_burst(runner, rig):
    async def check():
        async with rig:
            await rig.add("burst")
            sink = RecordingSink()
            async with running(source(rig.url, "burst", queue_size=3000), sink):
                await sink.until(lambda: sink.readings)
                sink.hold()
                for second in range(3000):
                    await rig.put("burst", float(second), later(second))
                    await asyncio.sleep(0)
                sink.release()
                await sink.until(lambda: sink.values("burst")[-1] == 2999.0)
            assert sink.values("burst")[1:] == [float(second) for second in range(3000)]

    runner.run(check())


def test_reports__status_codes_decide_what_a_value_is_worth(runner, rig):
    async def check():
        async with rig:
            await rig.add("a")
            await rig.add("on", value=False)
            await rig.add("words", "none")
            await rig.put("a", 1.0, later(0))
            sink = RecordingSink()
            async with running(source(rig.url, "a", "on", "words"), sink):
                await sink.until(lambda: sink.values("a") == [1.0])
                await rig.put("a", 2.0, later(1), Quality.BAD_SENSOR_FAILURE)
                await rig.put("a", 3.0, later(2), Quality.UNCERTAIN_LAST_USABLE)
                await rig.put("on", value=True, at=later(3))
                await rig.put("words", "three", later(4))
                await sink.until(lambda: len(sink.refused) == 2)
                await sink.until(lambda: len(sink.of("a")) == 3 and len(sink.of("on")) == 2)
            assert [(r.value, r.quality) for r in sink.of("a")] == [
                (1.0, Quality.GOOD),
                (None, Quality.BAD_SENSOR_FAILURE),
                (3.0, Quality.UNCERTAIN_LAST_USABLE),
            ]
            assert sink.values("on") == [0.0, 1.0]
            assert {(r.reason, r.tag_name) for r in sink.refused} == {("non_numeric", "words")}

    runner.run(check())


def test_subscription__bad_node_is_a_bad_reading_until_it_appears(runner, rig):
    async def check():
        async with rig:
            await rig.add("present")
            nodes = {
                "present": f"nsu={OpcuaRig.NAMESPACE};s=present",
                "late": "ns=2;s=late",
                "alien": "nsu=urn:nobody;s=x",
            }
            sink = RecordingSink()
            async with running(source(rig.url, nodes=nodes, patience=HASTY), sink):
                await sink.until(lambda: {r.tag_name for r in sink.readings} == set(nodes))
                assert sink.values("late")[0] is sink.values("alien")[0] is None
                assert sink.of("late")[0].quality == ua.StatusCodes.BadNodeIdUnknown
                await rig.add("late")
                await sink.until(lambda: 0.0 in sink.values("late"))
                await rig.put("present", 5.0, later(0))
                await sink.until(lambda: 5.0 in sink.values("present"))
            assert set(sink.values("alien")) == {None}

    runner.run(check())


def test_reports__are_acknowledged_only_after_the_sink_accepted(runner, rig):
    async def check():
        async with rig:
            await rig.add("held")
            sink, other = RecordingSink(), RecordingSink()
            sink.hold()
            async with running(source(rig.url, "held"), sink):
                await asyncio.wait_for(sink.asked.wait(), 10)
                acknowledged = rig.record_acknowledgements(rig.subscriptions[0])
                async with running(source(rig.url, "held"), other):
                    for second in range(1, 4):
                        await rig.put("held", float(second), later(second))
                        await other.until(lambda last=second: float(last) in other.values("held"))
                assert acknowledged == []
                sink.release()
                await sink.until(lambda: 3.0 in sink.values("held"))
                await rig.put("held", 4.0, later(4))
                await sink.until(lambda: 4.0 in sink.values("held"))
                assert acknowledged[:2] == [1, 2]

    runner.run(check())


def test_run__failing_sink_ends_it_without_an_acknowledgement(runner, rig):
    async def check():
        async with rig:
            await rig.add("broken")
            sink = RecordingSink()
            sink.hold()
            task = asyncio.create_task(source(rig.url, "broken").run(sink))
            await asyncio.wait_for(sink.asked.wait(), 10)
            acknowledged = rig.record_acknowledgements(rig.subscriptions[0])
            sink.break_with = StorageError("disk full")
            sink.release()
            with pytest.raises(StorageError):
                await asyncio.wait_for(task, 10)
            assert acknowledged == []

    runner.run(check())


def test_run__server_away_at_start_then_up_then_restarted(runner, rig):
    async def check():
        await rig.add("x")
        await rig.add("y")
        sink = RecordingSink()
        async with running(source(rig.url, "x", "y"), sink):
            await sink.until(lambda: len(sink.readings) >= 4)
            assert {(r.value, r.quality) for r in sink.readings} == {
                (None, Quality.BAD_COMMUNICATION)
            }
            await rig.start()
            await sink.until(lambda: 0.0 in sink.values("x") and 0.0 in sink.values("y"))
            await rig.stop()
            await sink.until(lambda: sink.readings[-1].quality == Quality.BAD_COMMUNICATION)
            await rig.start()
            await rig.put("x", 4.0, later(0))
            await sink.until(lambda: 4.0 in sink.values("x"))
        await rig.stop()

    runner.run(check())


def test_run__silent_subscription_is_made_anew(runner, rig):
    async def check():
        async with rig:
            await rig.add("silent")
            sink = RecordingSink()
            async with running(source(rig.url, "silent", patience=HASTY), sink):
                await sink.until(lambda: 0.0 in sink.values("silent"))
                rig.subscriptions[-1]._task.cancel()
                await sink.until(lambda: sink.readings[-1].quality == Quality.BAD_COMMUNICATION)
                await rig.put("silent", 9.0, later(0))
                await sink.until(lambda: 9.0 in sink.values("silent"))

    runner.run(check())


@pytest.mark.fault
def test_run__connection_that_is_dead_and_does_not_say_so_gives_bad_readings(runner, rig):
    async def check():
        async with rig:
            await rig.add("frozen")
            sink = RecordingSink()
            host, _, path = rig.url.removeprefix("opc.tcp://").partition("/")
            async with Cable(int(host.partition(":")[2])) as cable:
                url = f"opc.tcp://{LOOPBACK}:{cable.port}/{path}"
                patience = Patience(request_s=1.0, keep_alive_s=0.4, bad_node_s=0.2)
                async with running(source(url, "frozen", patience=patience), sink):
                    await sink.until(lambda: 0.0 in sink.values("frozen"))
                    cable.freeze()
                    await sink.until(lambda: sink.readings[-1].value is None)
                    await rig.put("frozen", 8.0, later(0))
                    cable.thaw()
                    await sink.until(lambda: 8.0 in sink.values("frozen"))
            absent = [r for r in sink.readings if r.value is None]
            assert {r.quality for r in absent} == {Quality.BAD_COMMUNICATION}

    runner.run(check())


def test_reports__overflow_of_the_servers_queue_stays_with_the_reading(runner, rig, caplog):
    async def check():
        async with rig:
            await rig.add("full")
            sink = RecordingSink()
            async with running(source(rig.url, "full", high=100.0), sink):
                await sink.until(lambda: sink.readings)
                await rig.put("full", 5.0, later(1), 0x480)
                await rig.put("full", 500.0, later(2), 0x480)
                await sink.until(lambda: len(sink.readings) == 3)
            assert [(r.value, r.quality) for r in sink.readings[1:]] == [
                (5.0, 0x480),
                (500.0, Quality.UNCERTAIN_OUT_OF_RANGE | 0x480),
            ]

    runner.run(check())
    assert caplog.text.count("queue overflowed") == 2


def test_reports__one_that_cannot_be_read_is_refused_and_the_next_one_taken(
    runner, rig, monkeypatch
):
    taken_apart = ua_session.struct_from_binary
    spoil = []

    def struct_from_binary(kind, data):
        if kind is ua.PublishResponse and spoil:
            raise ValueError(spoil.pop())
        return taken_apart(kind, data)

    monkeypatch.setattr(ua_session, "struct_from_binary", struct_from_binary)

    async def check():
        async with rig:
            await rig.add("garbled")
            sink = RecordingSink()
            async with running(source(rig.url, "garbled"), sink):
                await sink.until(lambda: sink.readings)
                spoil.append("a member of an unknown type")
                await rig.put("garbled", 1.0, later(1))
                await sink.until(lambda: sink.refused)
                await rig.put("garbled", 2.0, later(2))
                await sink.until(lambda: 2.0 in sink.values("garbled"))
            details = [refused.detail for refused in sink.refused]
            assert "an unknown type" in details[0]
            assert details[1:] in ([], [f"reports 2 to 2 of {rig.url} never came"])

    runner.run(check())


def test_reports__numbers_that_never_came_are_told_of(runner, rig):
    async def check():
        async with rig:
            await rig.add("skipped")
            sink = RecordingSink()
            async with running(source(rig.url, "skipped"), sink):
                await sink.until(lambda: sink.readings)
                rig.subscriptions[-1]._notification_seq += 3
                await rig.put("skipped", 1.0, later(1))
                await rig.put("skipped", 2.0, later(2))
                await sink.until(lambda: 2.0 in sink.values("skipped"))
            (refused,) = sink.refused
            assert refused.detail == f"reports 2 to 4 of {rig.url} never came"

    runner.run(check())


def test_run__cancelled_while_the_server_is_away_ends_at_once(runner, rig):
    async def check():
        async with rig:
            await rig.add("gone")
            sink = RecordingSink()
            task = asyncio.create_task(source(rig.url, "gone").run(sink))
            await sink.until(lambda: sink.readings)
        await sink.until(lambda: sink.readings[-1].quality == Quality.BAD_COMMUNICATION)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 10)

    runner.run(check())


def test_node_id_of__namespace_by_address_and_nonsense():
    assert node_id_of("nsu=urn:b;s=x", ["urn:a", "urn:b"]) == ua.NodeId("x", 1)
    with pytest.raises(SourceError, match="no namespace"):
        node_id_of("nsu=urn:c;s=x", ["urn:a"])
    with pytest.raises(SourceError, match="not a node id"):
        node_id_of("ns=x;i=y", [])
