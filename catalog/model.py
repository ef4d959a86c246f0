"""The vocabulary of a declaration: `Column`, `Table`, and short constructors for columns.

A tenant table always starts with ``organization_id``; a table with ``own_id`` has an ``id``
(UUIDv7, made by the client) and the key ``(organization_id, id)``. The constructors below keep
a table declaration readable as a list of names, units and meanings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal[
    "uuid", "text", "bool", "int", "bigint", "date", "instant", "json", "texts", "bytes",
    "volume", "native", "interest", "money", "price", "factor", "measure", "real", "enum",
    "api_number",
]  # fmt: skip

SQL_TYPE: Final[dict[str, str]] = {
    "uuid": "uuid",
    "text": "text",
    "bool": "boolean",
    "int": "integer",
    "bigint": "bigint",
    "date": "date",
    "instant": "timestamptz",
    "json": "jsonb",
    "texts": "text[]",
    "bytes": "bytea",
    "volume": "numeric(15,4)",
    "native": "numeric(20,6)",
    "interest": "numeric(10,8)",
    "money": "numeric(18,2)",
    "price": "numeric(18,8)",
    "factor": "numeric(18,8)",
    "measure": "numeric(12,4)",
    "real": "double precision",
    "api_number": "text",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, its unit, and what values are sane.

    `words` are all that a text may be, where the program knows them and the database need not.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    optional: bool = False
    default: str | None = None
    enumeration: str | None = None
    references: str | None = None
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()

    @property
    def sql_type(self) -> str:
        """The PostgreSQL type, an enumeration's own name included."""
        return self.enumeration if self.enumeration is not None else SQL_TYPE[self.kind]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain, its columns and its rules.

    `key` lists the key columns after ``organization_id``; `unique` and `no_overlap` likewise
    leave it out because it always comes first. `master` adds ``metadata`` and ``updated_at``;
    `records` marks insert-only tables; `derived` marks rows that a run replaces by window; a table
    that is not `is_dated` has no ``created_at``.
    """

    name: str
    family: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    own_id: bool = True
    schema: str = "wellflow"
    is_tenant: bool = True
    master: bool = False
    records: bool = False
    derived: bool = False
    is_dated: bool = True
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    no_overlap: tuple[str, ...] = ()
    checks: tuple[str, ...] = field(default=())

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Declared columns with those that every table of this sort carries."""
        head: list[Column] = []
        if self.is_tenant:
            head.append(ORGANIZATION_ID)
        if self.own_id:
            head.append(ID)
        tail = [METADATA, CREATED_AT, UPDATED_AT] if self.master else [CREATED_AT]
        if not self.is_dated or (self.schema == "scada" and self.name == "reading"):
            tail = []
        return (*head, *self.columns, *tail)


ORGANIZATION_ID: Final = Column("organization_id", "uuid", "Tenant that owns the row")
ID: Final = Column("id", "uuid", "Identity of the row, a UUIDv7 made by whoever writes it")
METADATA: Final = Column("metadata", "json", "Whatever else the operator keeps", default="'{}'")
CREATED_AT: Final = Column("created_at", "instant", "When the row was written", default="now()")
UPDATED_AT: Final = Column("updated_at", "instant", "When the row last changed", default="now()")


def ref(name: str, table: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a column that points to a row of `table` in the same organization."""
    return Column(name, "uuid", meaning, optional=optional, references=table)


def text(
    name: str,
    meaning: str,
    *,
    optional: bool = False,
    default: str | None = None,
    words: Iterable[str] = (),
) -> Column:
    """Return a text column, of any text or of some words alone."""
    return Column(name, "text", meaning, optional=optional, default=default, words=tuple(words))


def flag(name: str, meaning: str, *, default: str = "false") -> Column:
    """Return a boolean column with a default."""
    return Column(name, "bool", meaning, default=default)


def day(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a date column."""
    return Column(name, "date", meaning, optional=optional)


def instant(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Return a point in time, stored in UTC."""
    return Column(name, "instant", meaning, optional=optional)


def enum(
    name: str, enumeration: str, meaning: str, *, optional: bool = False, default: str | None = None
) -> Column:
    """Return a column of one of `catalog.enumerations`."""
    return Column(
        name, "enum", meaning, enumeration=enumeration, optional=optional, default=default
    )


def number(
    name: str,
    kind: Kind,
    meaning: str,
    unit: str,
    *,
    optional: bool = False,
    low: float | None = None,
    high: float | None = None,
    default: str | None = None,
) -> Column:
    """Return a numeric column with its unit and, where sane, its range."""
    return Column(
        name, kind, meaning, unit=unit, optional=optional, low=low, high=high, default=default
    )
