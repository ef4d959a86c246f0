"""Which of the two databases this is: with TimescaleDB, or plain PostgreSQL."""

import re
from typing import Final, Literal

from domain.errors import ConfigError
from storage.connections import Connection

Flavour = Literal["timescaledb", "plain"]

POSTGRESQL_FLOOR: Final = 16
TIMESCALEDB_FLOOR: Final = (2, 29, 1)


def detect(conn: Connection) -> Flavour:
    """Return the flavour of the connected database."""
    with conn.transaction():
        found = conn.execute("select 1 from pg_extension where extname = 'timescaledb'").fetchone()
    return "plain" if found is None else "timescaledb"


def require_supported(conn: Connection) -> None:
    """Refuse a server older than what is supported; migrations do not ask.

    Raises
    ------
    ConfigError
        PostgreSQL or TimescaleDB is too old.
    """
    major = conn.info.server_version // 10_000
    if major < POSTGRESQL_FLOOR:
        raise ConfigError(
            f"PostgreSQL {major} is too old, {POSTGRESQL_FLOOR} or newer is needed",
            where=f"{conn.info.host}:{conn.info.port}",
            remedy="upgrade the server",
        )
    with conn.transaction():
        row = conn.execute(
            "select extversion from pg_extension where extname = 'timescaledb'"
        ).fetchone()
    if row is not None and not is_recent_timescaledb(str(row[0])):
        floor = ".".join(map(str, TIMESCALEDB_FLOOR))
        raise ConfigError(
            f"TimescaleDB {row[0]} is too old, {floor} or newer is needed",
            where=f"{conn.info.host}:{conn.info.port}/{conn.info.dbname}",
            remedy="install a newer package and run `alter extension timescaledb update`",
        )


def is_recent_timescaledb(version: str) -> bool:
    """Tell whether a version of TimescaleDB, such as 2.29.1 or 2.30.0-dev, is at the floor."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3]) >= TIMESCALEDB_FLOOR
