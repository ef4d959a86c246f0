"""The embedded broker: only on loopback, stopped cleanly, and a long memory for who is away."""

import asyncio
import socket
from pathlib import Path

import pytest

from domain.errors import SourceError
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.mqtt.source import MqttSource
from simulation.broker import LOOPBACK, EmbeddedBroker
from tests.fixtures.brokers import open_session, publish
from tests.fixtures.devices import RecordingSink, running


def listeners(port):
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"]


def test_broker__listens_on_loopback_alone_and_frees_its_port():
    broker = EmbeddedBroker()
    with broker:
        assert broker.is_running
        assert listeners(broker.port) == [f"0100007F:{broker.port:04X}"]
        broker.start()
    assert not broker.is_running
    broker.stop()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind((LOOPBACK, broker.port))


def test_broker__two_at_once_and_a_taken_port():
    with EmbeddedBroker() as first, EmbeddedBroker() as second:
        assert first.port != second.port
        with pytest.raises(SourceError, match="did not start"):
            EmbeddedBroker(first.port).start()


@pytest.mark.slow
def test_broker__keeps_fifty_thousand_messages_for_a_session_that_is_away():
    count = 50_000

    async def collected(port):
        sink = RecordingSink()
        device = MqttDevice.model_validate(
            {
                "name": "d", "protocol": "mqtt", "host": LOOPBACK, "port": port, "topic": "f",
                "client_id": "c", "tag": [{"name": "n", "kind": "rate", "unit": "bbl"}],
            }
        )  # fmt: skip
        async with running(MqttSource(device), sink), asyncio.timeout(120):
            for part in range(1, 11):
                await sink.until(lambda goal=part * count // 10: len(sink.readings) >= goal)
        return sink

    with EmbeddedBroker() as broker:
        open_session(broker.port, "c", "f")
        publish(
            broker.port, "f",
            ({"time": 1772370000 + n, "values": {"n": n}} for n in range(count)),
        )  # fmt: skip
        sink = asyncio.run(collected(broker.port))
    assert sink.values("n") == [float(n) for n in range(count)]
