"""Run tickets from a CSV sheet: one line per load, columns of `run_ticket`.

``hauler``, ``purchaser`` and ``tank`` hold company codes and a tank name; a correction is the same
ticket again with anything in ``supersedes``. Oil that was not trucked away says so in
``disposition_kind`` (lost, sediment, other) and why in ``remark``; the operator then stands as
hauler and purchaser.
"""

from pathlib import Path
from uuid import UUID

from access.actors import require_any
from access.people import Person
from catalog.registry import BY_NAME
from domain.capabilities import FIELD_PAPERS
from exchange.corrections import Paper, file_papers
from exchange.deposit import ImportReport
from exchange.disposition_kinds import with_kind
from exchange.natural_keys import NameBook
from exchange.sheet import RowReader, SheetRow, read_sheet, require_known
from storage.connections import Connection
from storage.tenant import tenant_transaction

_GIVEN = frozenset({"supersedes_id"})


def import_tickets(
    conn: Connection, organization_id: UUID, path: Path, *, person: Person
) -> ImportReport:
    """Store the tickets of a sheet, all or none.

    Raises
    ------
    DataError
        Naming line and column; nothing is stored then.
    """
    return import_papers(
        conn, organization_id, path, "run_ticket", ("hauler_id", "ticket_number"), person=person
    )


def import_papers(
    conn: Connection,
    organization_id: UUID,
    path: Path,
    table_name: str,
    name_columns: tuple[str, ...],
    *,
    person: Person,
) -> ImportReport:
    """Store the records of a sheet whose lines are each one row of `table_name`.

    Raises
    ------
    DataError
        As `import_tickets`, or the person may not bring in papers of the field.
    """
    require_any(person, organization_id, FIELD_PAPERS)
    table = BY_NAME[table_name]
    lines = [_in_kinds(table_name, line) for line in read_sheet(path)]
    with tenant_transaction(conn, organization_id, person.token):
        reader = RowReader(table, NameBook(conn), given=_GIVEN)
        require_known(lines, reader.columns | {"supersedes"})
        papers = [
            Paper(
                {"organization_id": organization_id, **reader.row(line)},
                "supersedes" in line.cells,
                line.where,
            )
            for line in lines
        ]
        new, n_known = file_papers(conn, table, name_columns, papers)
    return ImportReport({table_name: len(new)}, {}, {table_name: n_known})


def _in_kinds(table_name: str, line: SheetRow) -> SheetRow:
    return SheetRow(dict(with_kind(table_name, line.cells, line.where)), line.where)
