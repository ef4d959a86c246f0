"""The commands of the books, from a ticket sheet to the owners' statements."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from books.filing.filing import prepare_filings
from cli.main import wellflow
from domain.errors import DataError
from exchange.form_pr_sheet import write_form_pr
from storage.server.credentials import save
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.signed_in import ANY_STAGE, keep_signed_in

ACCOUNTANT = ("--as", "accountant@example.com")
MANAGER = ("--as", "manager@example.com")


@pytest.fixture
def command(
    texas_month: FieldMonth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    save(texas_month.credentials, tmp_path / "state")
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", texas_month.credentials.dsn("api"))
    monkeypatch.setenv("WELLFLOW_ORGANIZATION", texas_month.slug)
    people = texas_month.accountant, texas_month.manager
    keep_signed_in(tmp_path / "state", texas_month.slug, *people)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(wellflow, arguments, catch_exceptions=False)

    return run


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def answer(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_commands__close_pay_and_report_a_month(
    command: Callable[..., Result], texas_month: FieldMonth, tmp_path: Path
) -> None:
    trial = answer(command("close", "production", "2026-03", *ACCOUNTANT, "--dry-run", "--json"))
    assert (trial["state"], trial["failures"]) == ("open", [])
    closed = answer(command("close", "production", "2026-03", *ACCOUNTANT, "--json"))
    assert (closed["state"], closed["version"], closed["figures"]["oil_bbl"]) == (
        "closed", 1, "3100.0000",
    )  # fmt: skip

    forms = answer(command("report", "form-pr", "2026-03", "--out", str(tmp_path / "pr"),
                           *ACCOUNTANT, "--json"))  # fmt: skip
    assert [Path(file).name for file in forms["files"]] == [
        "form-pr-2026-03.csv", "form-pr-2026-03.html",
    ]  # fmt: skip
    assert "DRAFT" not in Path(forms["files"][1]).read_text().split("</style>")[1]

    texas_month.settle({"P-1": ("oil", "840.0000", "70")}, taxes={"P-1": "2710.05"})
    answer(command("revenue", "run", "S-1", *ACCOUNTANT, "--json"))
    answer(command("revenue", "pay", "S-1", *ACCOUNTANT, "--json"))
    paid = answer(command("revenue", "release", "S-1", *MANAGER, "--json"))
    assert paid["figures"] == {"owners_paid": 4, "owners_paid_usd": "56089.95"}

    written = answer(command("report", "statements", "2026-03", "--out", str(tmp_path / "own"),
                             *ACCOUNTANT, "--json"))  # fmt: skip
    assert len(written["files"]) == 8
    assert written["missing"] == ["address of BBO Company", "telephone of BBO Company"]
    text = (tmp_path / "own" / "statement-OWNER-A-2026-03.txt").read_text()
    items = ("Alpha (P-1), Yoakum County, TX", "03/2026", "840.0000 bbl at 70 USD", "0.18750000",
             "58,800.00", "11,025.00", "10,516.87", "Questions: BBO")  # fmt: skip
    assert [item for item in items if item not in text] == []
    (row,) = csv.DictReader(lines_of(tmp_path / "own" / "statement-OWNER-A-2026-03.csv"))
    assert (row["owner_net_usd"], row["production_taxes_usd"]) == ("10516.87", "2710.05")


def test_commands__failing_audit_is_printed_and_exits_one(
    command: Callable[..., Result], texas_month: FieldMonth
) -> None:
    texas_month.execute("delete from wellflow.allocated_day where produced_on = '2026-03-09'")
    result = command("close", "production", "2026-03", *ACCOUNTANT, "--dry-run")
    assert result.exit_code == 1
    assert re.search(r"audit every_day_present +FAILED", result.output)
    assert "A-1 lacks 1 day(s) from 2026-03-09" in result.output


def test_form_pr_sheet__has_a_line_for_each_disposition_and_says_draft(
    texas_month: FieldMonth, tmp_path: Path
) -> None:
    prepare_filings(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    sheet, page = write_form_pr(
        texas_month.api, texas_month.organization_id, MONTH, tmp_path,
        person=texas_month.accountant,
    )  # fmt: skip
    assert sheet.name == "form-pr-2026-03-DRAFT.csv"
    lines = list(csv.DictReader(lines_of(sheet)))
    told = {
        "mark": "DRAFT", "operator_name": "BBO Company", "p5_operator_number": "123456",
        "district": "08", "month": "03/2026", "1_field_and_lease_name": "Bend, Alpha",
        "2_well_kind": "O", "3_rrc_identifier": "08111", "4_commingling_permit": "",
        "5_on_hand_beginning_bbl": "67", "6_production_bbl": "1240", "7_disposition_bbl": "840",
        "8_disposition_code": "1", "9_on_hand_end_bbl": "467", "10_formation_production_mcf": "930",
        "11_disposition_mcf": "47", "12_disposition_code": "1", "remarks": "",
    }  # fmt: skip
    assert lines[0].items() >= told.items()
    third = {"11_disposition_mcf": "23", "12_disposition_code": "10", "remarks": "AR"}
    of_unit = dict.fromkeys(list(told)[5:15], "")
    assert lines[2].items() >= (of_unit | third).items()
    assert len(lines) == 4 * 3
    assert "DRAFT, the month is not closed" in page.read_text()


def test_import_command__takes_tickets_once(command: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "ticket_number,hauler,purchaser,tank,opened_at,closed_at,opening_level_in,"
        "closing_level_in,oil_observed_bbl,temperature_degf,api_gravity_60f,bsw_pct,oil_nsv_bbl\n"
        "9,HAUL,GULF,NORTH T1,2026-04-05T15:00Z,2026-04-05T16:00Z,120,20,181,71,39.8,0.2,180.25\n"
    )
    first = answer(command("import", "tickets", str(path), *ACCOUNTANT, "--json"))
    second = answer(command("import", "tickets", str(path), *ACCOUNTANT, "--json"))
    assert (first["inserted"], second["inserted"]) == ({"run_ticket": 1}, {"run_ticket": 0})
    with pytest.raises(DataError, match=r"may not do ticket\.approve"):
        command("import", "tickets", str(path), *MANAGER)
