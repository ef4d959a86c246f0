"""The database as a resource: a connection of the pipeline's own login, opened per step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import dagster as dg
import psycopg

from books.people import Person, sign_in
from domain.errors import ConfigError
from storage import credentials
from storage.connections import connect
from storage.directory import Organization, organization_id, organizations
from storage.settings import state_dir


class Store(dg.ConfigurableResource[None]):
    """Where the books are kept. Login and password come from the state folder.

    Dagster's pages know no persons. Who closes a month or runs a statement is named in the run's
    configuration and proved by that person's password, which the pipeline's environment holds
    (``WELLFLOW_PASSWORD``) and no run's configuration ever does.
    """

    person_password: str = ""

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

    def organization_id(self, slug: str) -> UUID:
        """Return the id behind a slug."""
        with self.connection() as connection:
            return organization_id(connection, slug)

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
