"""An owner's statement holds the twelve items of the statute, and they agree with one another."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from books.revenue.run import run_statement
from domain.errors import DataError
from domain.trail.anchor import anchor_line
from exchange.owner_statements import WrittenStatements, write_owner_statements
from tests.fixtures.field_month import MONTH, RUN, FieldMonth

OIL = {"P-1": ("oil", "1000.0000", "70")}


def written(field: FieldMonth, folder: Path, **settled: object) -> WrittenStatements:
    statement = field.settle(OIL, **settled)
    run_statement(field.api, field.organization_id, statement, field.accountant, RUN)
    return write_owner_statements(
        field.api, field.organization_id, MONTH, folder, person=field.accountant
    )


def sheet(folder: Path, owner: str) -> dict[str, str]:
    text = (folder / f"statement-{owner}-2026-03.csv").read_text(encoding="utf-8")
    (line,) = csv.DictReader(text.splitlines())
    return line


def test_statement__has_the_items_the_statute_asks_for(texas: FieldMonth, tmp_path: Path) -> None:
    found = written(texas, tmp_path, taxes={"P-1": "3226.25"})
    assert len(found.files) == 8
    line = sheet(tmp_path, "OWNER-A")
    assert {name: line[name] for name in (
        "property_name", "property_number", "county", "state", "sales_month", "volume", "unit",
        "decimal_covered", "price_usd_per_unit", "gross_value_usd", "production_taxes_usd",
        "windfall_profit_tax_usd", "other_deductions_usd", "net_value_usd", "owner_decimal",
        "owner_gross_usd", "owner_taxes_usd", "owner_net_usd", "pay_status",
    )} == {
        "property_name": "Alpha", "property_number": "P-1", "county": "Yoakum", "state": "TX",
        "sales_month": "2026-03", "volume": "1000.0000", "unit": "bbl",
        "decimal_covered": "1.00000000", "price_usd_per_unit": "70.00000000",
        "gross_value_usd": "70000.00", "production_taxes_usd": "3226.25",
        "windfall_profit_tax_usd": "0.00", "other_deductions_usd": "0.00",
        "net_value_usd": "66773.75", "owner_decimal": "0.18750000",
        "owner_gross_usd": "13125.00", "owner_taxes_usd": "604.92", "owner_net_usd": "12520.08",
        "pay_status": "pay",
    }  # fmt: skip
    # The master data names neither the operator's address nor its telephone.
    assert found.missing == ["address of BBO Company", "telephone of BBO Company"]


def test_statement__of_a_net_cheque_says_what_part_of_the_sale_it_is_of(
    texas: FieldMonth, tmp_path: Path
) -> None:
    texas.execute("update wellflow.sales_contract set settlement_basis = 'net'")
    texas.change_deck(
        "update wellflow.deck_line set payor = 'purchaser' where interest_decimal = 0.1875"
    )
    written(texas, tmp_path, taxes={"P-1": "2621.33"}, covers=Decimal("0.8125"))
    line = sheet(tmp_path, "BBO")
    whole = Decimal(line["gross_value_usd"]) / Decimal(line["decimal_covered"])
    assert whole * Decimal(line["owner_decimal"]) == Decimal(line["owner_gross_usd"])
    assert "0.81250000 of it" in (tmp_path / "statement-BBO-2026-03.txt").read_text()
    assert not (tmp_path / "statement-OWNER-A-2026-03.csv").exists()


def test_statement__says_what_is_held(texas: FieldMonth, tmp_path: Path) -> None:
    texas.change_deck("update wellflow.deck_line set pay_status = 'suspense'"
                      " where interest_decimal = 0.1875")  # fmt: skip
    written(texas, tmp_path, taxes={"P-1": "3226.25"})
    text = (tmp_path / "statement-OWNER-A-2026-03.txt").read_text()
    assert "held in suspense" in text
    assert "Net to you: 0.00 USD\nHeld in suspense: 12,520.08 USD" in text
    assert sheet(tmp_path, "OWNER-A")["pay_status"] == "suspense"


def test_statement__month_without_a_run_is_said(texas: FieldMonth, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no revenue of 2026-03 was distributed"):
        write_owner_statements(
            texas.api, texas.organization_id, MONTH, tmp_path, person=texas.accountant
        )


def test_statement__carries_the_line_of_its_booking_in_the_trail(
    texas: FieldMonth, tmp_path: Path
) -> None:
    written(texas, tmp_path, taxes={"P-1": "3226.25"})
    (booked,) = texas.rows(
        "select seq, hash from wellflow.audit_event"
        " where kind = 'revenue_run.changed' and after ->> 'state' = 'booked'"
    )
    paper = tmp_path / "statement-OWNER-A-2026-03.txt"
    last = paper.read_text(encoding="utf-8").splitlines()[-1]
    assert last == anchor_line(*booked)
