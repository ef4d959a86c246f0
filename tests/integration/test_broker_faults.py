"""A broker restarted while its client is dead: what the broker took reaches the store once."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from domain.measurement.quality import Quality
from ingest.site.file import load_site
from ingest.spool.spool import Spool
from tests.fixtures.edge import Edge
from tests.fixtures.mosquitto import Mosquitto, Publisher
from tests.fixtures.oracle import Verdict, judge
from tests.fixtures.rig import CLONE

SITE = """\
[collector]
name = "north-1"
organization = "{slug}"
spool = "spool.db"
[[device]]
name = "box"
protocol = "mqtt"
host = "127.0.0.1"
port = {port}
topic = "box/readings"
client_id = "north-1"
[[device.tag]]
name = "oil"
kind = "rate"
unit = "bbl"
[[device.tag]]
name = "gas"
kind = "rate"
unit = "bbl"
"""


class Line:
    """Broker, collector process and store of one test."""

    def __init__(self, edge: Edge, broker: Mosquitto, folder: Path) -> None:
        self.edge, self.broker, self.folder = edge, broker, folder
        self.kills = self.restarts = 0
        self._site = folder / "mqtt.toml"
        self._site.write_text(SITE.format(port=broker.port, slug=edge.organization.slug))
        edge.register(load_site(self._site))
        self._spool = Spool(folder / "spool.db")

    def collect(self) -> subprocess.Popen[bytes]:
        """Start `wellflow collect`."""
        with (self.folder / "collect.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "cli.main", "collect", str(self._site)],
                stdout=log, stderr=log, cwd=CLONE,
                env={**os.environ, "WELLFLOW_COLLECTOR_URL": self.edge.dsn},
            )  # fmt: skip

    def accepted(self) -> int:
        """How much the collector has in its account."""
        return self._spool.counters()["accepted"]

    def wait_accepted(self, more_than: int) -> None:
        """Wait until the collector has taken more."""
        wait(lambda: self.accepted() > more_than, "the collector takes nothing")

    def verdict(self, device: Publisher) -> Verdict:
        """Judge the store by what the broker took."""
        lost = Quality.BAD_COMMUNICATION  # the collector's own word for a broker that is away
        stored = [row for row in self.edge.stored() if row[3] != lost]
        return judge(device.taken, device.issued, stored)

    def replayed(self) -> int:
        """How many readings came twice and were stored once."""
        return self._spool.counters()["replayed"]

    def close(self) -> None:
        """Close the account."""
        self._spool.close()


def wait(done, what: str, timeout_s: float = 60) -> None:
    """Wait for a condition of another process."""
    deadline = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def run_lives(line: Line, chance: random.Random, lives: int) -> Publisher:
    """Publish while the collector is killed and the broker restarted, again and again."""
    collector = line.collect()
    log = line.folder / "collect.log"
    wait(lambda: b"session new" in log.read_bytes(), "the collector does not connect")
    device = Publisher(line.broker.port, "box/readings")
    wait(lambda: subscribed(line, device), "the collector is not subscribed")
    device.forget()
    for _life in range(lives):
        before = line.accepted()
        device.publish(chance.randint(300, 1500))
        line.wait_accepted(before + chance.randint(0, 100))
        collector.kill()
        collector.wait()
        line.kills += 1
        line.broker.stop()
        line.broker.start()
        line.restarts += 1
        device.publish(100)
        collector = line.collect()
    device.close()
    wait(lambda: line.verdict(device).lost == 0, "readings are missing", 90)
    collector.terminate()
    assert collector.wait(timeout=30) == 0
    return device


def subscribed(line: Line, device: Publisher) -> bool:
    """Publish one more reading and tell whether any has arrived."""
    device.publish(1)
    return line.accepted() > 0


@pytest.fixture
def line(edge: Edge, mosquitto: Mosquitto, tmp_path: Path):
    """A broker, a site file and a spool."""
    made = Line(edge, mosquitto, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("lives", [
    2, pytest.param(10, marks=[pytest.mark.fault, pytest.mark.figures]),
])  # fmt: skip
def test_restarted_broker_and_killed_client__nothing_lost(
    line: Line, publish, rounds, lives: int
) -> None:
    device = run_lives(line, random.Random(lives), rounds(lives))

    verdict = line.verdict(device)
    publish(
        f"broker restarted, client killed: acked={verdict.acked} lost={verdict.lost}"
        f" double={verdict.double} corrupt={verdict.corrupt} replayed={line.replayed()}"
        f" kills={line.kills} restarts={line.restarts}"
    )
    assert verdict.is_good, verdict
    assert verdict.acked > 500
    assert line.edge.quarantined() == []
