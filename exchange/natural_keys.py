"""What people call a row: the columns that name it in a file, table by table.

A row is named as the field names it: a tank under its battery, a well under its lease, a
reporting unit by state, kind, district and number. Its whole name is written with slashes,
``BATT-A/TK-1``; the end of a whole name is enough where it fits one row only. A reference in a
file is the name of the row it points to: ``operator = "BBO"`` fills ``operator_id``. A deck is
``<property>/<kind>``, with the product and the first day where a property has had several. A part
that a row lacks stays empty: ``/CHECK`` is the meter of no facility.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Final, NamedTuple
from uuid import UUID

from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.errors import DataError
from storage.connections import Connection
from storage.identities import identities
from storage.identity import stable_id

Row = Mapping[str, object]
Values = tuple[object, ...]


class NaturalKey(NamedTuple):
    """Columns that together name a row, in the order of its whole name.

    `under` is the column of what the row stands under and may lack; a file that leaves it out
    means the only row of that name. `also` names a row on its own where it is filled. Where
    `all_of` is empty, the row is of all there are.
    """

    columns: tuple[str, ...]
    under: str | None = None
    also: str | None = None
    all_of: str | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without which a row has no name."""
        return tuple(name for name in self.columns if name not in (self.under, self.all_of))


NATURAL_KEYS: Final[dict[str, NaturalKey]] = {
    "company": NaturalKey(("company_code",)),
    "app_user": NaturalKey(("email",)),
    "field": NaturalKey(("country", "state", "field_code"), under="state"),
    "lease": NaturalKey(("lease_number",)),
    "reporting_unit": NaturalKey(("state_jurisdiction", "kind", "district", "unit_number")),
    "property": NaturalKey(("property_number",)),
    "well": NaturalKey(("lease_id", "well_name"), under="lease_id", also="api14"),
    "completion": NaturalKey(("well_id", "completion_name")),
    "facility": NaturalKey(("facility_code",)),
    "meter": NaturalKey(("facility_id", "meter_name"), under="facility_id"),
    "tank": NaturalKey(("facility_id", "tank_name")),
    "tag": NaturalKey(("tag_name",)),
    "completion_reporting_unit": NaturalKey(("completion_id", "effective_from")),
    "property_completion": NaturalKey(("property_id", "completion_id", "effective_from")),
    "network_edge": NaturalKey(("completion_id", "product", "facility_id", "effective_from")),
    "tag_binding": NaturalKey(("tag_id", "effective_from")),
    "sales_contract": NaturalKey(("purchaser_id", "property_id", "product", "effective_from")),
    "deck": NaturalKey(("property_id", "kind", "product", "effective_from"), all_of="product"),
    "deck_line": NaturalKey(("deck_id", "owner_id", "interest_type")),
    "well_status_event": NaturalKey(("well_id", "changed_on", "to_status")),
    "waiver": NaturalKey(("app_user_id", "duty_pair", "reason")),
}


def file_name(column: Column) -> str:
    """Return what a column is called in a file: a reference drops its ``_id``."""
    return column.name.removesuffix("_id") if column.references else column.name


def in_order(tables: Sequence[str]) -> list[str]:
    """Return `tables` with every table after those it refers to."""
    ordered: list[str] = []
    waiting = [BY_NAME[name] for name in sorted(tables, key=list(BY_NAME).index)]
    while waiting:
        ready = [table for table in waiting if not _refers_to(table, waiting)]
        if not ready:
            raise DataError(f"tables refer to each other: {[table.name for table in waiting]}")
        ordered.extend(table.name for table in ready)
        waiting = [table for table in waiting if table not in ready]
    return ordered


def key_of(table_name: str, row: Row) -> Values:
    """Return what names a row; what it leaves to a default of the catalog is that default."""
    columns = _columns(table_name)
    return tuple(
        row[name] if name in row else _default(columns[name])
        for name in NATURAL_KEYS[table_name].columns
    )


class NameBook:
    """Names of the rows an organization has, read once per table and kept up to date."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._rows: dict[str, dict[UUID, dict[str, object]]] = {}
        self._by_key: dict[str, dict[Values, UUID]] = {}
        self._by_number: dict[str, dict[object, UUID]] = {}
        self._names: dict[str, dict[str, set[UUID]]] = {}

    def ids(self, table_name: str, name: str) -> set[UUID]:
        """Return the ids of every row whose whole name ends with `name`."""
        if table_name not in self._names:
            names: dict[str, set[UUID]] = {}
            for row_id in self._known(table_name):
                for each in _names(table_name, self._parts_of(table_name, row_id)):
                    names.setdefault(each, set()).add(row_id)
            self._names[table_name] = names
        return self._names[table_name].get(name, set())

    def resolve(self, table_name: str, name: object, where: str) -> UUID:
        """Return the one row of `table_name` called `name`.

        Raises
        ------
        DataError
            If there is none, or more than one: then with the whole name of each.
        """
        found = self.ids(table_name, str(name))
        if not found:
            raise DataError(
                f"unknown {table_name} {str(name)!r}",
                where=where,
                remedy=f"import the {table_name} first, or correct the name",
            )
        return self.only(table_name, found, str(name), where)

    def only(self, table_name: str, found: Iterable[UUID], name: str, where: str) -> UUID:
        """Return the only row of `found`, which `name` was meant to say.

        Raises
        ------
        DataError
            If there are more, with the whole name of each.
        """
        first, *others = found
        if others:
            whole = sorted(self.whole_name(table_name, row_id) for row_id in (first, *others))
            raise DataError(
                f"{table_name} {name!r} is not the name of one row only",
                where=where,
                remedy=f"write the one that is meant: {', '.join(whole)}",
            )
        return first

    def whole_name(self, table_name: str, row_id: UUID) -> str:
        """Return the name of a row under all that it stands under."""
        return "/".join(self._parts_of(table_name, row_id))

    def name_of_key(self, table_name: str, key: Values) -> str:
        """Return the whole name that a row with this natural key has."""
        return "/".join(self._parts(table_name, key))

    def namesakes(self, table_name: str, key: Values) -> set[UUID]:
        """Return the rows that have the whole name of a key, as only a slash inside one can do."""
        parts = self._parts(table_name, key)
        if not any("/" in part for part in parts):
            return set()
        whole = "/".join(parts)
        found = self.ids(table_name, whole)
        return {row_id for row_id in found if self.whole_name(table_name, row_id) == whole}

    def stored(self, table_name: str, row_id: UUID) -> Row:
        """Return what names a row that is known: its natural key and what else does."""
        return self._known(table_name)[row_id]

    def match(self, table_name: str, row: Row, where: str) -> UUID | None:
        """Return the known row that a row of a file is, if it is one.

        By its whole name first, then by a number that names it on its own, then by as much of
        the name as the file or the known row has.

        Raises
        ------
        DataError
            If it leaves out what would tell two rows apart.
        """
        key = key_of(table_name, row)
        whole = self.called(table_name, key)
        if whole is not None:
            return whole
        alike = self.numbered(table_name, row) or self._alike(table_name, row)
        return self.only(table_name, alike, self._said(table_name, key), where) if alike else None

    def called(self, table_name: str, key: Values) -> UUID | None:
        """Return the known row that has this natural key, if there is one."""
        self._known(table_name)
        return self._by_key[table_name].get(key)

    def numbered(self, table_name: str, row: Row) -> list[UUID]:
        """Return the known row that has the number of `row`, such as a well's API number."""
        also = NATURAL_KEYS[table_name].also
        if also is None or row.get(also) is None:
            return []
        self._known(table_name)
        numbered = self._by_number[table_name].get(row[also])
        return [] if numbered is None else [numbered]

    def put(self, table_name: str, row_id: UUID, row: Row) -> None:
        """Remember what names a row that is about to be written."""
        known, by_key = self._known(table_name), self._by_key[table_name]
        before = known.get(row_id, {})
        if before:
            del by_key[key_of(table_name, before)]
        named = {**before, **row}
        key = key_of(table_name, named)
        also = NATURAL_KEYS[table_name].also
        known[row_id] = dict(zip(NATURAL_KEYS[table_name].columns, key, strict=True))
        if also is not None:
            known[row_id][also] = named.get(also)
            self._by_number[table_name].pop(before.get(also), None)
            self._by_number[table_name][named.get(also)] = row_id
        by_key[key] = row_id
        for name in _under(table_name):
            self._names.pop(name, None)

    def new_id(self, slug: str, table_name: str, row: Row) -> UUID:
        """Return an id made from the whole name of a row that is new.

        Another row may have the id that the name gives, because it was once called so; then the
        next free one is taken.
        """
        values = zip(_key_columns(table_name), key_of(table_name, row), strict=True)
        parts = [
            "/".join(filter(None, self._part(column, value)))
            for column, value in values
            if value is not None
        ]
        row_id, number = stable_id(slug, table_name, *parts), 1
        while row_id in self._known(table_name):
            number += 1
            row_id = stable_id(slug, table_name, *parts, str(number))
        return row_id

    def _known(self, table_name: str) -> dict[UUID, dict[str, object]]:
        if table_name not in self._rows:
            key = NATURAL_KEYS[table_name]
            columns = [*key.columns, *([key.also] if key.also else [])]
            self._rows[table_name] = {
                row_id: dict(zip(columns, values, strict=True))
                for row_id, values in identities(self._conn, table_name, columns).items()
            }
            self._by_number[table_name] = {
                row[key.also]: row_id for row_id, row in self._rows[table_name].items() if key.also
            }
            self._by_key[table_name] = {
                key_of(table_name, row): row_id for row_id, row in self._rows[table_name].items()
            }
        return self._rows[table_name]

    def _alike(self, table_name: str, row: Row) -> list[UUID]:
        """Return the rows that differ from `row` only in what one of the two leaves open."""
        key = NATURAL_KEYS[table_name]
        if key.under is None:
            return []
        given = dict(zip(key.columns, key_of(table_name, row), strict=True))
        return [
            row_id
            for row_id, known in self._known(table_name).items()
            # The name itself, which comes last, differs most often.
            if all(
                known[name] == given[name]
                or (name == key.under and None in (known[name], given[name]))
                for name in reversed(key.columns)
            )
            and (key.also is None or None in (known[key.also], row.get(key.also)))
        ]

    def _said(self, table_name: str, key: Values) -> str:
        return "/".join(filter(None, self._parts(table_name, key)))

    def _parts_of(self, table_name: str, row_id: UUID) -> tuple[str, ...]:
        return self._parts(table_name, key_of(table_name, self._known(table_name)[row_id]))

    def _parts(self, table_name: str, key: Values) -> tuple[str, ...]:
        columns = _key_columns(table_name)
        return tuple(
            part
            for column, value in zip(columns, key, strict=True)
            for part in self._part(column, value)
        )

    def _part(self, column: Column, value: object) -> tuple[str, ...]:
        if column.references is not None and isinstance(value, UUID):
            return self._parts_of(column.references, value)
        return ("" if value is None else str(value),)


