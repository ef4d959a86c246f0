"""The database as a resource: a connection of the pipeline's own login, opened per step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import dagster as dg
import psycopg

from access.people import Person
from access.sign_in import sign_in
from domain.errors import ConfigError
from storage.connections import connect
from storage.rows.directory import Organization, organizations
from storage.server import credentials
from storage.server.settings import state_dir

STORY: Final = (
    "Where the books are kept. Who closes a month or values a statement is named in the run's "
    "configuration; that person's password stands in the environment of `wellflow up` "
    "(WELLFLOW_PASSWORD), never in a configuration."
)


@dataclass(frozen=True, slots=True)
class StoreResource:
    """Where the books are kept. Login and password come from the state folder.

    Dagster's pages know no persons. Who closes a month or runs a statement is named in the run's
    configuration and proved by that person's password, which the pipeline's environment holds
    (``WELLFLOW_PASSWORD``). It is no configurable resource of Dagster's: what configures one is
    kept with every run and shown on the pages, a default value too.
    """

    person_password: str = field(default="", repr=False)

    def as_resource(self) -> dg.ResourceDefinition:
        """Return what the definitions hold: nothing in it can be configured or is kept."""
        return dg.ResourceDefinition.hardcoded_resource(self, description=STORY)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """Open one connection as the pipeline and close it afterwards."""
        dsn = credentials.load(state_dir()).dsn("pipeline")
        connection = connect(dsn, application="wellflow-pipeline")
        try:
            yield connection
        finally:
            connection.close()

    def organizations(self) -> list[Organization]:
        """Return every organization of the directory."""
        with self.connection() as connection:
            return organizations(connection)

    def person(self, connection: psycopg.Connection, slug: str, email: str) -> Person:
        """Sign in the person in whose name a run acts."""
        password = self.person_password or os.environ.get("WELLFLOW_PASSWORD", "")
        if not password:
            raise ConfigError(
                f"no password for {email}",
                where="the pipeline's environment",
                remedy="set WELLFLOW_PASSWORD where Dagster runs, or use `wellflow close`",
            )
        return sign_in(connection, slug, email, password)
