"""Opens connections that all behave alike: UTC, a name, time limits, no autocommit."""

from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from domain.errors import ConfigError, StorageError
from storage.faults import can_retry

Connection = psycopg.Connection[tuple[Any, ...]]

CONNECT_TIMEOUT_S: Final = 10
STATEMENT_TIMEOUT_S: Final = 600
LOCK_TIMEOUT_S: Final = 60
SEARCH_PATH: Final = "wellflow,public"
# A login may choose defaults for all its next sessions, which others share: what a session names
# itself counts for more. These would stop its work or change what it reads.
NAMED_LEST_A_LOGIN_CHOSE: Final = {
    "default_transaction_read_only": "off",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "row_security": "on",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "local_preload_libraries": "",
    "client_encoding": "UTF8",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "synchronous_commit": "on",
    "transform_null_equals": "off",
}
# A line that is cut without a word is noticed within a minute, idle or sending; left to the
# kernel, a collector would wait for a quarter of an hour before it dials again.
KEEPALIVE_IDLE_S: Final = 30
KEEPALIVE_INTERVAL_S: Final = 10
KEEPALIVE_COUNT: Final = 3
UNACKNOWLEDGED_S: Final = 60


def connect(
    dsn: str,
    *,
    application: str,
    statement_timeout_s: float = STATEMENT_TIMEOUT_S,
    lock_timeout_s: float = LOCK_TIMEOUT_S,
    autocommit: bool = False,
) -> Connection:
    """Open a connection.

    Parameters
    ----------
    dsn
        Address with login and password.
    application
        Name shown in the server's list of sessions.
    statement_timeout_s, lock_timeout_s
        Longest run of a statement, longest wait for a lock [s]; 0 waits for ever.

    Raises
    ------
    StorageError
        The server cannot be reached or refuses the login.
    """
    settings = {
        **NAMED_LEST_A_LOGIN_CHOSE,
        "timezone": "UTC",
        "search_path": SEARCH_PATH,
        "statement_timeout": f"{round(statement_timeout_s * 1000)}ms",
        "lock_timeout": f"{round(lock_timeout_s * 1000)}ms",
        "client_min_messages": "warning",
    }
    try:
        return psycopg.connect(
            dsn,
            autocommit=autocommit,
            application_name=f"wellflow {application}",
            connect_timeout=CONNECT_TIMEOUT_S,
            keepalives_idle=KEEPALIVE_IDLE_S,
            keepalives_interval=KEEPALIVE_INTERVAL_S,
            keepalives_count=KEEPALIVE_COUNT,
            tcp_user_timeout=UNACKNOWLEDGED_S * 1000,
            options=" ".join(f"-c {name}={_escaped(value)}" for name, value in settings.items()),
        )
    except psycopg.Error as error:
        raise _unreachable(dsn, error) from None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def address_parts(dsn: str) -> dict[str, Any]:
    """Return host, port, dbname, user and the rest of an address.

    Raises
    ------
    ConfigError
        The text is no address; it is not repeated, since it may hold a password.
    """
    try:
        return dict(conninfo_to_dict(dsn))
    except psycopg.ProgrammingError:
        raise ConfigError(
            "the database's address cannot be read",
            remedy="write postgresql://LOGIN:PASSWORD@HOST:PORT/DATABASE, with any @ : / or % of"
            " the password as %40 %3A %2F %25",
        ) from None


def place(dsn: str) -> str:
    """Return where an address points to, without its password."""
    parts = address_parts(dsn)
    host = parts.get("host") or "local socket"
    return f"{parts.get('user')}@{host}:{parts.get('port') or 5432}/{parts.get('dbname')}"


def _unreachable(dsn: str, error: psycopg.Error) -> StorageError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return StorageError(
        f"cannot connect: {lines[-1] if lines else type(error).__name__}",
        where=place(dsn),
        remedy="check that the server runs and that the credentials are its own",
        can_retry=can_retry(error),
    )
