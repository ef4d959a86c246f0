"""A full disk under the spool: nothing acknowledged, nothing lost, and it empties by itself."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.measurement.reading import Reading
from ingest.spool.reserve import RESERVE_BYTES
from ingest.spool.schema import SpoolFull
from ingest.spool.spool import Spool
from ingest.spool.versions import VERSION
from tests.fixtures.disks import mounted_in_memory
from tests.fixtures.old_spools import copy_of

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    with mounted_in_memory(folder, "size=16m"):
        yield folder


def batch(number: int) -> list[Reading]:
    """A thousand readings."""
    first = number * 1000
    return [
        Reading.at("oil", AT + timedelta(seconds=first + i), AT, float(first + i), 0)
        for i in range(1000)
    ]


@pytest.mark.fault
def test_full_disk__refuses_then_empties_then_takes_again(small_disk: Path) -> None:
    spool = Spool(small_disk / "spool.db")
    acked = fill(spool)

    with pytest.raises(SpoolFull, match="free space"):
        spool.append(batch(acked))
    assert spool.counters()["accepted"] == acked * 1000

    taken = []
    while rows := spool.peek(10_000):
        taken += [row.value for row in rows]
        spool.delete([row.seq for row in rows])
    assert taken == [float(i) for i in range(acked * 1000)]

    spool.append(batch(acked))
    assert len(spool.peek(10_000)) == 1000
    spool.close()


def test_full_disk__reopens_with_every_acknowledged_row(small_disk: Path) -> None:
    spool = Spool(small_disk / "spool.db")
    acked = fill(spool)
    spool.close()

    reopened = Spool(small_disk / "spool.db")

    assert reopened.pending() == acked * 1000
    assert reopened.rows("pragma integrity_check") == [("ok",)]
    reopened.close()


def test_full_disk__old_file_is_brought_up_with_the_reserve(small_disk: Path) -> None:
    path = copy_of("0.1.0", small_disk)
    reserve = path.with_name(path.name + ".reserve")
    reserve.write_bytes(bytes(RESERVE_BYTES))
    (small_disk / "other").write_bytes(bytes(shutil.disk_usage(small_disk).free))

    spool = Spool(path)
    waiting = spool.peek(100)
    spool.delete([row.seq for row in waiting])

    assert [row.seq for row in waiting] == list(range(3, 13))
    assert spool.rows("pragma user_version") == [(VERSION,)]
    spool.close()


def fill(spool: Spool) -> int:
    """Append batches until the disk refuses; return how many were taken."""
    for number in range(1000):
        try:
            spool.append(batch(number))
        except SpoolFull:
            return number
    raise AssertionError("the disk never filled")
