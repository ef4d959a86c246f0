"""The database as a resource: a connection of the pipeline's own login, opened per step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import dagster as dg
import psycopg

from storage.connections import connect
from storage.rows.directory import Organization, organizations
from storage.server import credentials
from storage.server.settings import state_dir

STORY: Final = (
    "Where the books are kept. What runs here runs stages for every organization with a login that "
    "has no right on people and money; acts of people are made elsewhere, by people."
)


@dataclass(frozen=True, slots=True)
class StoreResource:
    """Where the books are kept. Login and password come from the state folder.

    It is no configurable resource of Dagster's: what configures one is kept with every run and
    shown on the pages, a default value too.
    """

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
