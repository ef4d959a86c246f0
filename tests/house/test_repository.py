"""What a stranger reads: it speaks of the product alone, and its commands exist."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
TEXT = (".py", ".sql", ".md", ".toml", ".lock", ".yaml", ".yml", ".json", ".csv", ".txt", ".html")
MACHINE_PATHS = re.compile(r"/(?:work|root|home)/[a-z]")
ADDRESSES_IN_LOCKS = re.compile(r"https?://|file:|index-url")
MAKE_COMMAND = re.compile(r"^\s*make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
WELLFLOW_COMMAND = re.compile(r"wellflow ([a-z]+)")


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / line for line in listing.stdout.splitlines()]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


def test_no_file_names_a_path_of_a_machine() -> None:
    own = Path(__file__)
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked()
        if path != own and (found := MACHINE_PATHS.search(path.read_text()))
    ]
    assert named == []


def test_lock_files_name_no_registry() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert not ADDRESSES_IN_LOCKS.search(lock.read_text()), lock.name


def test_lock_files_hold_a_hash_for_every_requirement() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        pins = re.findall(r"^[\w.-]+==\S+.*$", lock.read_text(), re.MULTILINE)
        assert pins
        assert all(pin.endswith("\\") for pin in pins), lock.name


def test_readme_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE_COMMAND.findall(readme)) <= targets
    from cli.main import COMMANDS

    assert set(WELLFLOW_COMMAND.findall(readme)) <= set(COMMANDS)


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if "://" not in target and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert dead == []


def test_every_command_shows_its_help() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "cli.main", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    from cli.main import COMMANDS

    assert all(command in shown.stdout for command in COMMANDS)


def groups() -> list[tuple[str, ...]]:
    """Every command that has commands of its own, and the root."""
    from cli.main import COMMANDS, wellflow

    context = click.Context(wellflow)
    found = {name: wellflow.get_command(context, name) for name in COMMANDS}
    return [(), *((name,) for name, command in found.items() if isinstance(command, click.Group))]


@pytest.mark.parametrize("group", groups(), ids=" ".join)
def test_lists_of_commands_are_not_cut_short(group: tuple[str, ...]) -> None:
    from cli.main import wellflow

    shown = CliRunner().invoke(wellflow, [*group, "--help"], terminal_width=80).output
    commands = shown.partition("Commands:")[2]
    assert commands
    assert "..." not in commands, shown


def test_wheel_ships_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shipped = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert shipped == packages