def _refers_to(table: Table, others: Sequence[Table]) -> bool:
    named = {other.name for other in others if other is not table}
    return any(column.references in named for column in table.columns)


@cache
def _columns(table_name: str) -> Mapping[str, Column]:
    return {column.name: column for column in BY_NAME[table_name].columns}


@cache
def _key_columns(table_name: str) -> tuple[Column, ...]:
    columns = _columns(table_name)
    return tuple(columns[name] for name in NATURAL_KEYS[table_name].columns)


def _default(column: Column) -> str | None:
    return None if column.default is None else column.default.strip("'")


@cache
def _under(table_name: str) -> tuple[str, ...]:
    """Return the table and those whose rows have a row of it in their whole names."""
    found = [table_name]
    for other in NATURAL_KEYS:
        if any(column.references == table_name for column in _key_columns(other)):
            found += _under(other)
    return tuple(found)


def _names(table_name: str, parts: Sequence[str]) -> Iterable[str]:
    """Return every name that a row of these parts goes by."""
    if table_name != "deck":
        return {"/".join(parts[start:]) for start in range(len(parts))}
    *head, sold, since = parts
    return {
        "/".join([*head, *said_product, *said_since])
        for said_product, said_since in product(([], [sold]), ([], [since]))
        if said_product != [""] or said_since
    }
