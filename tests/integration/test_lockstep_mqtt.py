"""The simulated MQTT device against a client of its own: in order, kept, again when unread."""

import asyncio
import contextlib
import functools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from iotcore import Broker
from paho.mqtt.client import Client as MqttClient
from paho.mqtt.enums import CallbackAPIVersion

from domain.errors import SourceError
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.registry import build_source
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.journal import Journal, read_journal
from simulation.devices.mqtt_device import SimulatedMqtt
from simulation.endpoints import free_port
from tests.fixtures.brokers import mosquitto
from tests.fixtures.devices import RecordingSink, running

START = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)


def samples(count: int, *tag_names: str) -> list[DeviceSample]:
    return [
        DeviceSample(
            START + timedelta(minutes=15 * step),
            {name: DeviceSignal(float(step * 10 + place)) for place, name in enumerate(tag_names)},
        )
        for step in range(count)
    ]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    book = Journal(tmp_path / "journal.sqlite")
    yield book
    book.close()


@pytest.fixture(scope="module")
def broker() -> Iterator[int]:
    with Broker(port=free_port(), listen="127.0.0.1") as running:
        yield running.port


def mqtt_device(port: int, client_id: str) -> MqttDevice:
    return MqttDevice.model_validate(
        {
            "name": "flow", "protocol": "mqtt", "host": "127.0.0.1", "port": port,
            "topic": f"{client_id}/flow", "client_id": client_id,
            "tag": [
                {"name": "total", "kind": "totalizer", "unit": "mcf"},
                {"name": "psi", "kind": "pressure", "unit": "psig"},
            ],
        }
    )  # fmt: skip


def receive(port: int, client_id: str, last: float, *, ack: int) -> list[dict[str, Any]]:
    """Take messages in the collector's session up to the `last` total; acknowledge the first."""
    messages: Queue[dict[str, Any]] = Queue()
    client = MqttClient(
        CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True
    )
    n_taken = 0

    def on_message(_client: MqttClient, _userdata: object, message: Any) -> None:
        nonlocal n_taken
        n_taken += 1
        if n_taken <= ack:
            client.ack(message.mid, message.qos)
        messages.put(json.loads(message.payload))

    client.on_message = on_message
    client.connect("127.0.0.1", port)
    client.loop_start()
    taken: list[dict[str, Any]] = []
    try:
        while not taken or taken[-1]["values"]["total"] != last:
            taken.append(messages.get(timeout=10))
        return taken
    finally:
        client.disconnect()
        client.loop_stop()


def publish_all(device: MqttDevice, wanted: list[DeviceSample], journal: Journal) -> None:
    async def scenario() -> None:
        simulated = SimulatedMqtt(device, wanted, journal, organization="test")
        await simulated.start()
        await asyncio.wait_for(simulated.run(), 20)
        await simulated.stop()

    asyncio.run(scenario())


def test_mqtt__every_sample_waits_for_the_collector_in_order(broker: int, journal: Journal) -> None:
    wanted = samples(300, "total", "psi")
    wanted[7] = wanted[7]._replace(signals={"total": DeviceSignal(70.0), "psi": DeviceSignal(None)})
    device = mqtt_device(broker, "collector-in-order")
    publish_all(device, wanted, journal)
    seen = receive(broker, "collector-in-order", 2990.0, ack=300)
    assert [message["time"] for message in seen[:2]] == [
        "2026-03-08T06:00:00Z", "2026-03-08T06:15:00Z",
    ]  # fmt: skip
    assert [message["values"]["total"] for message in seen] == [
        sample.signals["total"].value for sample in wanted
    ]
    assert "psi" not in seen[7]["values"]
    journal.flush()
    assert sum(row.acknowledged for row in read_journal(journal.path)) == 599


def test_mqtt__what_was_not_acknowledged_comes_again(broker: int, journal: Journal) -> None:
    wanted = samples(30, "total", "psi")
    device = mqtt_device(broker, "collector-again")
    publish_all(device, wanted, journal)
    receive(broker, "collector-again", 190.0, ack=12)
    again = receive(broker, "collector-again", 290.0, ack=30)
    # An acknowledgement may still be under way when the reader dies; then more comes again.
    assert len(again) >= 18
    assert [message["values"]["total"] for message in again] == [
        sample.signals["total"].value for sample in wanted[-len(again) :]
    ]


def test_mqtt__device_started_again_takes_nothing_that_waits_for_the_collector(
    broker: int, journal: Journal
) -> None:
    wanted = samples(30, "total", "psi")
    device = mqtt_device(broker, "collector-waiting")
    publish_all(device, wanted[:20], journal)
    publish_all(device, wanted[20:], journal)
    seen = receive(broker, "collector-waiting", 290.0, ack=30)
    totals = [message["values"]["total"] for message in seen]
    assert sorted(set(totals)) == [sample.signals["total"].value for sample in wanted]


def test_mqtt__device_that_opens_the_session_of_a_running_collector_costs_it_nothing(
    broker: int, journal: Journal
) -> None:
    wanted = samples(120, "total", "psi")
    device = mqtt_device(broker, "collector-running")

    async def scenario() -> set[float | None]:
        sink = RecordingSink()
        async with running(build_source(device), sink):
            for part in (wanted[:60], wanted[60:]):
                simulated = SimulatedMqtt(device, part, journal, organization="test")
                await simulated.start()
                await asyncio.wait_for(simulated.run(), 20)
                await simulated.stop()
                last = part[-1].signals["total"].value
                await sink.until(lambda last=last: last in sink.values("total"))
        return set(sink.values("total")) - {None}

    stored = asyncio.run(scenario())
    assert stored == {sample.signals["total"].value for sample in wanted}


@pytest.mark.parametrize(
    ("access", "said"),
    [("allow_anonymous false", "refused the connection"), (None, "no broker at")],
    ids=["refused", "away"],
)
def test_mqtt__device_says_why_it_cannot_start(
    tmp_path: Path, journal: Journal, access: str | None, said: str
) -> None:
    port = free_port()
    simulated = functools.partial(
        SimulatedMqtt, mqtt_device(port, "x"), samples(2, "total"), journal, organization="test"
    )

    async def started() -> None:
        await simulated().start()

    broker = mosquitto(tmp_path, port, access) if access else contextlib.nullcontext()
    with broker, pytest.raises(SourceError, match=said):
        asyncio.run(started())
