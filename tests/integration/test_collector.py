"""The collector of a site as a whole: it starts without its devices, drains, and stops cleanly."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import wellflow
from domain.errors import ConfigError
from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.collector import run_collector
from ingest.spool.spool import Spool
from ingest.tag_value import tag_reading
from tests.fixtures.edge import START, Edge, readings


class Finite:
    """A device with a few readings, then silence."""

    def __init__(self, given: list[Reading], refused: list[Refused] = ()) -> None:
        self.device_name = "rtu"
        self._given, self._refused = given, refused
        self.taken = asyncio.Event()

    async def run(self, sink) -> None:
        await sink.accept(self._given, self._refused)
        self.taken.set()
        await asyncio.Event().wait()


class Dead:
    """A device that never answers: one empty reading a poll."""

    device_name = "rtu"

    async def run(self, sink) -> None:
        while True:
            now = datetime.now(UTC)
            quality = int(Quality.BAD_COMMUNICATION)
            await sink.accept([Reading.at("gas", now, now, None, quality)])
            await asyncio.sleep(0.3)


def collect(edge: Edge, spool: Spool, source, **options):
    """Run a collector to the end of its device."""
    return asyncio.run(
        run_collector(
            edge.site, options.pop("dsn", edge.dsn), spool, until_drained=True, quiet_s=0.2,
            build=lambda _device: source, **options,
        )
    )  # fmt: skip


def test_run_collector__until_drained(edge: Edge, spool: Spool) -> None:
    bad = tag_reading(edge.site.tags[0], float("nan"), observed_at=START, received_at=START)
    unit = Refused("wrong_unit", "'m3' where bbl is expected", "gas", "{}", START)
    source = Finite(readings("oil", [1.0, 2.0])[1:], [bad, unit])

    report = collect(edge, spool, source)

    assert (report.pending, report.last_error) == (0, None)
    assert report.counters["inserted"] == 1
    assert [row[2] for row in edge.stored()] == [2.0]
    assert [row[:2] for row in edge.quarantined()] == [("not_finite", "oil"), ("wrong_unit", "gas")]


def test_run_collector__dead_device_keeps_no_drain_waiting(edge: Edge, spool: Spool) -> None:
    report = collect(edge, spool, Dead())

    assert report.pending == 0
    assert all(row[2] is None for row in edge.stored())
    assert edge.stored()


def test_run_collector__one_at_a_time(edge: Edge, spool: Spool) -> None:
    async def two() -> None:
        stop = asyncio.Event()
        source = Finite(readings("oil", [1.0]))
        first = asyncio.create_task(
            run_collector(edge.site, edge.dsn, spool, stop=stop, build=lambda _device: source)
        )
        await source.taken.wait()
        with pytest.raises(ConfigError, match="another collector"):
            await run_collector(edge.site, edge.dsn, spool)
        stop.set()
        report = await first
        assert report.pending == 0

    asyncio.run(two())


def test_run_collector__stops_with_the_database_away_and_keeps_everything(
    edge: Edge, spool: Spool, tmp_path: Path
) -> None:
    async def stopped_early():
        stop = asyncio.Event()
        source = Finite(readings("oil", [1.0, 2.0]))
        task = asyncio.create_task(
            run_collector(
                edge.site, "postgresql://nobody@127.0.0.1:1/nowhere", spool, stop=stop,
                build=lambda _device: source,
            )
        )  # fmt: skip
        await source.taken.wait()
        stop.set()
        return await task

    report = asyncio.run(stopped_early())

    assert report.pending == 2
    assert "cannot connect" in report.last_error
    status = json.loads(command("collect", "status", str(spool.path), "--json"))
    assert status["pending"] == {"readings": 2, "refused": 0}
    assert status["running"] is False
    assert status["devices"][0]["state"] == "stopped"
    assert status["devices"][0]["accepted"] == 2


def test_spool_commands__show_and_retry_the_dead(spool: Spool) -> None:
    spool.append(readings("water", [5.0]))
    spool.bury(spool.peek(1), "unknown_tag", "no such tag")

    (letter,) = json.loads(command("spool", "dead", str(spool.path), "--json"))
    assert (letter["tag_name"], letter["value"]) == ("water", 5.0)
    assert "no such tag" in command("spool", "dead", str(spool.path))
    assert json.loads(command("spool", "retry", str(spool.path), "--json")) == {"retried": 1}
    assert json.loads(command("spool", "status", str(spool.path), "--json"))["dead"] == {}
    assert "1 readings" in command("collect", "status", str(spool.path))


def test_collect__schema_and_missing_spool(tmp_path: Path) -> None:
    assert json.loads(command("collect", "--schema"))["title"] == "WellFlow site file"

    result = CliRunner().invoke(wellflow, ["spool", "status", str(tmp_path / "none.db")])
    assert isinstance(result.exception, ConfigError)
    assert "there is no spool" in result.exception.message


def command(*words: str) -> str:
    """Run a command and return what it printed."""
    result = CliRunner().invoke(wellflow, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout
