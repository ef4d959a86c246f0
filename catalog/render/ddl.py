"""Drafts of DDL: the text a developer starts the next numbered migration from."""

from typing import Final

from catalog.enumerations import ENUMERATIONS
from catalog.model import Column, Table

TENANT_PREDICATE: Final = (
    "organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)"
)
_NUMERIC_KINDS: Final = frozenset(
    {"volume", "native", "interest", "money", "price", "factor", "measure"}
)
_NAME_LIMIT: Final = 63


def draft(table: Table) -> str:
    """Return the CREATE TABLE draft of a table with its keys, checks, indexes and policy."""
    body = [*_columns(table), *_keys(table), *_references(table), *_overlaps(table)]
    body += _checks(table)
    lines = [
        f"-- {table.grain}",
        f"create table {qualified(table)} (",
        ",\n".join(f"    {line}" for line in body),
        ");",
        *_indexes(table),
        *_row_security(table),
    ]
    return "\n".join(lines) + "\n"


def draft_enumeration(name: str) -> str:
    """Return the CREATE TYPE draft of a closed list of words."""
    words = ", ".join(f"'{word}'" for word in ENUMERATIONS[name])
    return f"create type wellflow.{name} as enum ({words});\n"


def qualified(table: Table) -> str:
    """Return the table's name with its schema."""
    return f"{table.schema}.{table.name}"


def key_columns(table: Table) -> tuple[str, ...]:
    """Return the primary key, the tenant first."""
    return _scoped(table, table.key)


def column_type(column: Column) -> str:
    """Return the SQL type as a statement outside the schema must write it."""
    return f"wellflow.{column.enumeration}" if column.enumeration else column.sql_type


def _scoped(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    return ("organization_id", *names) if table.is_tenant else names


def _columns(table: Table) -> list[str]:
    lines = []
    for column in table.all_columns:
        words = [column.name, column_type(column)]
        if not column.optional:
            words.append("not null")
        if column.default is not None:
            words.append(f"default {column.default}")
        lines.append(" ".join(words))
    return lines


def _keys(table: Table) -> list[str]:
    lines = [f"constraint {table.name}_pkey primary key ({', '.join(key_columns(table))})"]
    optional = {column.name for column in table.all_columns if column.optional}
    for names in table.unique:
        may_be_empty = [name in optional for name in names]
        # A key that may be empty as a whole is no key then; one with an empty part still is.
        nulls = " nulls not distinct" if any(may_be_empty) and not all(may_be_empty) else ""
        lines.append(
            f"constraint {_name(table, names, 'key')}"
            f" unique{nulls} ({', '.join(_scoped(table, names))})"
        )
    return lines


def _references(table: Table) -> list[str]:
    if not table.is_tenant or table.schema != "wellflow":
        return []
    root = "organization_directory" if table.name == "organization" else "organization"
    lines = [
        f"constraint {table.name}_organization_id_fkey foreign key (organization_id)"
        f"\n        references wellflow.{root} (organization_id)"
    ]
    lines += [
        f"constraint {_name(table, (column.name,), 'fkey')}"
        f" foreign key (organization_id, {column.name})"
        f"\n        references wellflow.{column.references} (organization_id, id)"
        for column in table.columns
        if column.references is not None
    ]
    return lines


def _overlaps(table: Table) -> list[str]:
    if not table.no_overlap:
        return []
    kinds = {column.name: column for column in table.columns}
    span = "tstzrange" if kinds["effective_from"].kind == "instant" else "daterange"
    optional = [name for name in table.no_overlap if kinds[name].optional]
    required = [name for name in table.no_overlap if not kinds[name].optional]
    lines = [_exclusion(table, "overlap", table.no_overlap, span, _where(optional, "is not null"))]
    if optional:
        only = _where(optional, "is null")
        lines.append(_exclusion(table, "overlap_of_all", tuple(required), span, only))
    return lines


def _where(names: list[str], test: str) -> str:
    return f"\n        where ({' and '.join(f'{name} {test}' for name in names)})" if names else ""


def _exclusion(table: Table, name: str, columns: tuple[str, ...], span: str, where: str) -> str:
    equal = ", ".join(f"{column} with =" for column in _scoped(table, columns))
    return (
        f"constraint {table.name}_{name} exclude using gist ({equal},"
        f"\n        {span}(effective_from, effective_to) with &&){where}"
    )


def _checks(table: Table) -> list[str]:
    lines = [
        f"constraint {_name(table, (column.name,), 'range')} check ({_range(column)})"
        for column in table.columns
        if column.low is not None or column.high is not None
    ]
    if any(column.name == "effective_to" for column in table.columns):
        lines.append(f"constraint {table.name}_span check (effective_to > effective_from)")
    numeric = [column.name for column in table.columns if column.kind in _NUMERIC_KINDS]
    if numeric:
        lines.append(
            f"constraint {table.name}_are_numbers check (array_position("
            f"\n        array[{', '.join(numeric)}]::numeric[], 'NaN') is null)"
        )
    real = [column.name for column in table.columns if column.kind == "real"]
    if real and not table.records:
        finite = " and ".join(_finite(name) for name in real)
        lines.append(f"constraint {table.name}_are_finite check (\n        {finite})")
    for number, check in enumerate(table.checks, start=1):
        lines.append(f"constraint {table.name}_rule_{number} check ({check})")
    return lines


def _finite(name: str) -> str:
    return f"{name} between '-1.7976931348623157e308' and '1.7976931348623157e308'"


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"{column.name} between {column.low:g} and {column.high:g}"
    if column.low is not None:
        return f"{column.name} >= {column.low:g}"
    return f"{column.name} <= {column.high:g}"


def _indexes(table: Table) -> list[str]:
    return [
        f"create index {_name(table, names, 'idx')} on {qualified(table)}"
        f" ({', '.join(_scoped(table, names))});"
        for names in table.indexes
    ]


def _row_security(table: Table) -> list[str]:
    if not table.is_tenant or table.schema != "wellflow":
        return []
    name = qualified(table)
    return [
        f"alter table {name} enable row level security;",
        f"alter table {name} force row level security;",
        f"create policy tenant on {name} using (\n    {TENANT_PREDICATE});",
    ]


def _name(table: Table, names: tuple[str, ...], ending: str) -> str:
    full = f"{table.name}_{'_'.join(names)}_{ending}"
    return full if len(full) <= _NAME_LIMIT else f"{table.name}_natural_{ending}"
