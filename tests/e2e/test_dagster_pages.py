"""Dagster's page of a table in a real browser: what a business person sees."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.up import running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAGE_S = 60


@pytest.fixture(scope="module")
def browser() -> str:
    for name in BROWSERS:
        path = shutil.which(name)
        if path is not None:
            return path
    pytest.skip(f"no browser on this machine: one of {', '.join(BROWSERS)}")


def page_text(browser: str, profile: Path, address: str) -> str:
    """Return the document after its scripts have run."""
    shown = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1500,1400",
            f"--user-data-dir={profile}", f"--virtual-time-budget={PAGE_S * 1000}", "--dump-dom",
            address,
        ],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    return shown.stdout


def test_asset_page__says_what_the_table_holds(
    browser: str, up_folder: Path, tmp_path: Path
) -> None:
    with running(up_folder) as up:
        page = page_text(browser, tmp_path, f"{up.addresses['dagster']}/assets/measured_day")
    for text in (
        "What each meter, tank and self-measured completion made on a production day",
        "Grain:",
        "good_pct",
        "[h]",
        "production",
        "wellflow.measured_day",
        "daily_rollup",
    ):
        assert text in page
