"""Master data from a TOML file: arrays of tables named and columned as the catalog says.

::

    [organization]
    slug = "brazos-bend"
    organization_name = "Brazos Bend Operating"

    [[company]]
    company_code = "BBO"
    company_name = "Brazos Bend Operating"
    is_operator = true

    [[reporting_unit]]
    unit_number = "08123"
    operator = "BBO"            # operator_id, by the company's code

    [[app_user]]
    email = "ann@example.com"
    password = "..."            # works once: its owner chooses another; never stored as it is

A row that is stored under its name keeps its id; a new one gets an id made from the slug, the
table and its whole name, so the same file gives the same rows. What names a stored row is changed
only when that is asked for: ``was = "BATT-A/TK-1"`` says which tank a row was until now.
"""

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

from access.actors import require_any, require_reading
from access.people import Person
from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.capabilities import READ_MONEY
from domain.errors import DataError
from domain.wells.well_lifecycle import check_transition
from exchange.approvals import Approvals, require_whole_decks
from exchange.cells import cell_value
from exchange.deposit import Entry, ImportReport, combined, deposit
from exchange.disposition_kinds import with_kind
from exchange.first_secrets import give_first_secrets, taken_secrets
from exchange.natural_keys import NATURAL_KEYS, NameBook, file_name, in_order, key_of
from exchange.presets import spelled_out
from exchange.renaming import Renaming
from storage.connections import Connection
from storage.identity import stable_id
from storage.keyed_rows import Row
from storage.rows.directory import organizations
from storage.rows.organizations import create_organization
from storage.rows.rights import told
from storage.tenant import tenant_transaction

_WAS: Final = "was"
_MANAGERS: Final = ("user.manage",)
_EDITORS: Final = ("user.manage", "deck.edit")
_DECKS: Final = frozenset({"deck", "deck_line"})
_OF_MONEY: Final = _DECKS | {"sales_contract", "statement_line"}
_NEVER_IMPORTED = frozenset({
    "organization_id", "id", "created_at", "updated_at", "run_id", "granted_by", "is_waiting",
    "confirmed_by", "confirmed_at", "ended_at", "ended_by", "signed_by", "is_of_one_person",
})  # fmt: skip


