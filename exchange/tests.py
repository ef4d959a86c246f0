"""Well tests from a CSV sheet: one line per test, columns of `well_test`.

``completion`` holds a completion name; a correction is a test of the same completion and day with
anything in ``supersedes``.
"""

from pathlib import Path
from uuid import UUID

from access.people import Person
from exchange.deposit import ImportReport
from exchange.tickets import import_papers
from storage.connections import Connection


def import_tests(
    conn: Connection, organization_id: UUID, path: Path, *, person: Person
) -> ImportReport:
    """Store the well tests of a sheet, all or none.

    Raises
    ------
    DataError
        Naming line and column; nothing is stored then.
    """
    return import_papers(
        conn, organization_id, path, "well_test", ("completion_id", "tested_on"), person=person
    )
