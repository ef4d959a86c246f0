"""Brings a database to the schema of this version: numbered files, once each, in order."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql as composed
from psycopg.pq import TransactionStatus

import sql
from domain.errors import StorageError
from sql import Migration
from storage.connections import Connection, connect
from storage.faults import as_wellflow, translated
from storage.schema import applied as ledger
from storage.schema.applied import AppliedFile
from storage.schema.flavour import Flavour, detect
from storage.schema.roles import filled_in, prefix_of
from storage.schema.split import statements
from storage.schema.steps import run_step

APPLICATION: Final = "migrate"
ADVISORY_LOCK: Final = 0x57454C4C464C4F57  # "WELLFLOW"
COMMENTS: Final = "comments"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """What to apply: the folder of SQL, the text of the repeatable comments, and the steps."""

    home: Path = sql.HOME
    comments: Callable[[], str] | None = None
    step: Callable[[Connection, int], None] = run_step

    def repeatable(self) -> str:
        """Return the comments; without a text of its own, those of the catalog."""
        if self.comments is not None:
            return self.comments()
        text = import_module("catalog.render").comments()
        return str(text)


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What a run did; a run that found nothing to do has applied nothing."""

    flavour: Flavour
    applied: tuple[str, ...]
    resumed: tuple[str, ...]
    comments_renewed: bool

    @property
    def changed(self) -> bool:
        """Whether the database is another one than before."""
        return bool(self.applied) or self.comments_renewed


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """Where a database stands: file names by what is known of them."""

    flavour: Flavour
    applied: tuple[str, ...]
    interrupted: tuple[str, ...]
    pending: tuple[str, ...]


CATALOG_SOURCE: Final = MigrationSource()


def migrate(owner_dsn: str, *, source: MigrationSource = CATALOG_SOURCE) -> MigrationReport:
    """Apply every pending migration; a second run changes nothing.

    Runners exclude each other by an advisory lock. A file runs in one transaction, in which
    FORCE ROW LEVEL SECURITY is lifted; a file that begins with ``-- no-transaction`` runs
    statement by statement and, when interrupted, goes on where it stopped.

    Raises
    ------
    StorageError
        A statement failed, an applied file was changed or is unknown, or numbers go backwards.
    """
    with closing(_connection(owner_dsn)) as conn, _alone(conn):
        flavour = detect(conn)
        ledger.create(conn)
        files = sql.migrations(flavour, source.home)
        entries = ledger.entries(conn)
        _check_history(files, entries)
        pending = [file for file in files if not _is_done(file, entries)]
        for file in pending:
            _apply(conn, source, file, entries.get(file.number))
        renewed = _renew_comments(conn, source.repeatable())
    resumed = tuple(file.source for file in pending if file.number in entries)
    return MigrationReport(flavour, tuple(file.source for file in pending), resumed, renewed)


def status(owner_dsn: str, *, source: MigrationSource = CATALOG_SOURCE) -> MigrationStatus:
    """Tell what has been applied and what is pending, changing nothing."""
    with closing(_connection(owner_dsn)) as conn, translated():
        flavour = detect(conn)
        files = sql.migrations(flavour, source.home)
        entries = ledger.entries(conn)
    _check_history(files, entries)
    return MigrationStatus(
        flavour,
        applied=tuple(file.source for file in files if _is_done(file, entries)),
        interrupted=tuple(
            file.source for file in files if file.number in entries and not _is_done(file, entries)
        ),
        pending=tuple(file.source for file in files if not _is_done(file, entries)),
    )


def _connection(owner_dsn: str) -> Connection:
    # A migration takes as long as it takes, and waits for the runner before it.
    return connect(
        owner_dsn,
        application=APPLICATION,
        autocommit=True,
        statement_timeout_s=0,
        lock_timeout_s=0,
    )


