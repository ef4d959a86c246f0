"""Renews `sql/manifest` from a database that the migrations have just made.

``python -m storage.server.renew_manifest [ADMIN_DSN]``: without an address on an embedded server,
which is plain PostgreSQL; with that of a server with TimescaleDB, what differs there is written.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.connections import connect
from storage.schema import manifest
from storage.schema.flavour import detect
from storage.schema.gate import names_with_their_schema
from storage.server.embedded import EmbeddedServer
from storage.server.scratch import scratch_database


def renew(admin_dsn: str) -> Path:
    """Migrate a database that lives no longer than this, and write down what it holds."""
    with (
        scratch_database(admin_dsn, "manifest") as credentials,
        closing(connect(credentials.dsn("owner"), application="manifest")) as conn,
        names_with_their_schema(conn),
    ):
        return manifest.write(manifest.facts(conn), detect(conn))


@contextmanager
def server() -> Iterator[str]:
    """Give the administrator's address of an embedded server that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wellflow-manifest-") as folder:
        embedded = EmbeddedServer(Path(folder), durable=False)
        with embedded:
            yield embedded.admin_dsn
        embedded.remove()


def main(arguments: list[str]) -> None:
    """Renew the file of the flavour of the server that was named, or of the embedded one."""
    if arguments:
        print(renew(arguments[0]))  # noqa: T201
        return
    with server() as admin_dsn:
        print(renew(admin_dsn))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
