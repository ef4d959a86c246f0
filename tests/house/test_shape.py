"""The shape of the house: short files, short functions, packages that say what belongs."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES = 350
FUNCTION_LINES = 60
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
BANNED_NAMES = {"utils", "helpers", "manager", "data", "process", "misc", "common"}


def tracked(pattern: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).exists()]


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*tracked("*.py"), *tracked("*.sql")]
        if (lines := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert long == {}, f"over {FILE_LINES} lines; split by a noun of the field"


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in tracked("*.py")
        for name, lines in functions(path)
        if lines > FUNCTION_LINES
    }
    assert long == {}, f"functions over {FUNCTION_LINES} lines"


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py")
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


@pytest.mark.parametrize("package", PACKAGES)
def test_package_says_what_belongs_and_what_does_not(package: str) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text())) or ""
    assert "Belongs here" in docstring
    assert "Does not belong here" in docstring


def test_modules_are_named_after_nouns_of_the_field() -> None:
    assert [str(path) for path in tracked("*.py") if path.stem in BANNED_NAMES] == []


PAGE = (ROOT / "CONTRIBUTING.md").read_text()
TREE_LINE = re.compile(r"^(?P<indent>(?:  )*)(?P<name>[a-z_]+)/ +\S.*$")


def packages() -> set[str]:
    """Every package of ours on disk, as a path."""
    return {
        str(path.parent.relative_to(ROOT))
        for path in tracked("*/__init__.py")
        if "tests" not in path.relative_to(ROOT).parts
    }


def fenced(page: str) -> list[list[str]]:
    """The blocks of a page between fences, as lines."""
    return [block.strip("\n").splitlines() for block in page.split("```")[1::2]]


def shown_packages() -> list[str]:
    """The packages of the tree on the page, as paths."""
    tree = next(block for block in fenced(PAGE) if all(map(TREE_LINE.match, block)))
    shown: list[str] = []
    for line in tree:
        found = TREE_LINE.match(line)
        assert found is not None
        depth = len(found["indent"]) // 2
        above = shown[-1].split("/")[:depth] if shown else []
        assert len(above) == depth, f"{line!r} has no package above it"
        shown.append("/".join([*above, found["name"]]))
    return shown


def test_contributing_shows_the_real_tree() -> None:
    shown = shown_packages()
    assert shown == sorted(shown, key=lambda package: package.split("/"))
    assert set(shown) == packages()


def test_contributing_shows_the_ladder_of_the_import_rules() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert layers in fenced(PAGE)


def test_every_folder_of_modules_is_a_package_that_says_what_it_is() -> None:
    folders = {
        path.parent for path in tracked("*.py") if path.relative_to(ROOT).parts[0] != "tests"
    }
    silent = [
        str(folder.relative_to(ROOT))
        for folder in sorted(folders)
        if not (folder / "__init__.py").exists()
        or ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) is None
    ]
    assert silent == []


# Who may name one state: the sheet of its form.
NAMES_A_STATE = {"exchange/form_pr_sheet.py"}


def test_states_are_asked_through_their_registry() -> None:
    states = "|".join(path.parent.name for path in tracked("domain/states/*/state.py"))
    imported = re.compile(rf"^(from|import) domain\.states(\.| import )({states})\b", re.M)
    found = {
        str(path.relative_to(ROOT)) for path in tracked("*.py") if imported.search(path.read_text())
    }
    assert found & NAMES_A_STATE, "a form's sheet names its state: this test finds nobody"
    outside = {name for name in found if not name.startswith(("domain/states/", "tests/"))}
    assert outside <= NAMES_A_STATE


# The first release's records, frozen with the step that carries its closed months over.
FROZEN = ("storage/schema/steps/closed_months/",)


def test_a_noun_is_one_class() -> None:
    """Two classes of one name are one, or are named apart."""
    found: dict[str, list[str]] = {}
    for path in tracked("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("tests/", *FROZEN)):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(name)
    assert {noun: places for noun, places in found.items() if len(places) > 1} == {}