def read_master(path: Path) -> dict[str, object]:
    """Return a master file as TOML gives it, numbers as exact decimals.

    Raises
    ------
    DataError
        If the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(str(error), where=str(path), remedy="correct the file") from error


def master_slug(content: Mapping[str, object], source: str) -> str:
    """Return the slug of the organization a master file speaks of."""
    head = content.get("organization")
    slug = head.get("slug") if isinstance(head, Mapping) else None
    if not isinstance(slug, str):
        raise DataError(
            "no slug", where=f"{source}: organization", remedy='write [organization] slug = "..."'
        )
    return slug


def create_tenant(conn: Connection, content: Mapping[str, object], *, source: str) -> UUID:
    """Make the organization a master file speaks of, unless there is one; return its id.

    Parameters
    ----------
    conn : Connection
        Connection of the owner's role: nobody else may make a tenant.

    Raises
    ------
    DataError
        If a column of ``[organization]`` is wrong.
    """
    slug = master_slug(content, source)
    for known in organizations(conn):
        if known.slug == slug:
            return known.organization_id
    columns = {column.name: column for column in BY_NAME["organization"].all_columns}
    given: Row = {}
    for name, raw in _mapping(content["organization"]).items():
        where = f"{source}: organization, column {name}"
        if name == "slug":
            continue
        if name not in columns or name in _NEVER_IMPORTED:
            raise DataError("no such column", where=where, remedy=", ".join(columns))
        given[name] = cell_value(columns[name], raw, where)
    organization_id = stable_id(slug, "organization")
    create_organization(conn, organization_id, slug, given)
    return organization_id


def import_master(
    conn: Connection,
    organization_id: UUID,
    content: Mapping[str, object],
    *,
    source: str,
    person: Person | None = None,
    change_identity: bool = False,
) -> ImportReport:
    """Store every row of a master file, all or none, and say what was new.

    Parameters
    ----------
    conn : Connection
        Connection of a role that may write master data.
    organization_id : UUID
        Tenant the file belongs to; it must exist.
    content : mapping
        What `read_master` returned.
    source : str
        Name of the file, for errors.
    person : Person, optional
        Who imports; nobody when the owner of the database founds an organization: the database
        refuses it once somebody in it manages people.
    change_identity : bool
        Whether the file may change what names a stored row, e.g. the lease of a well.

    Raises
    ------
    DataError
        Naming the file, table, row and column at fault; nothing is stored then.
    """
    slug = master_slug(content, source)
    if person is not None:
        _require_editor(person, organization_id, content.keys() - {"organization"})
    tables = _tables_of(content, source)
    first_secrets = taken_secrets(tables)
    with tenant_transaction(conn, organization_id, person.token if person else None):
        names = NameBook(conn)
        renaming = Renaming(names, is_allowed=change_identity)
        approvals = Approvals(person.app_user_id if person else None)
        reports = []
        for table_name in in_order(list(tables)):
            reader = _TableReader(
                organization_id, slug, BY_NAME[table_name], names, renaming, source
            )
            entries = reader.entries(tables[table_name])
            if table_name == "deck":
                entries = approvals.taken_from(entries)
            reports.append(deposit(conn, BY_NAME[table_name], entries))
        require_whole_decks(conn, source)
        approvals.give(conn)
        give_first_secrets(conn, first_secrets)
        waiting = _waiting(conn)
    return replace(combined(reports), renamed=tuple(renaming.said), waiting=waiting)


def _waiting(conn: Connection) -> tuple[str, ...]:
    return tuple(
        f"{each.what} of {each.email} "
        + ("waits for a second person" if each.is_waiting else "is to be signed on paper")
        for each in told(conn, of_this_transaction=True)
    )


def _require_editor(person: Person, organization_id: UUID, tables: Set[str]) -> None:
    # Decks alone are the work of whoever edits decks; the database asks for the editor.
    require_any(person, organization_id, _EDITORS if tables <= _DECKS else _MANAGERS)
    if tables & _OF_MONEY:
        # Rows that are not seen are not known again, and would be entered twice.
        require_reading(person, organization_id, READ_MONEY)


def _mapping(raw: object) -> Mapping[str, object]:
    return raw if isinstance(raw, Mapping) else {}


def _tables_of(
    content: Mapping[str, object], source: str
) -> dict[str, Sequence[Mapping[str, object]]]:
    tables: dict[str, Sequence[Mapping[str, object]]] = {}
    for name, rows in content.items():
        if name == "organization":
            continue
        table = BY_NAME.get(name)
        if table is None or not _is_imported(table):
            raise DataError(
                "no such table of master data", where=f"{source}: {name}", remedy="see the glossary"
            )
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise DataError(
                "is not a list of rows", where=f"{source}: {name}", remedy=f"write [[{name}]]"
            )
        tables[name] = rows
    return tables


def _is_imported(table: Table) -> bool:
    is_derived = table.derived or table.schema != "wellflow" or not table.is_tenant
    return not is_derived and (table.name in NATURAL_KEYS or not table.own_id)


class _TableReader:
    """Turns the rows of one table of the file into rows of the catalog."""

    def __init__(
        self,
        organization_id: UUID,
        slug: str,
        table: Table,
        names: NameBook,
        renaming: Renaming,
        source: str,
    ) -> None:
        self._organization_id = organization_id
        self._slug = slug
        self._table = table
        self._names = names
        self._renaming = renaming
        self._source = source
        self._columns = {
            file_name(column): column
            for column in table.all_columns
            if column.name not in _NEVER_IMPORTED
        }

    def entries(self, rows: Sequence[Mapping[str, object]]) -> list[Entry]:
        """Return every row with its id and where it stands; names are known from here on."""
        place = f"{self._source}: {self._table.name} row"
        placed = [(row, f"{place} {number}") for number, row in enumerate(rows, start=1)]
        if self._table.name == "capability_grant":
            placed = spelled_out(placed)
        return [self._entry(row, where) for row, where in placed]

    def _entry(self, given: Mapping[str, object], where: str) -> Entry:
        row: Row = {"organization_id": self._organization_id}
        said = with_kind(self._table.name, given, where)
        for name, raw in said.items():
            if name == _WAS and self._table.master:
                continue
            column = self._column(name, where)
            row[column.name] = self._value(column, raw, f"{where}, column {name}")
        self._require(row, where)
        if self._table.name == "well_status_event":
            _require_life(row, where)
        if self._table.own_id:
            row["id"] = self._identity(row, given.get(_WAS), where)
        return Entry(row, where)

    def _column(self, name: str, where: str) -> Column:
        if name not in self._columns:
            raise DataError(
                "no such column",
                where=f"{where}, column {name}",
                remedy=f"columns are {', '.join(self._columns)}",
            )
        return self._columns[name]

    def _value(self, column: Column, raw: object, where: str) -> object:
        if column.references is not None:
            return self._names.resolve(column.references, raw, where)
        return cell_value(column, raw, where)

    def _require(self, row: Row, where: str) -> None:
        for name, column in self._columns.items():
            if column.name in row or column.optional or column.default is not None:
                continue
            raise DataError(
                "is missing", where=f"{where}, column {name}", remedy=f"add it: {column.meaning}"
            )

    def _identity(self, row: Row, was: object, where: str) -> UUID:
        table = self._table.name
        self._require_name(row, where)
        row_id = (
            self._names.match(table, row, where)
            if was is None
            else self._renaming.row_that_was(table, str(was), row, where)
        )
        if row_id is None:
            self._renaming.require_sayable(table, None, row, where)
            row_id = self._names.new_id(self._slug, table, row)
        elif self._table.master:
            self._renaming.compare(table, row_id, row, where)
        self._names.put(table, row_id, row)
        return row_id

    def _require_name(self, row: Row, where: str) -> None:
        key = dict(
            zip(
                NATURAL_KEYS[self._table.name].columns,
                key_of(self._table.name, row),
                strict=True,
            )
        )
        for name in NATURAL_KEYS[self._table.name].required:
            if key[name] is None:
                raise DataError("is missing and names the row", where=f"{where}, column {name}")


def _require_life(row: Row, where: str) -> None:
    try:
        check_transition(str(row["from_status"]), str(row["to_status"]))
    except DataError as error:
        raise DataError(error.what, where=where, remedy=error.remedy) from error
