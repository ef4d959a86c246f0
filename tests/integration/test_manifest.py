"""What the migrations make is written down, whichever server made it."""

from collections.abc import Callable

from storage.connections import Connection
from storage.schema.flavour import detect
from storage.schema.gate import names_with_their_schema
from storage.schema.manifest import KINDS, differences, path_of, written
from storage.server.credentials import Role


def test_manifest__is_what_the_migrations_make(connection: Callable[[Role], Connection]) -> None:
    conn = connection("owner")
    with names_with_their_schema(conn):
        found = differences(conn)
    flavour = detect(conn)
    where = "" if flavour == "plain" else " DSN=..., with an administrator's address of this server"
    assert found == [], f"run make manifest{where}, and commit {path_of(flavour)}"


def test_manifest__says_something_of_every_kind_of_object() -> None:
    kinds = {name.partition(" ")[0] for name in written("timescaledb")}
    # No migration makes an operator, a cast or an event trigger.
    assert kinds == {*KINDS.values(), "schema", "job"} - {"other"}


def test_manifest__names_no_database() -> None:
    assert {name for name in written("plain") if "wellflow_" in name} == set()
    assert "grant wellflow.tag to :api" in written("plain")
