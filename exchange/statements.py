"""A purchaser's statement from a CSV sheet: its head repeated on every line.

Head: ``purchaser``, ``statement_number``, ``statement_on``, ``check_amount_usd`` and, where the
paper prints one, ``total_usd`` (else the sum of the lines). Lines: columns of `statement_line`;
``property`` may be left empty where a sales contract names the purchaser's code. Several
statements may stand in one sheet. A statement is kept as it came: whether it adds up is for the
revenue run to say.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from access.actors import require_any
from access.people import Person
from catalog.registry import BY_NAME
from domain.calendar import first_of_month
from domain.capabilities import MONEY_PAPERS
from domain.errors import DataError
from domain.revenue.contract import ContractCode
from exchange.cells import cell_value
from exchange.corrections import Paper, file_papers
from exchange.deposit import ImportReport, differences
from exchange.natural_keys import NameBook
from exchange.sheet import RowReader, SheetRow, read_sheet, require_known
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.keyed_rows import Row, stored_rows
from storage.rows.revenue import contract_codes
from storage.tenant import tenant_transaction

_STATEMENT = BY_NAME["statement"]
_LINE = BY_NAME["statement_line"]
_HEAD = ("purchaser", "statement_number", "statement_on", "check_amount_usd", "total_usd")


def import_statements(
    conn: Connection, organization_id: UUID, path: Path, *, person: Person
) -> ImportReport:
    """Store the statements of a sheet with their lines, all or none.

    Raises
    ------
    DataError
        Naming line and column; nothing is stored then.
    """
    require_any(person, organization_id, MONEY_PAPERS)
    papers = _by_statement(read_sheet(path))
    n_statements = n_lines = n_known = 0
    with tenant_transaction(conn, organization_id, person.token):
        names = NameBook(conn)
        codes: dict[object, list[ContractCode]] = {}
        for lines in papers.values():
            head = _head(lines, names, organization_id)
            purchaser_id = head.row["purchaser_id"]
            if purchaser_id not in codes:
                codes[purchaser_id] = contract_codes(conn, purchaser_id)
            body = _body(lines, names, organization_id, codes[purchaser_id])
            if head.row["total_usd"] is None:
                head.row["total_usd"] = sum((_money(row) for row in body), Decimal(0))
            new, known = file_papers(conn, _STATEMENT, ("purchaser_id", "statement_number"), [head])
            n_known += known
            if known:
                _require_same(conn, head, body)
                continue
            insert_rows(
                conn, "statement_line", [{**row, "statement_id": new[0]["id"]} for row in body]
            )
            n_statements += 1
            n_lines += len(body)
    return ImportReport(
        {"statement": n_statements, "statement_line": n_lines}, {}, {"statement": n_known}
    )


def _by_statement(lines: Sequence[SheetRow]) -> Mapping[tuple[str | None, ...], list[SheetRow]]:
    papers: dict[tuple[str | None, ...], list[SheetRow]] = {}
    for line in lines:
        key = tuple(line.cells.get(name) for name in (*_HEAD[:2], "supersedes"))
        papers.setdefault(key, []).append(line)
    return papers


def _head(lines: Sequence[SheetRow], names: NameBook, organization_id: UUID) -> Paper:
    first = lines[0]
    row: Row = {"organization_id": organization_id}
    for name in _HEAD:
        where = f"{first.where}, column {name}"
        cell = first.cells.get(name)
        for line in lines[1:]:
            if line.cells.get(name) != cell:
                raise DataError(
                    f"differs from the statement's first line: {line.cells.get(name)}, not {cell}",
                    where=f"{line.where}, column {name}",
                    remedy="repeat the statement's head unchanged on each of its lines",
                )
        row.update(_head_value(name, cell, names, where))
    return Paper(row, "supersedes" in first.cells, first.where)


def _head_value(name: str, cell: str | None, names: NameBook, where: str) -> Row:
    if cell is None:
        if name == "total_usd":
            return {name: None}
        raise DataError("is missing", where=where, remedy="every statement has one")
    if name == "purchaser":
        return {"purchaser_id": names.resolve("company", cell, where)}
    column = next(column for column in _STATEMENT.columns if column.name == name)
    return {name: cell_value(column, cell, where)}


def _body(
    lines: Sequence[SheetRow],
    names: NameBook,
    organization_id: UUID,
    codes: Sequence[ContractCode],
) -> list[Row]:
    reader = RowReader(_LINE, names, given=frozenset({"statement_id", "property_id"}))
    require_known(lines, reader.columns | set(_HEAD) | {"supersedes", "property"})
    body: list[Row] = []
    for line in lines:
        row = _line(reader, line, {known["line_number"] for known in body})
        row["organization_id"] = organization_id
        row["property_id"] = (
            names.resolve("property", line.cells["property"], f"{line.where}, column property")
            if "property" in line.cells
            else _property_of(codes, row, line)
        )
        row.setdefault("tax_withheld_usd", Decimal("0.00"))
        row.setdefault("deductions_usd", Decimal("0.00"))
        row.setdefault("decimal_paid", Decimal("1.00000000"))
        row.setdefault("is_prior_period", False)
        _require_net(row, line)
        body.append(row)
    return body


def _line(reader: RowReader, line: SheetRow, numbers: set[object]) -> Row:
    row = reader.row(line)
    month = row["sales_month"]
    if isinstance(month, date) and month.day != 1:
        raise DataError(
            f"{month} is not the first day of a month",
            where=f"{line.where}, column sales_month",
            remedy=f"a line is of a whole month of sale: write {first_of_month(month)}",
        )
    if row["line_number"] in numbers:
        raise DataError(
            f"the statement has a line {row['line_number']} already",
            where=f"{line.where}, column line_number",
            remedy="number the lines as the paper does, each once",
        )
    return row


def _property_of(codes: Sequence[ContractCode], row: Row, line: SheetRow) -> UUID:
    code, product = row["purchaser_property_code"], row["product"]
    found = next((each for each in codes if each.is_of(code, product, row["sales_month"])), None)
    if found is None:
        raise DataError(
            f"no sales contract of this purchaser names {row['purchaser_property_code']!r} for "
            f"{row['product']} in {row['sales_month']}",
            where=f"{line.where}, column purchaser_property_code",
            remedy="correct the code, or enter the sales contract",
        )
    return found.property_id


def _require_same(conn: Connection, head: Paper, body: Sequence[Row]) -> None:
    """Refuse a statement whose head is known but whose lines differ."""
    heads = stored_rows(
        conn, "statement", ("purchaser_id", "statement_number"),
        [(head.row["purchaser_id"], head.row["statement_number"])],
    )  # fmt: skip
    ids = [row["id"] for row in heads if not differences(head.row, row)]
    stored = {
        row["line_number"]: row
        for row in stored_rows(conn, "statement_line", ("statement_id",), [ids[:1]])
    }
    given = {row["line_number"]: row for row in body}
    if stored.keys() != given.keys() or any(
        differences(row, stored[number]) for number, row in given.items()
    ):
        raise DataError(
            f"statement {head.row['statement_number']} is already stored with other lines",
            where=head.where,
            remedy="a statement is never edited: mark the lines in a column `supersedes`",
        )


def _require_net(row: Row, line: SheetRow) -> None:
    parts = _money(row, "gross_usd") - _money(row, "tax_withheld_usd")
    net = parts - _money(row, "deductions_usd")
    if net != _money(row):
        raise DataError(
            f"{_money(row)} is not gross less tax withheld less deductions, which is {net}",
            where=f"{line.where}, column net_usd",
            remedy="compare the line with the paper",
        )


def _money(row: Row, name: str = "net_usd") -> Decimal:
    amount = row[name]
    if not isinstance(amount, Decimal):
        raise TypeError(f"{name} is a {type(amount).__name__}")
    return amount
