"""A demo left running: its pages answer, it is alone, and `wellflow down` ends all of it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.fixtures.up import ROOT, command, environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def processes_naming(text: str) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if text in line]


def test_served_demo__shows_its_pages_until_it_is_taken_down(demo_state: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo", "--serve", "--quiet"],
        cwd=ROOT, env=environment(demo_state), text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as demo:  # fmt: skip
        try:
            assert demo.stdout is not None
            said = []
            for line in demo.stdout:
                said.append(line)
                if line.startswith("  logs"):
                    break
            text = "".join(said)
            assert "everything keeps running" in text, text
            for name in ("first open", "health"):
                address = re.search(rf"^  {name} +(\S+)$", text, re.MULTILINE)
                assert address is not None, text
                with urlopen(address[1], timeout=60) as page:
                    assert page.status == 200

            refused = command(demo_state, "demo", "--json", "figures.json")
            assert refused.returncode == 1
            assert f"a demo (process {demo.pid}) runs here already" in refused.stderr

            ended = json.loads(command(demo_state, "down", "--json").stdout)
            assert ended[str(demo_state / "demo")][0].endswith(f"(process {demo.pid})")
            assert demo.wait(60) == 0
        finally:
            demo.terminate()
    assert processes_naming(str(demo_state)) == []
