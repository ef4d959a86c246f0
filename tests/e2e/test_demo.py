"""The main job from end to end, as a user starts it: a process, a report, a JSON file."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.up import demo_folder

ROOT = Path(__file__).parents[2]
VOLVE = ROOT.parent / "shared" / "data" / "volve"

pytestmark = pytest.mark.timeout(900)


def run_demo(state: Path, *options: str) -> dict[str, Any]:
    figures = state / "figures.json"
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", "demo", "--json", str(figures), *options],
        cwd=ROOT,
        env={**os.environ, "WELLFLOW_STATE_DIR": str(state)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=800,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    found: dict[str, Any] = json.loads(figures.read_text())
    return found


def processes_naming(text: str) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if text in line]


@pytest.fixture(scope="module")
def texas_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    """One demo of the Texas month: its state folder and its figures."""
    with demo_folder(tmp_path_factory.mktemp("texas")) as folder:
        yield folder, run_demo(folder)


@pytest.mark.slow
def test_texas_month_closes_with_nothing_lost_and_owners_paid(
    texas_demo: tuple[Path, dict[str, Any]],
) -> None:
    folder, figures = texas_demo
    assert all(count >= 1000 for count in figures["readings"].values())
    assert set(figures["readings"]) == {"modbus", "opcua", "mqtt"}
    assert (figures["lost"], figures["duplicates"]) == (0, 0)
    assert figures["replayed"] > 0
    assert figures["days"] == 31
    assert Decimal(figures["oil_measured_bbl"]) > 1000
    assert Decimal(figures["residual_bbl"]) == 0
    assert figures["form_pr_rows"] >= 4
    assert figures["form_pr_balanced"] is True
    assert Decimal(figures["owners_paid_usd"]) == Decimal(figures["revenue_net_usd"]) > 0
    assert figures["period"] == "closed"
    assert processes_naming(str(folder)) == []


@pytest.mark.slow
def test_same_seed_gives_the_same_books(texas_demo: tuple[Path, dict[str, Any]]) -> None:
    varying = {"seconds", "replayed"}
    folder, figures = texas_demo
    first, second = (
        {name: figure for name, figure in run.items() if name not in varying}
        for run in (figures, run_demo(folder))
    )
    assert first == second


@pytest.mark.field
@pytest.mark.skipif(not VOLVE.is_dir(), reason="the recorded field is not beside the clone")
def test_nine_recorded_years_equal_the_operators_own_sheet(demo_state: Path) -> None:
    figures = run_demo(demo_state, "--field", "volve", "--data", str(VOLVE))
    assert figures["well_months_unequal"] == []
    assert (figures["well_months_equal"], figures["well_months"]) == (526, 526)
    assert (figures["lost"], figures["duplicates"]) == (0, 0)
    assert figures["negative_values"] == 4
    assert figures["days_of_23_hours"] > 0
    assert figures["days_of_25_hours"] > 0
    producers = {name for name in figures["fits"] if name != "15/9-F-4"}
    assert len(producers) == 6
    assert "short" in figures["fits"]["15/9-F-5"]["flags"]
    assert processes_naming(str(demo_state)) == []
