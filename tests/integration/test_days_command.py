"""`wellflow days`: days made at the command line, by those who may."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import wellflow
from domain.errors import DataError
from storage.server.credentials import save
from tests.fixtures.field_month import FieldMonth
from tests.fixtures.signed_in import keep_signed_in


@pytest.fixture
def command(
    texas: FieldMonth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    save(texas.credentials, tmp_path / "state")
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", texas.credentials.dsn("api"))
    people = texas.person("pumper@example.com"), texas.accountant
    keep_signed_in(tmp_path / "state", texas.slug, *people)
    monkeypatch.setenv("WELLFLOW_ORGANIZATION", texas.slug)
    monkeypatch.setenv("WELLFLOW_PERSON", "accountant@example.com")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(wellflow, arguments, catch_exceptions=False)

    return run


def test_days__are_measured_and_allocated(
    command: Callable[..., Result], texas: FieldMonth
) -> None:
    made = command("days", "2026-03-01..2026-03-02", "--json")
    said = json.loads(made.output)
    assert list(said) == ["measure", "allocate"]
    assert [said[stage]["figures"]["days"] for stage in said] == [2, 2]
    states = texas.rows("select produced_on::text, stage::text from wellflow.day_state")
    assert sorted(states) == [
        (f"2026-03-0{day}", stage) for day in (1, 2) for stage in ("allocate", "measure")
    ]


def test_days__failed_day_exits_one(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from books.report import StageReport

    failed = StageReport(
        "measure", flags=("failed: LACT-1: no unit",), failed_days=(date(2026, 3, 1),)
    )
    monkeypatch.setattr("books.measuring.measure.measure_days", lambda *_, **__: failed)
    made = command("days", "2026-03-01")
    assert made.exit_code == 1
    assert "look at: failed: LACT-1: no unit" in made.output
    assert "to do: failed: Do what the reason says" in made.output


def test_days__exit_by_the_days_that_failed_not_by_what_a_text_says(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from books.report import StageReport

    said = StageReport("measure", flags=("failed: is only how this line begins",))
    monkeypatch.setattr("books.measuring.measure.measure_days", lambda *_, **__: said)
    assert command("days", "2026-03-01").exit_code == 0
    worded = StageReport("measure", failed_days=(date(2026, 3, 1),))
    monkeypatch.setattr("books.measuring.measure.measure_days", lambda *_, **__: worded)
    made = command("days", "2026-03-01", "--json")
    assert made.exit_code == 1
    assert json.loads(made.output)["measure"]["failed_days"] == ["2026-03-01"]


def test_days__are_not_for_everyone(command: Callable[..., Result], texas: FieldMonth) -> None:
    texas.execute("update wellflow.capability_grant set ended_at = now()"
                  " where capability = 'gauge.enter'")  # fmt: skip
    with pytest.raises(DataError, match=r"may not do production\.close"):
        command("days", "2026-03-01", "--as", "pumper@example.com")


@pytest.mark.usefixtures("command")
def test_days__load_no_great_expectations() -> None:
    program = (
        "import sys; from cli.main import wellflow;"
        "wellflow(['days', '2026-03-01'], standalone_mode=False);"
        "print(sorted({'great_expectations', 'pandas', 'dagster'} & set(sys.modules)))"
    )
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "measured_day" in made.stdout
    assert made.stdout.splitlines()[-1] == "[]"


def test_close__says_how_missing_days_are_made(command: Callable[..., Result]) -> None:
    early = command("close", "production", "2026-03", "--dry-run")
    assert early.exit_code == 1
    assert "to do: make its days with `wellflow days 2026-03`" in early.output
    assert re.search(r"audits: \d+ passed, \d failed, \d+ rules over \d+ rows, ", early.output)
    told = json.loads(command("close", "production", "2026-03", "--dry-run", "--json").output)
    assert told["audit_seconds"] > 0
    assert {"audit": "every_day_present", "subject": "A-1", "on_date": "2026-03-01",
            "amount": 31} in told["faults"]  # fmt: skip
