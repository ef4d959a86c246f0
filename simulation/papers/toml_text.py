"""Tables as TOML text, as far as master data and site files need it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePath

Table = Mapping[str, object]


def document(head: Mapping[str, Table], rows: Iterable[tuple[str, Table]]) -> str:
    """Return a TOML document: single tables first, then one ``[[name]]`` per row."""
    parts = [f"[{name}]\n{_lines(table)}" for name, table in head.items()]
    parts.extend(f"[[{name}]]\n{_lines(table)}" for name, table in rows)
    return "\n".join(parts)


def _lines(table: Table) -> str:
    return "".join(f"{key} = {text_of(value)}\n" for key, value in table.items())


def text_of(value: object) -> str:
    """Return one value; a table inside a row is written inline.

    Raises
    ------
    TypeError
        When TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | PurePath):
        return json.dumps(str(value), ensure_ascii=False)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, int | float | Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {text_of(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, Sequence):
        return f"[{', '.join(text_of(item) for item in value)}]"
    msg = f"TOML has no {type(value).__name__}"
    raise TypeError(msg)
