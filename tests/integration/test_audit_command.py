"""`wellflow audit`: an accountant reads who did what, an auditor verifies it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from books.trail.show import show_trail
from cli.main import wellflow
from domain.errors import ConfigError, DataError
from storage.connections import connect
from storage.rows.trail import EventFilter
from storage.server.credentials import save
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import FieldMonth
from tests.fixtures.signed_in import keep_signed_in

pytestmark = pytest.mark.own_database

Command = Callable[..., Result]
ACCOUNTANT = ("--as", "accountant@example.com")
MANAGER = ("--as", "manager@example.com")


@pytest.fixture
def command(texas_month: FieldMonth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    save(texas_month.credentials, tmp_path / "state")
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", texas_month.credentials.dsn("api"))
    monkeypatch.setenv("WELLFLOW_ORGANIZATION", texas_month.slug)
    people = texas_month.accountant, texas_month.manager
    keep_signed_in(tmp_path / "state", texas_month.slug, *people)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(wellflow, arguments, catch_exceptions=False)

    return run


def answer(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.output)
    return told


@pytest.fixture
def closed(command: Command, texas_month: FieldMonth) -> Command:
    """A month that was closed, and a statement that was paid."""
    answer(command("close", "production", "2026-03", *ACCOUNTANT, "--json"))
    texas_month.settle({"P-1": ("oil", "840.0000", "70")}, taxes={"P-1": "2710.05"})
    for step, who in (("run", ACCOUNTANT), ("pay", ACCOUNTANT), ("release", MANAGER)):
        answer(command("revenue", step, "S-1", *who, "--json"))
    return command


def test_show__says_who_closed_and_who_paid_whom(closed: Command) -> None:
    shown = closed("audit", "show", *MANAGER, "--kind", "production_period").output
    assert "production period changed: 2026-03-01" in shown
    assert "state: closing -> closed" in shown
    paid = closed("audit", "show", *MANAGER, "--kind", "payment.changed").output
    assert "<manager@example.com>  payment changed" in paid
    assert "status: pending -> completed" in paid
    assert "released_by: " in paid
    assert paid.endswith("4 event(s)\n")


def test_show__is_narrowed_by_day_person_kind_and_subject(closed: Command) -> None:
    def kinds(*arguments: str) -> list[str]:
        shown = answer(closed("audit", "show", *MANAGER, "--json", "--most", "5000", *arguments))
        return [event["kind"] for event in shown["events"]]

    everything = kinds()
    assert set(kinds("--person", "manager@")) == {"payment.changed"}
    assert 0 < len(kinds("--subject", "s-1")) < len(everything)
    assert kinds("--days", "2001-01") == []
    assert len(kinds("--days", "2001-01-01..2999-01-01")) == len(everything)
    # Derived rows are none of it.
    assert not any(kind.startswith(("allocated", "measured")) for kind in everything)


def test_show__needs_a_right(texas: FieldMonth) -> None:
    pumper = replace(texas.accountant, capabilities=frozenset({"gauge.enter"}))
    with pytest.raises(DataError, match="may not do"):
        show_trail(texas.connect("api"), texas.organization_id, EventFilter(), pumper)


def test_verify__is_whole_and_says_what_is_not_protected(closed: Command, tmp_path: Path) -> None:
    after = closed("audit", "verify")
    assert after.exit_code == 0
    # The close and the payment of the month anchored it, and a folder without is one too few.
    assert ", payment, brazos" in after.output
    elsewhere = closed("audit", "verify", "--anchors", str(tmp_path))
    assert elsewhere.exit_code == 1
    assert "lacks the anchor of event" in elsewhere.output
    assert closed("audit", "anchor").output.startswith("brazos")
    anchored = answer(closed("audit", "verify", "--json"))
    (trail,) = anchored["trails"]
    assert (anchored["is_whole"], trail["unprotected"]) == (True, 0)
    assert trail["protected_to"] == trail["events"] > 0
    again = closed("audit", "verify").output
    assert "protected up to event" in again
    assert "not protected" not in again


def test_verify__names_the_first_broken_link(closed: Command, texas_month: FieldMonth) -> None:
    closed("audit", "anchor")
    with (
        connect(texas_month.credentials.dsn("owner"), application="test") as owner,
        tenant_transaction(owner, texas_month.organization_id),
    ):
        owner.execute("alter table wellflow.audit_event disable trigger user")
        owner.execute("update wellflow.audit_event set actor = 'Bob' where seq = 7")
        owner.execute("alter table wellflow.audit_event enable trigger user")
    broken = closed("audit", "verify")
    assert broken.exit_code == 1
    assert "edited: event 000007 no longer says what was chained" in broken.output
    assert "there stands: 20" in broken.output
    assert " Bob " in broken.output
    assert "to do: " in broken.output
    (trail,) = json.loads(closed("audit", "verify", "--json").output)["trails"]
    assert [(each["sort"], each["seq"]) for each in trail["faults"]] == [("edited", 7)]


def test_close__stands_on_the_filing_and_is_held_against_the_trail(
    closed: Command, texas_month: FieldMonth, tmp_path: Path
) -> None:
    def printed(folder: str) -> str:
        asked = ("report", "form-pr", "2026-03", "--out", str(tmp_path / folder), *ACCOUNTANT)
        return Path(answer(closed(*asked, "--json"))["files"][1]).read_text()

    page = printed("one")
    line = next(line for line in page.splitlines() if line.startswith("<p>trail "))[3:-4]
    closed("audit", "anchor")
    assert printed("two") == page
    own = ("--organization", texas_month.slug)
    assert closed("audit", "verify", *own, "--printed", line).exit_code == 0
    other = closed(
        "audit", "verify", *own, "--printed", f"{line[:-1]}{'0' if line[-1] != '0' else '1'}"
    )
    assert other.exit_code == 1
    assert "on paper" in other.output
    with pytest.raises(ConfigError, match="a printed line is of one organization"):
        closed("audit", "verify", "--printed", line)
