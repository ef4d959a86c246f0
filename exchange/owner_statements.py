"""Owners' statements: per owner a CSV and a text to read, with the items Texas asks for.

The twelve items of a check stub (Natural Resources Code 91.502): lease, property or well with
county and state; month and year of sale; total barrels or Mcf; price; total production taxes;
windfall profit tax; other deductions; net value; owner's decimal; owner's share before tax; owner's
share less deductions; address and telephone for questions.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from access.actors import require_reading
from access.people import Person
from books.trail.paper import line_of_booking
from domain.calendar import first_of_month, month_label
from domain.capabilities import READ_MONEY
from domain.errors import DataError
from domain.revenue.owner_line import OwnerLine
from exchange.postal_address import postal_line
from storage.connections import Connection
from storage.rows.revenue import owner_lines
from storage.tenant import tenant_transaction

_NO_WINDFALL_TAX: Final = "0.00"  # repealed in 1988; the statute still lists it
# Each column once: its heading, and the field of an owner's line that it shows or how it is shown.
COLUMNS: Final[tuple[tuple[str, str | Callable[[OwnerLine], object]], ...]] = (
    ("owner", "owner_code"),
    ("property_name", "property_name"),
    ("property_number", "property_number"),
    ("county", "county"),
    ("state", "state"),
    ("sales_month", lambda line: month_label(line.sales_month)),
    ("product", "product"),
    ("volume", "volume"),
    ("unit", lambda line: _unit(line.product)),
    ("decimal_covered", "decimal_paid"),
    ("price_usd_per_unit", "price_usd_per_unit"),
    ("gross_value_usd", "gross_value_usd"),
    ("production_taxes_usd", "tax_usd"),
    ("windfall_profit_tax_usd", lambda _: _NO_WINDFALL_TAX),
    ("other_deductions_usd", "deductions_usd"),
    ("net_value_usd", "net_value_usd"),
    ("interest_type", "interest_type"),
    ("owner_decimal", "interest_decimal"),
    ("owner_gross_usd", "owner_gross_usd"),
    ("owner_taxes_usd", "owner_tax_usd"),
    ("owner_deductions_usd", "owner_deductions_usd"),
    ("owner_net_usd", "owner_net_usd"),
    ("pay_status", "pay_status"),
    ("statement_number", "statement_number"),
    ("payor", "payor_name"),
    ("payor_address", lambda line: postal_line(line.payor_address)),
    ("payor_phone", "payor_phone"),
)


class WrittenStatements(NamedTuple):
    """Files written, and items of the statute that the master data could not give."""

    files: list[Path]
    missing: list[str]


def write_owner_statements(
    conn: Connection, organization_id: UUID, month: date, folder: Path, *, person: Person
) -> WrittenStatements:
    """Write every owner's statement for a month of sale.

    Raises
    ------
    DataError
        If no booked revenue run has a line for the month.
    """
    require_reading(person, organization_id, READ_MONEY)
    month = first_of_month(month)
    with tenant_transaction(conn, organization_id, person.token):
        lines = owner_lines(conn, month)
        trails = {
            run: line_of_booking(conn, run)
            for run in dict.fromkeys(line.revenue_run_id for line in lines)
        }
    if not lines:
        raise DataError(
            f"no revenue of {month_label(month)} was distributed",
            remedy="import the purchaser's statement and run it: wellflow revenue run NUMBER",
        )
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    missing: list[str] = []
    for code, group in groupby(lines, key=lambda line: line.owner_code):
        own = list(group)
        stem = f"statement-{_file_name(code)}-{month_label(month)}"
        sheet, text = folder / f"{stem}.csv", folder / f"{stem}.txt"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([heading for heading, _shown in COLUMNS])
            writer.writerows(_cells(line) for line in own)
        booked = [trails[run] for run in dict.fromkeys(line.revenue_run_id for line in own)]
        text.write_text(statement_text(own, month, booked), encoding="utf-8")
        files += [sheet, text]
        missing += [item for item in _missing_items(own) if item not in missing]
    return WrittenStatements(files, missing)


def statement_text(lines: Sequence[OwnerLine], month: date, trails: Sequence[str] = ()) -> str:
    """Return one owner's statement as text.

    `trails` are the lines of the bookings it states, where a booking left one.
    """
    first = lines[0]
    parts = [
        f"Statement of {first.owner_name} ({first.owner_code})",
        f"Sales of {month:%B %Y}",
        "",
    ]
    for line in lines:
        unit = _unit(line.product)
        parts += [
            f"{line.property_name} ({line.property_number}), {line.county} County, {line.state}",
            f"  {line.product} sold in {line.sales_month:%m/%Y}: {line.volume:,} {unit}"
            f" at {line.price_usd_per_unit.normalize():f} USD a {unit},"
            f" statement {line.statement_number}",
            f"  {'':24}{_whole(line):>16}{'your share':>16}",
            _row("value", line.gross_value_usd, line.owner_gross_usd),
            _row("production taxes", line.tax_usd, line.owner_tax_usd),
            f"  {'windfall profit tax':24}{_NO_WINDFALL_TAX:>16}{_NO_WINDFALL_TAX:>16}",
            _row("other deductions", line.deductions_usd, line.owner_deductions_usd),
            _row("net", line.net_value_usd, line.owner_net_usd),
            f"  your decimal {line.interest_decimal} ({line.interest_type.replace('_', ' ')})"
            + (", held in suspense" if line.pay_status != "pay" else ""),
            "",
        ]
    held = _net([line for line in lines if line.pay_status != "pay"])
    parts.append(f"Net to you: {_net(lines) - held:,.2f} USD")
    if held != 0:
        parts.append(f"Held in suspense: {held:,.2f} USD")
    parts += [_contact(first), *(trail for trail in trails if trail), ""]
    return "\n".join(parts)


def _net(lines: Sequence[OwnerLine]) -> Decimal:
    return sum((line.owner_net_usd for line in lines), Decimal("0.00"))


def _whole(line: OwnerLine) -> str:
    """Return what the left column is of: all of the sale, or the part that the cheque covers."""
    return "whole sale" if line.decimal_paid == 1 else f"{line.decimal_paid} of it"


def _row(name: str, whole: Decimal, share: Decimal) -> str:
    return f"  {name:24}{whole:>16,.2f}{share:>16,.2f}"


def _cells(line: OwnerLine) -> list[object]:
    return [shown(line) if callable(shown) else getattr(line, shown) for _heading, shown in COLUMNS]


def _missing_items(lines: Sequence[OwnerLine]) -> Iterable[str]:
    for line in lines:
        if not line.county:
            yield f"county of property {line.property_number}"
        if not postal_line(line.payor_address):
            yield f"address of {line.payor_name or 'the payor'}"
        if not line.payor_phone:
            yield f"telephone of {line.payor_name or 'the payor'}"


def _contact(line: OwnerLine) -> str:
    known = (line.payor_name, postal_line(line.payor_address), line.payor_phone)
    return "Questions: " + ", ".join(part for part in known if part)


def _unit(product: str) -> str:
    return "mcf" if product == "gas" else "bbl"


def _file_name(code: str) -> str:
    """Return a code as part of a file's name; two codes never share one."""
    return "".join(mark if mark.isalnum() or mark in "-_" else f"_{ord(mark):x}_" for mark in code)
