"""A collector killed at random moments loses nothing; a control that lies to the broker does."""

import contextlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures.brokers import BROKERS, broker, open_session, publish

pytestmark = pytest.mark.fault

REPOSITORY = Path(__file__).parents[2]
TOPIC = "field/pad-1"
CLIENT = "collector-1"
MESSAGES = 1500
KILLS = 5
# How long the sink takes before it writes: a kill falls into it as often as not.
SINK_S = 0.03

# The sink appends each batch to a file and syncs it, as the spool does. The control tells the
# broker as soon as a message has arrived.
COLLECTOR = """
import asyncio, os, sys
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.mqtt import source as mqtt

port, path, control = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "control"

class FileSink:
    def __init__(self):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def accept(self, readings, refused=()):
        await asyncio.sleep(float(sys.argv[4]))
        known = [r.value for r in readings if r.value is not None]
        os.write(self.file, "".join(f"{value:.0f}\\n" for value in known).encode())
        os.fsync(self.file)

if control:
    arrived, acknowledge = mqtt._Session.arrived, mqtt._Session.acknowledge

    async def acknowledged_at_once(session, limit):
        deliveries = await arrived(session, limit)
        acknowledge(session, deliveries)
        return deliveries

    mqtt._Session.arrived = acknowledged_at_once
    mqtt._Session.acknowledge = lambda session, deliveries: None

device = MqttDevice.model_validate({
    "name": "pad", "protocol": "mqtt", "host": "127.0.0.1", "port": port,
    "topic": "field/pad-1", "client_id": "collector-1",
    "tag": [{"name": "oil", "kind": "totalizer", "unit": "bbl"}],
})
asyncio.run(mqtt.build(device).run(FileSink()))
"""


@pytest.fixture(params=BROKERS)
def kind(request):
    return request.param


def stored_after_kills(port, folder, mode):
    """Kill the collector again and again in the middle of its work; return what is in its file."""
    path = folder / f"{mode}.txt"
    path.touch()
    choice = random.Random(7)
    for _ in range(KILLS):
        with collector(port, path, mode):
            wait_for_lines(path, stored(path) + choice.randrange(20, 80))
            time.sleep(choice.uniform(0.0, SINK_S))  # so that it dies at any step of its work
    return path


def stored(path):
    return len(set(path.read_text().split()))


@contextlib.contextmanager
def collector(port, path, mode):
    process = subprocess.Popen(
        [sys.executable, "-c", COLLECTOR, str(port), str(path), mode, str(SINK_S)], cwd=REPOSITORY
    )
    try:
        yield
        assert process.poll() is None, "the collector ended by itself"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for_lines(path, count):
    """Wait until the file has so many different messages; fail when it does not get them."""
    deadline = time.monotonic() + 60.0
    while stored(path) < count:
        assert time.monotonic() < deadline, f"{stored(path)} of {count} messages stored"
        time.sleep(0.002)


def wait_for_last(path, number):
    deadline = time.monotonic() + 60.0
    while str(number) not in path.read_text().split():
        assert time.monotonic() < deadline, f"message {number} did not come"
        time.sleep(0.01)


def samples():
    return [
        {"time": f"2026-03-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", "values": {"oil": n}}
        for n in range(MESSAGES)
    ]


def test_collector__killed_again_and_again_loses_nothing(kind, tmp_path):
    with broker(kind, tmp_path) as port:
        open_session(port, CLIENT, TOPIC)
        publish(port, TOPIC, samples())
        path = stored_after_kills(port, tmp_path, "real")
        with collector(port, path, "real"):
            wait_for_lines(path, MESSAGES)
    assert {int(value) for value in path.read_text().split()} == set(range(MESSAGES))


def test_control__that_acknowledges_before_it_stores_loses(kind, tmp_path):
    with broker(kind, tmp_path) as port:
        open_session(port, CLIENT, TOPIC)
        publish(port, TOPIC, samples())
        path = stored_after_kills(port, tmp_path, "control")
        publish(port, TOPIC, [{**samples()[0], "values": {"oil": MESSAGES}}])
        with collector(port, path, "control"):
            wait_for_last(path, MESSAGES)
    lost = set(range(MESSAGES + 1)) - {int(value) for value in path.read_text().split()}
    assert len(lost) > 0
