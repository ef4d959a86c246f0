"""The database as a resource: a connection of the pipeline's own login, opened per step."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import dagster as dg
import psycopg

from storage import credentials
from storage.connections import connect
from storage.directory import Organization, organization_id, organizations
from storage.settings import state_dir


class Store(dg.ConfigurableResource[None]):
    """Where the books are kept. Login and password come from the state folder."""

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