@contextmanager
def _alone(conn: Connection) -> Iterator[None]:
    with translated():
        row = conn.execute("select pg_try_advisory_lock(%s)", (ADVISORY_LOCK,)).fetchone()
        if row is None or not row[0]:
            _log.warning("another migration of %s is at work: waiting for it", conn.info.dbname)
            conn.execute("select pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        yield
        conn.execute("select pg_advisory_unlock(%s)", (ADVISORY_LOCK,))


def _is_done(file: Migration, entries: dict[int, AppliedFile]) -> bool:
    return file.number in entries and entries[file.number].is_done


def _check_history(files: Sequence[Migration], entries: dict[int, AppliedFile]) -> None:
    known = {file.number: file for file in files}
    for number, entry in entries.items():
        if number not in known:
            raise StorageError(
                f"the database holds migration {entry.source}, which this version does not know",
                remedy="install the newer version of WellFlow that made it",
            )
        if known[number].source != entry.source:
            raise StorageError(
                f"{entry.source} was applied, and now {known[number].source} stands in its place",
                remedy="restore the file's name; a database keeps the flavour it began with,"
                " so load a dump into a new one to change it",
            )
        if known[number].checksum != entry.checksum:
            raise StorageError(
                f"{entry.source} was changed after it had been applied",
                where=known[number].source,
                remedy="restore the file and write the change as a new migration",
            )
    newest = max(entries, default=0)
    for file in files:
        if file.number not in entries and file.number < newest:
            raise StorageError(
                f"{file.source} comes before {entries[newest].source}, which is applied",
                remedy=f"give it a number above {newest}",
            )


def _apply(
    conn: Connection, source: MigrationSource, file: Migration, entry: AppliedFile | None
) -> None:
    _log.info("applying %s", file.source)
    prefix = prefix_of(conn.info.user)
    if file.in_transaction:
        with conn.transaction():
            _lock_views(conn)
            with _force_lifted(conn):
                _run(conn, filled_in(file.text, conn, prefix), file.source)
                if conn.info.transaction_status != TransactionStatus.INTRANS:
                    raise StorageError(
                        "the file ended the transaction it runs in",
                        where=file.source,
                        remedy="take COMMIT and ROLLBACK out, or begin it with -- no-transaction",
                    )
            source.step(conn, file.number)
            ledger.record(conn, file, done=1, total=1)
        return
    parts = statements(file.text)
    begun = entry.done if entry is not None else 0
    if entry is not None:
        _drop_half_built_indexes(conn, file)
    for done, part in enumerate(parts):
        if done < begun:
            continue
        ledger.record(conn, file, done=done, total=len(parts))
        _run(conn, filled_in(part, conn, prefix), f"{file.source}, statement {done + 1}")
    ledger.record(conn, file, done=len(parts), total=len(parts))


def _drop_half_built_indexes(conn: Connection, file: Migration) -> None:
    """Drop what an interrupted CREATE INDEX CONCURRENTLY left, which IF NOT EXISTS would keep."""
    rows = conn.execute(
        "select n.nspname, c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where not i.indisvalid and c.relkind = 'i' and pg_has_role(c.relowner, 'usage')"
    ).fetchall()
    for schema, name in rows:
        if name in file.text:
            _log.warning("dropping the half built index %s.%s", schema, name)
            index = composed.Identifier(schema, name)
            conn.execute(composed.SQL("drop index {}").format(index))


def _run(conn: Connection, text: str, where: str) -> None:
    try:
        conn.execute(text.encode())
    except psycopg.Error as error:
        position = error.diag.statement_position
        line = f":{text.count(chr(10), 0, int(position)) + 1}" if position else ""
        raise as_wellflow(error, where=f"{where}{line}") from None


def _lock_views(conn: Connection) -> None:
    """Take the views before their tables, as those do who read and write through them.

    In the other order a collector that goes on sending and the migration wait for one another;
    so would they if a view were taken before those that read it.
    """
    views = conn.execute(sql.query("schema/views_before_what_they_read")).fetchall()
    for view in views:
        # LOCK would take their tables too, in an order of its own, and every partition.
        conn.execute(
            composed.SQL("alter view {} set (security_barrier = true)").format(
                composed.Identifier(*view)
            )
        )


@contextmanager
def _force_lifted(conn: Connection) -> Iterator[None]:
    """Let the owner see all rows, so that a new constraint is checked against all of them."""
    forced = _forced(conn)
    for table in forced:
        _alter(conn, table, "no force row level security")
    yield
    # A deferred check would still be pending and ALTER TABLE refuses while it is.
    conn.execute("set constraints all immediate")
    for table in forced:
        if _exists(conn, table):
            _alter(conn, table, "force row level security")


def _forced(conn: Connection) -> list[tuple[int, str, str]]:
    return conn.execute(
        "select c.oid::bigint, n.nspname, c.relname from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where c.relforcerowsecurity and pg_has_role(c.relowner, 'usage')"
        " order by n.nspname, c.relname"
    ).fetchall()


def _exists(conn: Connection, table: tuple[int, str, str]) -> bool:
    query = "select 1 from pg_class where oid = %s::bigint::oid"
    return conn.execute(query, (table[0],)).fetchone() is not None


def _alter(conn: Connection, table: tuple[int, str, str], what: str) -> None:
    # By its number: the migration may have renamed it.
    row = conn.execute(
        "select n.nspname, c.relname from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where c.oid = %s::bigint::oid",
        (table[0],),
    ).fetchone()
    schema, name = row if row is not None else table[1:]
    conn.execute(
        composed.SQL("alter table {} {}").format(
            composed.Identifier(schema, name), composed.SQL(what)
        )
    )


def _renew_comments(conn: Connection, text: str) -> bool:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if ledger.repeatable(conn, COMMENTS) == checksum:
        return False
    with conn.transaction():
        _run(conn, filled_in(text, conn, prefix_of(conn.info.user)), COMMENTS)
        ledger.record_repeatable(conn, COMMENTS, checksum)
    return True
