"""A reading is made in one place of the ingest path, where its value is held against its tag."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
INGEST = ROOT / "ingest"
# Beside it: a number that is none, for a technician to see; and a dead letter, back in its queue.
MAKERS = {"tag_value.py", "probe.py", "spool/letters.py"}


def makes_readings(path: Path) -> bool:
    """Tell whether a module calls `Reading` or `Reading.at`."""
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        made = called.value if isinstance(called, ast.Attribute) else called
        if isinstance(made, ast.Name) and made.id == "Reading":
            return True
    return False


def test_readings_are_made_where_they_are_judged() -> None:
    makers = {
        path.relative_to(INGEST).as_posix() for path in INGEST.rglob("*.py") if makes_readings(path)
    }
    assert makers == MAKERS


def test_limits_of_a_tag_are_compared_in_one_module() -> None:
    limits = {"low", "high"}
    judges = {
        path.relative_to(INGEST).as_posix()
        for path in INGEST.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare)
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and part.attr in limits
    }
    # The site's own check is of the limits themselves: low is below high.
    assert judges == {"tag_value.py", "site/tables.py"}
