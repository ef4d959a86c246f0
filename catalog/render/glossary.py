"""The glossary of every table, column, word, flag and audit.

``python -m catalog.render.glossary`` writes it.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from catalog.enumerations import ENUMERATIONS
from catalog.model import Column, Table
from catalog.registry import FAMILIES, TABLES
from catalog.render.ddl import key_columns, qualified
from domain.audits import AUDITS
from domain.flags import Flag, declared_flags

PATH: Final = Path(__file__).parents[2] / "docs" / "glossary.md"
_HEAD: Final = """# Glossary

Every table, column and closed list of words, as the catalog declares them, every flag and every
audit. This page is written by `python -m catalog.render.glossary`; change the declaration, not the
page.

Times are stored in UTC. A production date is the label of a production day, whose start and zone
the organization sets. A column that may be empty is marked with `?`.
"""


_FLAGS: Final = """## Flags

What a row, a report or a run asks a person to look at. A flag of a measurement stands on an
allocated day behind its quantity, as `oil_negative`. It **blocks** when a day has no result, a
month does not close or a statement is not booked until it is gone; it **warns** when a figure may
be wrong; it **notes** how a figure came about.
"""


_AUDITS: Final = """## Audits

What a production month is held against before it closes, in this order. What **blocks** keeps it
open; what **warns** is shown with the close.

| audit | severity | what it means when it fails | what to do |
|---|---|---|---|"""


def glossary() -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for family, tables in groupby(TABLES, key=lambda table: table.family):
        parts += [f"## {family.capitalize()}\n", _about(family), *map(_of_table, tables)]
    parts.append("## Words\n")
    parts += [
        f"- **{name}**: {', '.join(f'`{word}`' for word in words)}"
        for name, words in ENUMERATIONS.items()
    ]
    parts += ["", _FLAGS, *(_of_flags(of, own) for of, own in _flags_by_subject())]
    parts += [
        _AUDITS,
        *(f"| `{a.name}` | {a.severity} | {a.meaning} | {a.remedy} |" for a in AUDITS),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _flags_by_subject() -> Iterable[tuple[str, Iterable[Flag]]]:
    return groupby(declared_flags(), key=lambda flag: flag.of)


def _of_flags(of: str, flags: Iterable[Flag]) -> str:
    rows = "\n".join(
        f"| `{flag.name}` | {flag.severity} | {flag.meaning} | {flag.remedy} |" for flag in flags
    )
    head = "| flag | severity | meaning | what to do |\n|---|---|---|---|"
    return f"### Flags: {of}\n\n{head}\n{rows}\n"


def _about(family: str) -> str:
    module = next(module for module in FAMILIES if module.TABLES[0].family == family)
    return f"{(module.__doc__ or '').strip()}\n"


def _of_table(table: Table) -> str:
    rows = "\n".join(map(_row, table.all_columns))
    return (
        f"### {qualified(table)}\n\n{_sentence(table)}\n\n"
        f"| column | type | unit | meaning |\n|---|---|---|---|\n{rows}\n"
    )


def _sentence(table: Table) -> str:
    nature = {
        "Master data.": table.master,
        "Records: inserted only, a correction supersedes.": table.records,
        "Derived: a run replaces its window.": table.derived,
    }
    said = " ".join(text for text, holds in nature.items() if holds)
    key = ", ".join(f"`{name}`" for name in key_columns(table))
    return f"{table.grain[0].upper()}{table.grain[1:]}. Key: {key}. {said}".rstrip()


def _row(column: Column) -> str:
    points_to = f" (`{column.references}`)" if column.references else ""
    mark = "?" if column.optional else ""
    meaning = column.meaning.replace("|", "\\|")
    return (
        f"| `{column.name}`{mark} | {column.sql_type} | {column.unit} |"
        f" {meaning}{points_to}{_range(column)}{_words(column)} |"
    )


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f", {column.low:g} to {column.high:g}"
    if column.low is not None:
        return f", at least {column.low:g}"
    return f", at most {column.high:g}" if column.high is not None else ""


def _words(column: Column) -> str:
    return f": {', '.join(f'`{word}`' for word in column.words)}" if column.words else ""


if __name__ == "__main__":
    PATH.write_text(glossary(), encoding="utf-8")
