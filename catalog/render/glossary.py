"""The glossary of every table, column and word: ``python -m catalog.render.glossary`` writes it."""

from itertools import groupby
from pathlib import Path
from typing import Final

from catalog.enumerations import ENUMERATIONS
from catalog.model import Column, Table
from catalog.registry import FAMILIES, TABLES
from catalog.render.ddl import key_columns, qualified

PATH: Final = Path(__file__).parents[2] / "docs" / "glossary.md"
_HEAD: Final = """# Glossary

Every table, column and closed list of words, as the catalog declares them. This page is written
by `python -m catalog.render.glossary`; change the catalog, not the page.

Times are stored in UTC. A production date is the label of a production day, whose start and zone
the organization sets. A column that may be empty is marked with `?`.
"""


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
    return "\n".join(parts) + "\n"


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
