"""A new organization is made by the owner of the database, until somebody in it may manage it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import wellflow
from domain.errors import ConfigError
from storage.server.credentials import Credentials, save

MASTER = """
[organization]
slug = "{slug}"
organization_name = "Lone Mesa"

[[app_user]]
email = "ann@lone-mesa.example"
full_name = "Ann"
password = "a long one"
is_active = {active}

[[capability_grant]]
app_user = "ann@lone-mesa.example"
capability = "{capability}"
"""


@pytest.fixture
def bring_in(
    database: Credentials,
    own_slug: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Result]:
    save(database, tmp_path / "state")
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", database.dsn("api"))

    def run(capability: str, *arguments: str, active: str = "true") -> Result:
        file = tmp_path / "master.toml"
        file.write_text(
            MASTER.format(slug=own_slug("lone-mesa"), capability=capability, active=active)
        )
        return CliRunner().invoke(
            wellflow, ["import", "master", str(file), *arguments], catch_exceptions=True
        )

    return run


@pytest.mark.parametrize(
    ("capability", "active"), [("tag.configure", "true"), ("user.manage", "false")]
)
def test_new_organization__without_a_manager_can_still_be_put_right(
    bring_in: Callable[..., Result], capability: str, active: str
) -> None:
    assert bring_in(capability, active=active).exit_code == 0
    assert bring_in("user.manage").exit_code == 0


def test_new_organization__with_a_manager_asks_who_imports(
    bring_in: Callable[..., Result], own_slug: Callable[[str], str]
) -> None:
    ann = ("--as", "ann@lone-mesa.example")
    assert bring_in("user.manage").exit_code == 0
    refused = bring_in("read.field")
    assert isinstance(refused.exception, ConfigError)
    assert "--as EMAIL" in refused.exception.message
    stranger = bring_in("read.field", *ann)
    assert isinstance(stranger.exception, ConfigError)
    assert "nobody is signed in" in stranger.exception.message
    signed_in = CliRunner().invoke(
        wellflow,
        ["login", "--organization", own_slug("lone-mesa"), *ann],
        input="a long one\ncopper lantern walks quietly\n",
        catch_exceptions=False,
    )
    assert signed_in.exit_code == 0
    assert bring_in("read.field", *ann).exit_code == 0
