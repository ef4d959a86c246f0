"""A spool file of an older release opens, step by step; one of a later release is left alone."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import wellflow
from domain.errors import ConfigError, StorageError
from domain.measurement.reading import Reading
from ingest.forwarding.refusals import of_reading
from ingest.spool import lock as spool_lock
from ingest.spool import versions as spool_versions
from ingest.spool.device_states import device_states
from ingest.spool.spool import Spool
from ingest.spool.status import spool_status
from ingest.spool.view import SpoolView
from tests.fixtures.old_spools import copy_of, digest, version_in

AT = datetime(2026, 3, 2, tzinfo=UTC)
COUNTED = {
    "accepted": 14, "forwarded": 2, "inserted": 2, "replayed": 0, "conflicting": 0, "refused": 0,
    "dead": 2, "retried": 0,
}  # fmt: skip
WAITING = [
    (3, "oil", 2.0, 0), (4, "oil", 3.0, 0), (5, "oil", 4.0, 0), (6, "oil", 5.0, 0),
    (7, "oil", 900.5, 0x40940000), (8, "oil", None, 0x80050000), (9, "gas", 100.25, 0),
    (10, "gas", 101.25, 0x480), (11, "gas", 102.25, 0), (12, "gas", 103.25, 0),
]  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A spool file of the release before versions."""
    return copy_of("0.1.0", tmp_path)


def holds_all(spool: SpoolView) -> None:
    """Check everything but the readings and rejections themselves."""
    status = spool_status(spool)
    assert (status.pending_readings, status.pending_refused) == (10, 3)
    assert status.counters == COUNTED
    assert status.dead_by_reason == {"damaged": 1, "unknown_tag": 1}
    assert status.forwarding.error == "the server does not answer"
    rtu, scada = status.devices
    assert (rtu.state, rtu.accepted, rtu.good, rtu.uncertain, rtu.bad, rtu.refused) == (
        "running", 8, 6, 1, 1, 1,
    )  # fmt: skip
    assert (rtu.last_fault, rtu.is_healthy) == (0x80050000, False)
    assert (scada.state, scada.restarts, scada.last_error) == ("failed", 2, "no connection")
    assert (scada.accepted, scada.good, scada.overflowed, scada.refused) == (6, 6, 1, 2)
    assert (scada.last_fault, scada.is_healthy) == (None, True)
    assert [(letter.tag_name, letter.value) for letter in spool.dead()] == [
        ("water", 3.5), (None, None),
    ]  # fmt: skip


def holds_all_rows(spool: Spool) -> None:
    """Check what waits, row by row."""
    assert [(row.seq, row.tag_name, row.value, row.quality) for row in spool.peek(100)] == WAITING
    assert [(item.seq, item.reason) for item in spool.peek_refused(100)] == [
        (1, "not_finite"), (2, "wrong_unit"), (3, "malformed"),
    ]  # fmt: skip


def test_open__file_of_0_1_0_is_brought_up_with_all_it_held(old: Path) -> None:
    assert version_in(old) == 0
    spool = Spool(old)
    holds_all(spool)
    holds_all_rows(spool)
    spool.append([Reading.at("oil", AT, AT, 8.0, 0)])
    assert spool.peek(100)[-1].seq == 15  # 13 and 14 died: no number is given twice
    assert spool.retry("unknown_tag") == 1
    spool.close()
    assert version_in(old) == spool_versions.VERSION

    again = Spool(old)
    assert again.pending() == 15
    again.close()


def test_refusal__of_a_reading_has_the_id_that_0_1_0_gave_it(old: Path) -> None:
    spool = Spool(old)
    ids = [str(of_reading(row, "unknown_tag", "no such tag")[0]) for row in spool.peek(6)]
    assert (ids[0], ids[5]) == (
        "603661e2-0859-56a4-b5ba-017a444c33eb", "9ab30780-b61f-5ae9-bfab-2649f3ba6056",
    )  # fmt: skip
    spool.close()


def test_open__file_from_before_devices_were_counted(old: Path) -> None:
    with sqlite3.connect(old) as older:
        older.execute("drop table device_quality")
        older.execute("drop table forwarding")
    older.close()
    for open_it in (SpoolView, Spool):
        opened = open_it(old)
        rtu, _scada = device_states(opened)
        assert (rtu.good, rtu.overflowed, rtu.is_healthy, rtu.accepted) == (0, 0, False, 8)
        assert spool_status(opened).forwarding.error is None
        opened.close()


