"""A protocol is its folder and one line of the registry; nothing else names it."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from inspect import iscoroutinefunction
from pathlib import Path

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.errors import ConfigError, SourceError
from ingest.probe import probe
from ingest.protocols.registry import (
    PROTOCOLS,
    about,
    build_source,
    device_model,
    libraries,
    part_of,
)
from ingest.site.file import load_site, site_schema
from tests.fixtures.devices import LOOPBACK, RecordingSink

ROOT = Path(__file__).parents[2]
# Who may not know one protocol from another. The virtual field plays particular devices, and
# what a benchmark sends has to come from one.
UNAWARE = ("access", "api", "assets", "books", "cli", "exchange", "ingest", "pipelines", "storage")
PROSE = {"cli/simulate.py"}
NEW = "line"
UNKNOWN = "smoke-signal"

SITE = """\
[collector]
name = "north-1"
organization = "brazos-bend"

[[device]]
name = "meter"
protocol = "line"
host = "{host}"
port = {port}

[[device.tag]]
name = "rate"
kind = "rate"
unit = "bbl"
scale = 2.0
"""


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> None:
    """One protocol more, as a line of the registry."""
    monkeypatch.setitem(PROTOCOLS, NEW, "tests.fixtures.line_protocol")


@asynccontextmanager
async def numbers(*said: str) -> AsyncIterator[int]:
    """A socket that says numbers, a line each, and ends; its port."""

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write("".join(f"{number}\n" for number in said).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(say, LOOPBACK, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def write(folder: Path, text: str) -> Path:
    """Write a site file."""
    path = folder / "site.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_folder__holds_what_the_registry_asks_for(protocol: str) -> None:
    said = device_model(protocol).model_json_schema()["properties"]["protocol"]["const"]

    assert said == protocol
    assert about(protocol).example.startswith(f"{about(protocol).scheme}://")
    assert callable(part_of(protocol, "source").build)
    assert iscoroutinefunction(part_of(protocol, "probe").look)


def test_registry__folders_are_all_there_is_and_no_scheme_is_used_twice() -> None:
    folders = {f"ingest.protocols.{path.parent.name}"
               for path in (ROOT / "ingest" / "protocols").glob("*/__init__.py")}  # fmt: skip
    schemes = [about(protocol).scheme for protocol in PROTOCOLS]

    assert set(PROTOCOLS.values()) == folders
    assert len(set(schemes)) == len(schemes)


def test_registry__is_the_only_list_of_protocols() -> None:
    assert not [name for name, words in ENUMERATIONS.items() if set(PROTOCOLS) & set(words)], (
        "a list in the database needs a migration for each protocol"
    )


def test_registry__unknown_protocol_is_said() -> None:
    with pytest.raises(ConfigError, match=f"'{UNKNOWN}' is no protocol"):
        about(UNKNOWN)


def test_protocols__are_named_in_their_folders_alone() -> None:
    words = {*PROTOCOLS, *libraries()}
    word = re.compile(rf"(?<![a-z])({'|'.join(words)})(?![a-z])", re.IGNORECASE)
    folders = {ROOT / folder.replace(".", "/") for folder in PROTOCOLS.values()}
    named = [
        str(path.relative_to(ROOT))
        for package in UNAWARE
        for path in (ROOT / package).rglob("*.py")
        if not folders & set(path.parents) and word.search(path.read_text())
    ]
    assert set(named) - PROSE == {"ingest/protocols/registry.py"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_site_file__loads_the_protocols_it_names_and_no_library(
    protocol: str, tmp_path: Path
) -> None:
    path = write(tmp_path, SITE.replace('"line"', f'"{protocol}"').format(host=LOOPBACK, port=1))
    script = (
        "import json, sys\n"
        "from domain.errors import ConfigError\n"
        "from ingest.site.file import load_site\n"
        "try:\n"
        "    load_site(sys.argv[1])\n"
        "except ConfigError:\n"
        "    pass\n"
        "print(json.dumps(list(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    loaded = set(json.loads(ran.stdout))

    models = {name for name in PROTOCOLS if f"{PROTOCOLS[name]}.site" in loaded}
    assert models == {protocol}
    assert not loaded & libraries()


@pytest.mark.usefixtures("line")
def test_new_protocol__its_devices_are_read_and_checked(tmp_path: Path) -> None:
    good = SITE.format(host=LOOPBACK, port=7000)
    (device,) = load_site(write(tmp_path, good)).devices
    known = ", ".join(f'"{protocol}"' for protocol in PROTOCOLS)
    faults = good.replace("port =", "prot =").replace("scale = 2.0", "addres = 1")

    assert (device.protocol, device.tags[0].register_text) == ("line", "line")
    assert "LineDevice" in site_schema()["$defs"]
    with pytest.raises(ConfigError) as said:
        load_site(write(tmp_path, faults))
    assert "site.toml:9: device 'meter', prot: is no key of this table; did you mean `port`?" in (
        said.value.message
    )
    assert "device 'meter', tag 'rate', addres: is no key of this table" in said.value.message
    with pytest.raises(ConfigError, match="did you mean `text`"):
        load_site(write(tmp_path, good.replace("port =", "greeting = { txt = 'hi' }\nport =")))
    with pytest.raises(ConfigError, match=f"one of {known}"):
        load_site(write(tmp_path, good.replace('"line"', f'"{UNKNOWN}"')))


@pytest.mark.usefixtures("line")
def test_new_protocol__its_source_is_built_and_read(tmp_path: Path) -> None:
    async def check() -> RecordingSink:
        sink = RecordingSink()
        async with numbers("1.5", "2") as port:
            site = load_site(write(tmp_path, SITE.format(host=LOOPBACK, port=port)))
            with suppress(SourceError):
                await build_source(site.devices[0]).run(sink)
        return sink

    sink = asyncio.run(check())
    assert [reading.value for reading in sink.readings] == [3.0, 4.0]


@pytest.mark.usefixtures("line")
def test_new_protocol__its_url_is_probed() -> None:
    async def check() -> None:
        async with numbers("4.25") as port:
            found = await probe(f"line://{LOOPBACK}:{port}?scale=2", 2.0)
        assert (found.reading.value, found.raw) == (8.5, "4.25")

    asyncio.run(check())
    with pytest.raises(ConfigError, match="no such option"):
        asyncio.run(probe(f"line://{LOOPBACK}:7?times=2", 1.0))
    with pytest.raises(ConfigError) as said:
        asyncio.run(probe(f"line://{LOOPBACK}", 1.0))
    assert said.value.remedy == "write line://HOST:PORT"
