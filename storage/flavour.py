"""Which of the two databases this is: with TimescaleDB, or plain PostgreSQL."""

from typing import Literal

from storage.connections import Connection

Flavour = Literal["timescaledb", "plain"]


def detect(conn: Connection) -> Flavour:
    """Return the flavour of the connected database."""
    with conn.transaction():
        found = conn.execute("select 1 from pg_extension where extname = 'timescaledb'").fetchone()
    return "plain" if found is None else "timescaledb"