def test_new_file__is_of_this_release_s_version(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    assert spool.rows("pragma user_version") == [(spool_versions.VERSION,)]
    assert spool.rows("pragma application_id") == [(spool_versions.APPLICATION_ID,)]
    spool.close()


@pytest.mark.parametrize("step", range(spool_versions.VERSION))
@pytest.mark.parametrize("is_done", [False, True])
def test_open__fault_in_or_after_a_step_leaves_a_file_of_one_version(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: int, is_done: bool
) -> None:
    steps = list(spool_versions.STEPS)
    broken = step + is_done  # a step fails at its last statement, or the one after it at its first
    if broken < len(steps):
        steps[broken] = ("select no_such_function()",) if is_done else (*steps[step], "broken")
    monkeypatch.setattr(spool_versions, "STEPS", tuple(steps))
    if broken < len(steps):
        with pytest.raises(StorageError, match="the spool failed"):
            Spool(old)
    else:
        Spool(old).close()
    assert version_in(old) == broken
    monkeypatch.undo()

    spool = Spool(old)
    holds_all(spool)
    holds_all_rows(spool)
    spool.close()


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Spools of 0.1.0 whose opening process was killed before each statement of it."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.fixtures.old_spools", "0.1.0", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return [folder / str(number) / "0.1.0.spool" for number in range(1, int(ran.stdout) + 1)]


def test_open__killed_at_any_statement_opens_again(killed: list[Path]) -> None:
    statements = sum(len(step) for step in spool_versions.STEPS)
    assert len(killed) > statements
    for path in killed:
        view = SpoolView(path)
        holds_all(view)
        view.close()
        spool = Spool(path)
        holds_all(spool)
        holds_all_rows(spool)
        spool.close()
        assert version_in(path) == spool_versions.VERSION


def test_status__of_an_old_file_changes_nothing(old: Path) -> None:
    before = digest(old)
    view = SpoolView(old)
    holds_all(view)
    view.close()
    shown = CliRunner().invoke(wellflow, ["collect", "status", str(old), "--json"])
    letters = CliRunner().invoke(wellflow, ["spool", "dead", str(old), "--json"])
    assert json.loads(shown.stdout)["pending"] == {"readings": 10, "refused": 3}
    assert [letter["reason"] for letter in json.loads(letters.stdout)] == [
        "unknown_tag", "damaged",
    ]  # fmt: skip
    assert digest(old) == before
    assert list(old.parent.iterdir()) == [old]


@pytest.fixture
def release_before(old: Path) -> Iterator[sqlite3.Connection]:
    """A collector of the release before that runs on an old file, with rows in its log."""
    ready = (
        "import sys; from pathlib import Path; from ingest.spool.lock import held\n"
        "lock = held(Path(sys.argv[1])); lock.__enter__()\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", ready, str(old)]
    connection = sqlite3.connect(old, isolation_level=None)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        connection.execute("update counter set n = 15 where name = 'accepted'")
        yield connection
        holder.stdin.close()
    connection.close()


def test_open__old_file_in_use_is_seen_and_not_changed(
    old: Path, release_before: sqlite3.Connection
) -> None:
    view = SpoolView(old)
    assert view.counters()["accepted"] == 15
    assert view.pending() == 13
    view.close()
    with pytest.raises(ConfigError, match="another collector"):
        Spool(old)
    assert release_before.execute("pragma user_version").fetchone() == (0,)
    assert release_before.execute("select count(*) from device_quality").fetchone() == (2,)


def test_open__old_file_of_its_own_collector(old: Path) -> None:
    with spool_lock.held(old):
        spool = Spool(old)
        holds_all(spool)
        spool.close()


@pytest.mark.parametrize("open_it", [Spool, SpoolView])
@pytest.mark.parametrize("is_in_log", [False, True])
def test_open__file_of_a_later_release_is_refused_untouched(
    tmp_path: Path, open_it: type[SpoolView], is_in_log: bool
) -> None:
    path = tmp_path / "spool.db"
    Spool(path).close()
    later = spool_versions.VERSION + 1
    with sqlite3.connect(path) as newer:
        newer.execute(f"pragma user_version = {later}")
        newer.execute("create table if not exists reading_of_tomorrow (seq integer)")
    if is_in_log:
        (tmp_path / "copy").mkdir()
        log = tmp_path / "copy" / "spool.db-wal"
        shutil.copy(tmp_path / "spool.db-wal", log)
        path = Path(shutil.copy(path, tmp_path / "copy"))
    newer.close()
    before = digest(path)

    with pytest.raises(StorageError, match=rf"version {later}.*run the release that wrote it"):
        open_it(path)

    assert digest(path) == before
    assert version_in(path) == later


@pytest.mark.parametrize("open_it", [Spool, SpoolView])
def test_open__database_of_something_else_is_refused_untouched(
    tmp_path: Path, open_it: type[SpoolView]
) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as other:
        other.execute("create table photo (id integer)")
    other.close()
    before = digest(path)

    with pytest.raises(StorageError, match="no spool"):
        open_it(path)

    assert digest(path) == before
