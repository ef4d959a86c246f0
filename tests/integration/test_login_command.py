"""`wellflow login`, `logout` and `sessions`: a secret from standard input, a token in a file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import click
import pytest
from click.testing import CliRunner, Result

from access.kept_sessions import load, path_in
from access.resets import first_secret
from access.sessions import person_of
from cli.main import COMMANDS, wellflow
from domain.errors import ConfigError, DataError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Credentials, Role, save
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import EVERY_CAPABILITY
from tests.fixtures.tenant_rows import put_person

ANN = "ann@example.com"
FIRST = "first-word-of-the-file"
OWN = "copper lantern walks quietly"
OTHER = "seven barges under tall weather"


class Machine:
    """A machine with a state folder, an organization with Ann, and the commands."""

    def __init__(self, maker: Connection, credentials: Credentials, folder: Path) -> None:
        self.maker, self.state = maker, folder / "state"
        save(credentials, self.state)
        self.environment = {
            "WELLFLOW_STATE_DIR": str(self.state),
            "WELLFLOW_DATABASE_URL": credentials.dsn("api"),
        }

    def hire(self, organization: Organization, name: str, *capabilities: str) -> None:
        with tenant_transaction(self.maker, organization.organization_id):
            who = put_person(self.maker, organization.organization_id, name, *capabilities)
            first_secret(self.maker, who, FIRST)

    def run(self, *arguments: str, typed: str = "") -> Result:
        return CliRunner(env=self.environment).invoke(
            wellflow, arguments, input=typed, catch_exceptions=False
        )

    def lines(self, *arguments: str, typed: str = "") -> list[str]:
        done = self.run(*arguments, typed=typed)
        assert done.exit_code == 0, done.output
        return done.output.splitlines()


@pytest.fixture
def here(organization: Callable[..., Organization]) -> Organization:
    return organization()


@pytest.fixture
def machine(
    maker: Connection, database: Credentials, here: Organization, tmp_path: Path
) -> Machine:
    made = Machine(maker, database, tmp_path)
    made.hire(here, "Ann", "read.field")
    return made


@pytest.fixture
def login(here: Organization) -> tuple[str, ...]:
    return ("login", "--organization", here.slug, "--as", ANN)


def test_login__of_a_real_process_keeps_a_token_and_says_no_secret(
    machine: Machine, here: Organization, connection: Callable[[Role], Connection]
) -> None:
    """The first secret opens the door to one's own; both are lines of standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "login", "--organization", here.slug, "--as", ANN],
        input=f"{FIRST}\n{OWN}\n",
        env={**os.environ, **machine.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"signed in to {here.slug} as {ANN}; wellflow logout ends it\n"
    (kept,) = load(machine.state)
    assert (kept.organization, kept.email) == (here.slug, ANN)
    assert kept.token not in done.stdout
    assert path_in(machine.state).stat().st_mode & 0o777 == 0o600
    assert OWN not in path_in(machine.state).read_text()
    person = person_of(connection("api"), here.organization_id, kept.token)
    assert (person.email, person.capabilities) == (ANN, {"read.field"})


def test_login__again_takes_ones_own_secret_alone(machine: Machine, login: tuple[str, ...]) -> None:
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    answer = json.loads(machine.lines(*login, "--json", typed=f"{OWN}\n")[0])
    assert (answer["email"], answer["may"]) == (ANN, ["read.field"])
    for wrong in (FIRST, "wrong", ""):
        with pytest.raises(DataError, match="wrong, or there were too many tries"):
            machine.run(*login, typed=f"{wrong}\n")
    assert len(load(machine.state)) == 1


def test_login__says_that_a_new_secret_is_due(machine: Machine, login: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="second line of standard input"):
        machine.run(*login, typed=f"{FIRST}\n")


def test_login__weak_secret_of_ones_own_is_refused_and_nobody_is_signed_in(
    machine: Machine, login: tuple[str, ...]
) -> None:
    with pytest.raises(DataError, match="12 to 200 characters"):
        machine.run(*login, typed=f"{FIRST}\nshort\n")
    with pytest.raises(DataError, match="too weak"):
        machine.run(*login, typed=f"{FIRST}\npasswordpassword\n")
    assert load(machine.state) == []


def test_login__changes_the_secret(machine: Machine, login: tuple[str, ...]) -> None:
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    machine.lines(*login, "--change-secret", typed=f"{OWN}\n{OTHER}\n")
    with pytest.raises(DataError, match="wrong"):
        machine.run(*login, typed=f"{OWN}\n")
    machine.lines(*login, typed=f"{OTHER}\n")


def test_login__joins_the_sign_in_of_another_organization(
    machine: Machine, login: tuple[str, ...], organization: Callable[..., Organization]
) -> None:
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    there = organization("pecos-ridge")
    machine.hire(there, "Ann", "read.field")
    own = login[2]
    there_login = ("login", "--organization", there.slug, "--as", ANN)
    machine.lines(*there_login, "--join", own, typed=f"{FIRST}\n")
    assert [each.organization for each in load(machine.state)] == [own, there.slug]
    machine.lines(*there_login, typed=f"{OWN}\n")
    told = machine.lines("logout", "--organization", there.slug)
    again = f"wellflow logout --organization {own} --as {ANN}"
    assert told[1].endswith(again), "what still opens both is not said"


def test_logout__ends_the_session_and_forgets_it(
    machine: Machine, login: tuple[str, ...], here: Organization,
    connection: Callable[[Role], Connection],
) -> None:  # fmt: skip
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    (kept,) = load(machine.state)
    at = ("--organization", here.slug)
    assert machine.lines("logout", *at) == [f"{ANN} is signed out of {here.slug}"]
    assert load(machine.state) == []
    with pytest.raises(DataError, match="has ended"):
        person_of(connection("api"), here.organization_id, kept.token)
    with pytest.raises(ConfigError, match="nobody is signed in"):
        machine.run("logout", *at)


def sessions_of(machine: Machine, here: Organization, *who: str) -> list[dict[str, object]]:
    (line,) = machine.lines("sessions", "list", "--organization", here.slug, *who, "--json")
    found: list[dict[str, object]] = json.loads(line)["sessions"]
    return found


def test_sessions__are_listed_and_ended(
    machine: Machine, login: tuple[str, ...], here: Organization
) -> None:
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    (elsewhere,) = load(machine.state)
    machine.lines(*login, typed=f"{OWN}\n")
    found = sessions_of(machine, here)
    assert [each["is_this_one"] for each in found] == [False, True]
    assert {each["application"] for each in found} == {"wellflow login"}
    text = machine.lines("sessions", "list", "--organization", here.slug)
    assert [line.endswith("(this one)") for line in text] == [False, True]
    assert elsewhere.token not in "".join(text)
    at = ("--organization", here.slug)
    machine.lines("sessions", "end", str(found[0]["id"]), *at)
    assert [each["is_this_one"] for each in sessions_of(machine, here)] == [True]
    for strange in (str(uuid4()), str(found[0]["id"])):
        with pytest.raises(DataError, match="no such session of yours"):
            machine.run("sessions", "end", strange, *at)


def test_sessions__of_others_are_for_whoever_manages_people(
    machine: Machine, login: tuple[str, ...], here: Organization
) -> None:
    machine.hire(here, "Max", *EVERY_CAPABILITY)
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    at = ("--organization", here.slug, "--as", "max@example.com")
    machine.lines("login", *at, typed=f"{FIRST}\n{OTHER}\n")
    theirs = sessions_of(machine, here, "--as", ANN)
    assert {each["email"] for each in theirs} == {ANN}
    everybodys = sessions_of(machine, here, "--as", "max@example.com")
    assert {each["email"] for each in everybodys} == {ANN, "max@example.com"}
    (of_max,) = (each for each in everybodys if each["email"] == "max@example.com")
    with pytest.raises(DataError, match="no such session of yours"):
        machine.run("sessions", "end", str(of_max["id"]), "--organization", here.slug, "--as", ANN)
    machine.lines("sessions", "end", str(theirs[0]["id"]), *at)
    with pytest.raises(DataError, match="has ended"):
        machine.run("sessions", "list", "--organization", here.slug, "--as", ANN)


def test_command__of_a_person_runs_in_the_name_of_the_kept_session(
    machine: Machine, login: tuple[str, ...], here: Organization, tmp_path: Path
) -> None:
    sheet = tmp_path / "tickets.csv"
    sheet.write_text("ticket_number\n")
    act = ("import", "tickets", str(sheet), "--organization", here.slug)
    with pytest.raises(ConfigError, match="nobody is signed in"):
        machine.run(*act)
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    with pytest.raises(DataError, match=r"ann@example\.com.*may not do ticket\.approve"):
        machine.run(*act)


def test_password_in_the_environment__signs_nobody_in(
    machine: Machine, login: tuple[str, ...]
) -> None:
    machine.lines(*login, typed=f"{FIRST}\n{OWN}\n")
    machine.environment["WELLFLOW_PASSWORD"] = OWN
    with pytest.raises(DataError, match="wrong"):
        machine.run(*login)


def options(command: click.Command, path: str) -> Iterator[tuple[str, click.Parameter]]:
    for parameter in command.params:
        yield path, parameter
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from options(child, f"{path} {name}")


def test_no_command__takes_a_secret_as_a_word_or_from_the_environment() -> None:
    context = click.Context(wellflow)
    found = []
    for name in COMMANDS:
        command = wellflow.get_command(context, name)
        assert command is not None
        for path, parameter in options(command, name):
            said = f"{parameter.opts} {parameter.envvar}".lower()
            is_flag = isinstance(parameter, click.Option) and parameter.is_flag
            if not is_flag and any(word in said for word in ("secret", "password", "token")):
                found.append((path, said))
    assert found == []
