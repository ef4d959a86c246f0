"""Dagster's page of a table in a real browser: what a business person sees."""

from pathlib import Path

import pytest

from tests.fixtures.browser import chromium
from tests.fixtures.up import running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_asset_page__says_what_the_table_holds(up_folder: Path, tmp_path: Path) -> None:
    with running(up_folder) as up, chromium(tmp_path) as page:
        # As the owner of the machine comes in: by the link that `up` printed.
        page.open(up.addresses["link"])
        page.submit()
        page.open(f"{up.addresses['dagster']}/assets/measured_day")
        for text in (
            "What each meter, tank and self-measured completion made on a production day",
            "Grain:",
            "good_pct",
            "[h]",
            "production",
            "wellflow.measured_day",
            "daily_rollup",
        ):
            page.until(f"document.documentElement.outerHTML.includes({text!r})")
