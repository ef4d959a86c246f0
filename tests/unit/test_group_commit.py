"""Concurrent sources share a commit, and each is told the truth about it."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import StorageError
from domain.measurement.reading import Reading
from ingest.spool.group_commit import GroupCommit, SpoolSink
from ingest.spool.spool import Spool

AT = datetime(2026, 3, 1, tzinfo=UTC)


class SlowSpool(Spool):
    """Holds its first commit until the test lets it go, and counts commits."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.go = threading.Event()
        self.entered = threading.Event()
        self.commits: list[int] = []

    def write(self, batches) -> None:
        self.entered.set()
        self.go.wait()
        super().write(batches)
        self.commits.append(len(batches))


def test_accept__waiting_sources_share_one_commit(tmp_path: Path) -> None:
    spool = SlowSpool(tmp_path / "spool.db")
    commits = GroupCommit(spool)

    async def accept_from(name: str) -> None:
        sink = SpoolSink(name, commits)
        await sink.accept([Reading.at(name, AT, AT, 1.0, 0)])

    async def ten() -> None:
        first = asyncio.create_task(accept_from("first"))
        await asyncio.to_thread(spool.entered.wait)
        others = [asyncio.create_task(accept_from(f"d{i}")) for i in range(9)]
        await asyncio.sleep(0)
        assert not first.done()
        spool.go.set()
        await asyncio.gather(first, *others)

    asyncio.run(ten())
    commits.close()

    assert spool.commits == [1, 9]
    assert spool.pending() == 10
    assert {row[0] for row in spool.rows("select device_name from device")} >= {"first", "d8"}
    spool.close()


def test_accept__failed_commit_reaches_every_source(tmp_path: Path) -> None:
    class FullSpool(Spool):
        def write(self, batches) -> None:
            raise StorageError("disk full", can_retry=True)

    spool = FullSpool(tmp_path / "spool.db")
    accepted: list[object] = []
    commits = GroupCommit(spool)
    sink = SpoolSink("rtu", commits, accepted.append)

    with pytest.raises(StorageError, match="disk full"):
        asyncio.run(sink.accept([Reading.at("a", AT, AT, 1.0, 0)]))

    commits.close()
    assert accepted == []
    assert spool.pending() == 0
    spool.close()


def test_accept__nothing_costs_nothing(tmp_path: Path) -> None:
    spool = SlowSpool(tmp_path / "spool.db")
    commits = GroupCommit(spool)

    asyncio.run(SpoolSink("rtu", commits).accept([]))

    commits.close()
    assert spool.commits == []
    spool.close()
