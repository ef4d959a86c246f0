"""The file under the spool is cut off, deleted, damaged or read-only: nothing is promised to it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import StorageError
from domain.measurement.reading import Reading
from ingest.spool.spool import Spool
from tests.fixtures.disks import mounted_in_memory

AT = datetime(2026, 3, 1, tzinfo=UTC)


def some(count: int, first: int = 0) -> list[Reading]:
    """Numbered readings."""
    return [Reading.at("oil", AT + timedelta(seconds=i), AT, float(i), 0)
            for i in range(first, first + count)]  # fmt: skip


def values(spool: Spool) -> list[float | None]:
    """What waits."""
    return [row.value for row in spool.peek(100_000)]


def filled(path: Path, count: int) -> None:
    """A spool left behind by a collector that stopped."""
    spool = Spool(path)
    spool.append(some(count))
    spool.close()


def test_open__emptied_file_does_not_pass_for_a_new_spool(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    filled(path, 3)
    os.truncate(path, 0)

    with pytest.raises(StorageError, match="was emptied"):
        Spool(path)


def test_open__deleted_file_begins_a_new_spool(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    filled(path, 3)
    path.unlink()

    spool = Spool(path)
    spool.append(some(1))
    assert values(spool) == [0.0]
    spool.close()


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_open__truncated_file_is_named(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "spool.db"
    filled(path, 5000)
    os.truncate(path, int(path.stat().st_size * kept) // 4096 * 4096)

    with pytest.raises(StorageError, match="damaged"):
        Spool(path)


def test_append__to_a_deleted_file_is_refused_until_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    spool = Spool(path)
    spool.append(some(3))
    path.unlink()

    with pytest.raises(StorageError, match="deleted or moved"):
        spool.append(some(1, first=3))
    waiting = spool.peek(10)
    assert [row.value for row in waiting] == [0.0, 1.0, 2.0]
    spool.delete([row.seq for row in waiting])
    spool.append(some(1, first=3))
    spool.close()

    again = Spool(path)
    assert values(again) == [3.0]
    again.close()


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that takes nothing."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    with mounted_in_memory(folder, "ro"):
        yield folder


@pytest.mark.parametrize("inside", ["spool.db", "new/spool.db"])
def test_open__read_only_folder_says_what_to_check(read_only_disk: Path, inside: str) -> None:
    with pytest.raises(StorageError, match=r"check the (folder|disk)") as caught:
        Spool(read_only_disk / inside)
    assert str(read_only_disk) in caught.value.message
