"""The embedded server's life: start, attach, be killed, be damaged, stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from storage.server import credentials
from storage.server.embedded import account, pidfile
from tests.fixtures.embedded import HOLDER, answer, is_listening, postmaster

ROOT = Path(__file__).parents[2]


def wait_until(condition, patience_s=20.0):
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def kill_whole_server(pid):
    """Kill the server as a crash of the machine would: no child of it may tidy up."""
    os.kill(pid, signal.SIGSTOP)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in map(int, children):
        os.kill(child, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)


def test_start__is_ready_in_seconds_and_stops(new_server):
    ours = new_server()
    begun = time.monotonic()
    ours.start()
    assert time.monotonic() - begun < 20
    assert answer(ours) == 1
    data = ours.data_folder
    ours.stop()
    assert not is_listening(ours.port)
    assert not (data / "postmaster.pid").exists()


def test_start__a_second_process_attaches_and_the_last_one_stops(new_server, holder):
    ours = new_server()
    process, port = holder()
    ours.start()
    assert ours.port == port
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    assert answer(ours) == 1
    ours.stop()
    assert not is_listening(port)


@pytest.mark.fault
def test_start__takes_over_from_a_killed_holder(new_server, holder):
    process, port = holder()
    process.kill()
    process.wait(timeout=30)
    assert is_listening(port)
    ours = new_server()
    ours.start()
    assert ours.port == port
    assert answer(ours) == 1
    ours.stop()
    assert not is_listening(port)


@pytest.mark.parametrize("holder_dies", [False, True])
@pytest.mark.fault
def test_start__after_the_postmaster_alone_was_killed(new_server, holder, holder_dies):
    ours = new_server()
    process, _ = holder()
    with ours:
        data = ours.data_folder
    if holder_dies:
        process.kill()
        process.wait(timeout=30)
    os.kill(pidfile.read(data).pid, signal.SIGKILL)
    ours.start()
    assert answer(ours) == 1
    ours.stop()
    assert ours.is_running() is not holder_dies
    process.terminate()
    process.wait(timeout=60)
    assert not ours.is_running()


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        *(pytest.param(number, marks=pytest.mark.fault)
          for number in (signal.SIGHUP, signal.SIGINT)),
    ],
)  # fmt: skip
def test_stop__a_holder_told_to_end_leaves_no_server(new_server, holder, number):
    process, port = holder(stderr=subprocess.DEVNULL)
    process.send_signal(number)
    process.wait(timeout=60)
    assert not is_listening(port)
    new_server()


def test_start__after_the_whole_server_was_killed(new_server):
    ours = new_server()
    ours.start()
    with psycopg.connect(ours.admin_dsn, autocommit=True) as conn:
        conn.execute("create table kept as select 7 as number")
        conn.execute("checkpoint")
    kill_whole_server(postmaster(ours))
    again = new_server()
    again.start()
    with psycopg.connect(again.admin_dsn) as conn:
        assert conn.execute("select number from kept").fetchone() == (7,)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="zombies are told apart by /proc")
@pytest.mark.fault
def test_start__is_not_fooled_by_a_zombie_or_a_stranger(new_server):
    ours = new_server()
    ours.start()
    file = ours.data_folder / pidfile.FILE_NAME
    lines = file.read_text().splitlines()
    ours.stop()
    who = account.unprivileged()
    identity = {} if who is None else {"user": who.uid, "group": who.gid, "extra_groups": []}
    with subprocess.Popen(["sleep", "600"], cwd="/", **identity) as stranger:
        for is_zombie in (False, True):
            if is_zombie:
                stranger.kill()
                wait_until(lambda: "Z" in Path(f"/proc/{stranger.pid}/stat").read_text())
            file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            if who is not None:
                who.owns(file)
            ours.start()
            assert answer(ours) == 1
            ours.stop()


@pytest.mark.fault
def test_start__two_at_once_in_different_folders(new_server):
    first, second = new_server("first"), new_server("second")
    first.start()
    second.start()
    assert first.port != second.port
    assert first.data_folder != second.data_folder
    assert answer(first) == answer(second) == 1


@pytest.mark.fault
def test_start__many_at_once_in_one_folder_share_one_server(new_server, tmp_path):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(tmp_path / "state")],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(3)
    ]  # fmt: skip
    ports = {int(process.stdout.readline()) for process in processes}
    assert len(ports) == 1
    for process in processes:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert not is_listening(ports.pop())
    new_server()


def test_start__keeps_its_port_and_moves_the_credentials(new_server):
    ours = new_server()
    ours.start()
    first = ours.port
    credentials.save(
        credentials.Credentials("127.0.0.1", 1, "d", "d", {"owner": "x"}), ours.state_dir
    )
    ours.stop()
    ours.start()
    assert ours.port == first
    assert credentials.load(ours.state_dir).port == first


def test_start__takes_another_port_when_its_own_is_taken(new_server):
    ours = new_server()
    ours.start()
    first = ours.port
    ours.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", first))
        squatter.listen()
        ours.start()
        assert ours.port != first
        assert answer(ours) == 1


@pytest.mark.fault
def test_start__an_interrupted_initdb_is_begun_again(new_server):
    ours = new_server()
    ours.start()
    data = ours.data_folder
    ours.stop()
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "PG_VERSION").unlink()
    ours.start()
    assert answer(ours) == 1
