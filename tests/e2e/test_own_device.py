"""The README, literally: a device of one's own, then a month closed and paid.

Its files and command lines are taken from the README itself; only addresses, file names, people
and the organization are put in, and the secrets that signing in asks for are typed.
"""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from demo.cast import Actor, read_cast
from demo.month import statement_numbers
from ingest.protocols.modbus.decode import encode
from storage.connections import connect
from storage.rows.directory import organization_id
from storage.server.credentials import load
from storage.server.embedded import EmbeddedServer
from storage.tenant import tenant_transaction
from tests.fixtures import readme
from tests.fixtures.devices import LOOPBACK, ModbusRig
from tests.fixtures.up import environment, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

DEVICE, TRY, CLOSE = "Point it at your own device", "A month to try", "Close a month"
TOTAL = 417_233
PATIENCE_S = 300
SLUG = "pecos-ridge"


@dataclass(frozen=True)
class Desk:
    """The folder a person works in, and a terminal there."""

    folder: Path
    known: set[str] = field(default_factory=set)

    @property
    def state(self) -> Path:
        return self.folder / ".wellflow"

    def start(self, line: str, **variables: str) -> "subprocess.Popen[str]":
        commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            ["bash", "-c", f"exec {line}" if line.startswith("wellflow") else line],
            cwd=self.folder,
            env={**environment(self.state), "PATH": commands, **variables},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def type(self, line: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        process = self.start(line)
        try:
            said, complained = process.communicate(typed, timeout=PATIENCE_S)
        finally:
            process.kill()
        return subprocess.CompletedProcess(line, process.returncode, said, complained)

    def done(self, line: str, actor: Actor | None = None) -> str:
        ended = self.type(line, "" if actor is None else self.secrets_of(actor))
        assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def secrets_of(self, actor: Actor) -> str:
        """What a person types to sign in: at first the secret of the file and one of one's own."""
        first = "" if actor.email in self.known else f"{actor.password}\n"
        self.known.add(actor.email)
        return f"{first}{actor.own_secret}\n"


@contextmanager
def flow_computer() -> Iterator[ModbusRig]:
    """A Modbus server with one totalizer, in a thread of its own."""
    rig, loop = ModbusRig(), asyncio.new_event_loop()
    rig.put("holding", 100, encode(TOTAL, "uint32", "big"))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(rig.start(), loop).result(30)
        yield rig
        asyncio.run_coroutine_threadsafe(rig.stop(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    yield made
    EmbeddedServer(made.state).remove()


@pytest.fixture(scope="module")
def installation(desk: Desk) -> Iterator[Desk]:
    """Everything the README does up to `make up`, which is left running."""
    with ExitStack() as stack:
        rig = stack.enter_context(flow_computer())
        master, site = readme.blocks(DEVICE, "toml")
        site = site.replace('"192.168.1.20"', f'"{LOOPBACK}"').replace(
            "port = 502", f"port = {rig.port}"
        )
        (desk.folder / "my-company.toml").write_text(master)
        (desk.folder / "north-battery.toml").write_text(site)
        (person,) = tomllib.loads(master)["app_user"]
        owner = Actor(person["email"], person["password"])

        lines = readme.lines(DEVICE)
        probe = lines[0].replace("192.168.1.20:502", f"{LOOPBACK}:{rig.port}")
        assert f"value        {TOTAL}" in desk.done(probe)
        assert [line.split()[1] for line in lines[1:3]] == ["probe", "probe"]
        started = lines.index("make up")
        assert owner.email in lines[4]
        for line in lines[3:started]:
            desk.done(line, owner if "login" in line else None)
        stack.enter_context(running(desk.state))
        yield desk


def test_own_device__is_probed_registered_and_collected(installation: Desk) -> None:
    lines = readme.lines(DEVICE)
    status = lines[lines.index("make up") + 1]
    found = until_inserted(installation, f"{status} --json")
    (device,) = found["devices"]
    assert (device["state"], found["dead"]) == ("running", {})
    assert "device      separator-1 (modbus) running" in installation.done(status)
    assert stored_values(installation, "my-company", "separator-1.gas-total") == {float(TOTAL)}


def test_own_device__box_in_the_field_collects_with_its_own_login(installation: Desk) -> None:
    line = readme.lines(DEVICE)[-1]
    assert line.startswith("WELLFLOW_COLLECTOR_URL=postgresql://LOGIN:PASSWORD@HOST/DATABASE ")
    address = load(installation.state).collector_dsn("my-company", "north-battery")
    command = line.partition(" ")[2].replace("north-battery.toml", "box.toml")
    site = (installation.folder / "north-battery.toml").read_text()
    (installation.folder / "box.toml").write_text(
        site.replace("[[device]]", 'spool = "box.db"\n\n[[device]]', 1)
    )
    collector = installation.start(command, WELLFLOW_COLLECTOR_URL=address)
    try:
        until_inserted(installation, "wellflow collect status box.toml --json")
    finally:
        collector.terminate()
        said, _ = collector.communicate(timeout=60)
    assert (collector.returncode, said.startswith("stopped with 0 waiting")) == (0, True)


def test_close_a_month__as_the_readme_says(installation: Desk) -> None:
    desk = installation
    with simulated_month(desk) as papers:
        collect_month(desk, papers)
    people = read_cast(papers / "master.toml")
    accountant = people.who_may("payment.prepare")
    partner = people.who_may("payment.release", other_than=accountant)
    words = {
        "my-company": SLUG, f"you@{SLUG}.example": accountant.email,
        f"partner@{SLUG}.example": partner.email, " tickets.csv": f" {papers}/tickets.csv",
        " tests.csv": f" {papers}/tests.csv", " statement.csv": f" {papers}/statement.csv",
    }  # fmt: skip
    exported, *lines = [put_in(line, words) for line in readme.lines(CLOSE)]
    assert exported.startswith("export ")

    said: dict[str, Any] = {}
    for line in lines:
        for number in statement_numbers(papers / "statement.csv") if "STATEMENT" in line else [""]:
            actor = partner if partner.email in line else accountant
            if "days" in line:
                assert_close_asks_for_days(desk, exported)
            command = f"{exported}; {line.replace('STATEMENT', number)} --json"
            answer = json.loads(desk.done(command, actor if "login" in line else None))
            said.setdefault(" ".join(line.split()[1:3]), []).append(answer)

    trial, closed = said["close production"]
    assert (trial["state"], trial["failures"], closed["state"]) == ("open", [], "closed")
    assert closed["forms_balanced"] is True
    assert [Path(file).name for file in said["report form-pr"][0]["files"]] == [
        "form-pr-2026-03.csv", "form-pr-2026-03.html",
    ]  # fmt: skip
    assert len(said["revenue run"]) == len(said["revenue release"]) == 2
    assert all(float(each["figures"]["owners_paid_usd"]) > 0 for each in said["revenue release"])
    assert list((desk.folder / "statements").glob("statement-*-2026-03.txt"))
    assert list((desk.folder / "filings").glob("form-pr-2026-03.html"))


def until_inserted(desk: Desk, status: str) -> dict[str, Any]:
    """Ask the collector how it is doing until the database has a reading of it."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        asked = desk.type(status)
        found: dict[str, Any] = json.loads(asked.stdout)
        if asked.returncode == 0 and found["counters"]["inserted"]:
            return found
    raise AssertionError(asked.stdout + asked.stderr)


def assert_close_asks_for_days(desk: Desk, exported: str) -> None:
    early = desk.type(f"{exported}; wellflow close production 2026-03")
    assert early.returncode == 1
    assert "wellflow days 2026-03" in early.stderr


def put_in(line: str, words: Mapping[str, str]) -> str:
    for general, particular in words.items():
        line = line.replace(general, particular)
    return line


@contextmanager
def simulated_month(desk: Desk) -> Iterator[Path]:
    """`wellflow simulate` for the length of a block; gives the papers of one operator."""
    said = desk.folder / "simulate.log"
    words = readme.lines(TRY)[0].split()[1:]
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", *words, "--ports", "0", "--json"],
            cwd=desk.folder, env=environment(desk.state), stdout=output, stderr=output,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + PATIENCE_S
            while '"ready"' not in said.read_text():
                assert process.poll() is None, said.read_text()
                assert time.monotonic() < deadline, said.read_text()
            yield desk.folder / "field" / SLUG
        finally:
            process.terminate()
            process.wait(60)


def collect_month(desk: Desk, papers: Path) -> None:
    technician = read_cast(papers / "master.toml").who_may("tag.configure")
    *registered, collected = readme.lines(TRY)[1:]
    assert technician.email in registered[1]
    for line in registered:
        desk.done(line, technician if "login" in line else None)
    drained = json.loads(desk.done(f"{collected} --json"))
    assert drained["pending"] == 0
    assert drained["counters"]["inserted"] > 1000


def stored_values(desk: Desk, slug: str, tag_name: str) -> set[float]:
    with connect(load(desk.state).dsn("pipeline"), application="test") as conn:
        with tenant_transaction(conn, organization_id(conn, slug)):
            rows = conn.execute(
                "select r.value from wellflow.reading r join wellflow.tag t on t.id = r.tag_id"
                " where t.tag_name = %s",
                (tag_name,),
            ).fetchall()
        return {row[0] for row in rows}
