"""SQL of the product that is longer than a line stands in `sql/queries`, for a DBA to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
# Migrations and the making of servers are Python with SQL in it; a spool and a device's journal are
# SQLite files whose own package knows their form; the bench measures a bare server.
ELSEWHERE = (
    "storage/schema/", "storage/server/", "ingest/spool/", "simulation/devices/journal.py",
    "bench/",
)  # fmt: skip
# A statement, not a sentence that begins with the same word.
STATEMENT = re.compile(
    r"\s*(--[^\n]*\n\s*)*(select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s"
    r"|with\s+(recursive\s+)?\w+\s+(\([^)]*\)\s*)?as\s)",
    re.IGNORECASE,
)


def texts(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield the first and last line of every text that is no docstring, and the text."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts_of_others = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in docstrings | parts_of_others:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.end_lineno or node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield node.lineno, node.end_lineno or node.lineno, "x".join(map(str, parts))


def long_statements(source: str) -> list[int]:
    """Return the lines at which a statement of more than one line begins."""
    return [
        first
        for first, last, text in texts(source)
        if STATEMENT.match(text) and (last > first or "\n" in text.strip())
    ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('q = "select 1"', []),
        ('q = """\nselect 1\nfrom t\n"""', [1]),
        ('f(\n    "update t set a = 1"\n    " where b = 2"\n)', [2]),
        ('q = "delete from t\\nwhere a = 1"', [1]),
        ('q = f"insert into {t} "\\\n    f"values ({v})"', [1]),
        ('q = "with a as (select 1)" \\\n    " select * from a"', [1]),
        ('"""Insert rows into a table.\n\nSelect them."""', []),
        ('say("with a long"\n    " sentence")', []),
    ],
)
def test_long_statements_are_found(source: str, lines: list[int]) -> None:
    assert long_statements(source) == lines


def test_product_sql_of_more_than_a_line_is_a_named_query() -> None:
    found = [
        f"{name}:{line}"
        for package in PACKAGES
        for path in sorted(package.rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(ELSEWHERE)
        for line in long_statements(path.read_text())
    ]
    assert found == [], "move it to sql/queries/FAMILY/NAME.sql and read it by sql.query"
