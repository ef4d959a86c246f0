"""A collector killed at random moments loses nothing; a control that lies to the broker does."""

import os
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
MESSAGES = 900
KILLS = 6

# The sink appends each batch to a file and syncs it, as the spool does. The control tells the
# broker as soon as a message has arrived.
COLLECTOR = """
import asyncio, os, sys
from ingest.site_models import MqttDevice
from ingest.sources import mqtt

port, path, control = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "control"

class FileSink:
    def __init__(self):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def accept(self, readings, refused=()):
        await asyncio.sleep(0.005)
        os.write(self.file, "".join(f"{r.value:.0f}\\n" for r in readings).encode())
        os.fsync(self.file)

if control:
    arrived = mqtt._Session.arrived

    async def acknowledged_at_once(session, limit):
        deliveries = await arrived(session, limit)
        session.acknowledge(deliveries)
        return deliveries

    mqtt._Session.arrived = acknowledged_at_once

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


def stored_after_kills(port, folder, mode, until_whole):
    """Kill the collector again and again in the middle of its work; return what is in its file."""
    path = folder / f"{mode}.txt"
    path.touch()
    choice = random.Random(7)
    goal = 0
    for kill in range(KILLS + 1):
        goal = min(MESSAGES, goal + choice.randrange(20, 2 * MESSAGES // KILLS))
        collector = subprocess.Popen(
            [sys.executable, "-c", COLLECTOR, str(port), str(path), mode], cwd=REPOSITORY
        )
        try:
            wait_for_lines(path, MESSAGES if kill == KILLS and until_whole else goal, collector)
        finally:
            collector.send_signal(signal.SIGKILL)
            collector.wait()
    return path.read_text().split()


def wait_for_lines(path, count, collector):
    """Wait until the file has so many different messages, or the collector stores no more."""
    before = path.stat().st_size
    seen, deadline = before, os.times().elapsed + 30.0
    while len(set(path.read_text().split())) < count and os.times().elapsed < deadline:
        if collector.poll() is not None:
            raise AssertionError("the collector ended by itself")
        now = path.stat().st_size
        if now != seen:
            seen, deadline = now, os.times().elapsed + 3.0
        time.sleep(0.002)


def samples():
    return [
        {"time": f"2026-03-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", "values": {"oil": n}}
        for n in range(MESSAGES)
    ]


def test_collector__killed_again_and_again_loses_nothing(kind, tmp_path):
    with broker(kind, tmp_path) as port:
        open_session(port, CLIENT, TOPIC)
        publish(port, TOPIC, samples())
        stored = stored_after_kills(port, tmp_path, "real", until_whole=True)
    assert {int(value) for value in stored} == set(range(MESSAGES))


def test_control__that_acknowledges_before_it_stores_loses(kind, tmp_path):
    with broker(kind, tmp_path) as port:
        open_session(port, CLIENT, TOPIC)
        publish(port, TOPIC, samples())
        stored = stored_after_kills(port, tmp_path, "control", until_whole=False)
    assert {int(value) for value in stored} < set(range(MESSAGES))
