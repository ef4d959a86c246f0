"""A command whose library is not installed says which extra brings it."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from cli import main as command
from cli.extras import EXTRA_OF, missing_extra

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
# Libraries that come with one of ours, or are imported under a name of their own.
BROUGHT_ALONG = {"argon2": "argon2-cffi", "pandas": "great-expectations"}


def absent(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize(
    ("module", "extra"),
    [("polars", "pipeline"), ("dagster._core.events", "pipeline"), ("pymodbus.client", "edge")],
)
def test_missing_extra__names_library_and_extra(module: str, extra: str) -> None:
    error = missing_extra(absent(module))
    assert error is not None
    assert f"needs {module.partition('.')[0]}" in error.message
    assert f"wellflow[{extra}]" in error.message


def test_missing_extra__own_fault_stays_a_fault() -> None:
    assert missing_extra(absent("books.nowhere")) is None


@pytest.mark.parametrize("module", EXTRA_OF)
def test_missing_extra__extra_of_a_library_is_the_one_that_declares_it(module: str) -> None:
    wanted = BROUGHT_ALONG.get(module, module.replace("_", "-"))
    declared = PROJECT["optional-dependencies"][EXTRA_OF[module]]
    names = {re.split(r"[<>=\[; ]", requirement)[0] for requirement in declared}
    assert names & {wanted, f"{wanted}-mqtt"}


def test_main__prints_it_and_exits_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise absent("polars")

    monkeypatch.setattr(command.wellflow, "main", fail)
    with pytest.raises(SystemExit) as ended:
        command.main(["fit", "--json"])
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(said.out)["error"] == said.err.removeprefix("error: ").rstrip()
