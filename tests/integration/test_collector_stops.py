"""A collector beside a database that hangs or refuses its login: it stops when told, or goes on."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest import collector as collecting
from ingest.collector import run_collector
from ingest.forwarding.forwarder import Forwarder
from ingest.spool.spool import Spool
from ingest.spool.status import spool_status
from tests.fixtures.edge import Edge, readings

PATIENCE_S = 60.0


class Steady:
    """A device that gives one reading whenever it is asked to."""

    device_name = "rtu"

    def __init__(self) -> None:
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.taken = 0

    async def run(self, sink) -> None:
        while True:
            number = await self.asked.get()
            await sink.accept([readings("oil", [0.0] * 50)[int(number)]._replace(value=number)])
            self.taken += 1


class FreezingLine:
    """A TCP proxy before the database that says nothing more from a moment on."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.frozen = False
        self.swallowed = asyncio.Event()

    async def __aenter__(self) -> "FreezingLine":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        finally:
            far_writer.close()
            writer.close()
            await asyncio.gather(
                far_writer.wait_closed(), writer.wait_closed(), return_exceptions=True
            )

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            if self.frozen:
                self.swallowed.set()
                continue
            writer.write(chunk)
            await writer.drain()


def test_stop__with_a_database_that_says_nothing_more(
    edge: Edge, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "LAST_BATCH_S", 0.2)
    credentials = edge.credentials

    async def stopped_while_it_hangs():
        source, stop = Steady(), asyncio.Event()
        async with FreezingLine(credentials.host, credentials.port) as line:
            direct = f"@{credentials.host}:{credentials.port}/"
            dsn = edge.dsn.replace(direct, f"@127.0.0.1:{line.port}/")
            joint = "&" if "?" in dsn else "?"
            task = asyncio.create_task(
                run_collector(
                    edge.site, f"{dsn}{joint}sslmode=disable", spool, stop=stop, drain_s=0.2,
                    build=lambda _device: source,
                )
            )  # fmt: skip
            source.asked.put_nowait(0.0)
            await asyncio.to_thread(wait_for, lambda: spool.counters()["forwarded"] == 1)
            line.frozen = True
            source.asked.put_nowait(1.0)
            async with asyncio.timeout(PATIENCE_S):
                await line.swallowed.wait()
            stop.set()
            async with asyncio.timeout(PATIENCE_S):
                return await task

    report = asyncio.run(stopped_while_it_hangs())

    assert report.pending == 1
    forwarder = Forwarder(spool, lambda: edge.dsn)
    assert forwarder.forward_once() == 1
    forwarder.close()
    assert [row[2] for row in edge.stored()] == [0.0, 1.0]


def test_wrong_password__is_shown_and_mended_without_a_restart(edge: Edge, spool: Spool) -> None:
    scheme, _, rest = edge.dsn.partition("://")
    login, _, place = rest.partition("@")
    addresses = [f"{scheme}://{login.partition(':')[0]}:0penSesame@{place}"]
    spool.append(readings("oil", [1.0, 2.0]))
    forwarder = Forwarder(spool, lambda: addresses[0])
    thread = threading.Thread(target=forwarder.run)
    thread.start()
    try:
        wait_for(lambda: spool_status(spool).forwarding.error is not None)
        status = spool_status(spool)
        assert "password authentication failed" in str(status.forwarding.error)
        assert "0penSesame" not in json.dumps(status.as_json())
        assert (status.pending_readings, spool.dead()) == (2, [])

        addresses[0] = edge.dsn
        wait_for(spool.is_empty)
        wait_for(lambda: spool_status(spool).forwarding.error is None)
    finally:
        forwarder.stop()
        thread.join()
    assert len(edge.stored()) == 2


def test_sigterm__drains_and_tells_what_is_left(edge: Edge, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    spool = tmp_path / ".wellflow" / "spool" / f"{edge.organization.slug}-north-1.db"
    command = [sys.executable, "-m", "cli.main", "collect", str(site), "--json"]
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2]),
        "WELLFLOW_STATE_DIR": str(tmp_path / ".wellflow"),
        "WELLFLOW_COLLECTOR_URL": edge.dsn,
    }  # fmt: skip
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(lambda: spool.exists() and counted(spool, "accepted") > 0)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0, err
    report = json.loads(out)
    assert report["pending"] == 0
    assert report["counters"]["accepted"] == len(edge.stored()) > 0


def counted(path: Path, name: str) -> int:
    """A counter of another process's spool."""
    spool = Spool(path)
    try:
        return spool.counters()[name]
    finally:
        spool.close()


def wait_for(condition) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
