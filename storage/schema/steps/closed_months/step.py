"""The step itself: every closed month and booked run of every organization, one after another."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final
from uuid import UUID

from psycopg import sql

from domain.made_from.canonical import MadeFrom
from sql import query
from storage.connections import Connection
from storage.schema.steps.closed_months.month import read_month
from storage.schema.steps.closed_months.run import read_run

log = logging.getLogger(__name__)

_GUARDED: Final = ("production_period", "revenue_run")
_IN_SCOPE: Final = "select set_config('app.organization_id', %s, true)"


def run(conn: Connection) -> None:
    """Carry closed months and booked runs over to form 1, or mark them as changed."""
    organizations = conn.execute(
        "select organization_id, slug from wellflow.organization_directory order by slug"
    ).fetchall()
    with _guards_off(conn):
        for organization_id, slug in organizations:
            conn.execute(_IN_SCOPE, (str(organization_id),))
            _carry_months(conn, organization_id, slug)
            _carry_runs(conn, organization_id, slug)
        conn.execute(_IN_SCOPE, ("",))


@contextmanager
def _guards_off(conn: Connection) -> Iterator[None]:
    """Lift what refuses any change of a closed month; only its hash is written here."""
    for name in _GUARDED:
        _alter(conn, name, "disable trigger user")
    yield
    for name in _GUARDED:
        _alter(conn, name, "enable trigger user")


def _alter(conn: Connection, name: str, what: str) -> None:
    table = sql.Identifier("wellflow", name)
    conn.execute(sql.SQL("alter table {} {}").format(table, sql.SQL(what)))


def _carry_months(conn: Connection, organization_id: UUID, slug: str) -> None:
    for month, old_hash in conn.execute(query("carry_over/closed_months")).fetchall():
        now, inputs = read_month(conn, month)
        if now == old_hash:
            _keep(conn, organization_id, inputs)
            _set_hash_of_month(conn, month, inputs)
        else:
            log.warning("%s: %s has changed since it was closed", slug, f"{month:%Y-%m}")
            conn.execute(
                "update wellflow.production_period set inputs_changed_at = now() where month = %s",
                (month,),
            )


def _carry_runs(conn: Connection, organization_id: UUID, slug: str) -> None:
    for run_id, statement_id, old_hash in conn.execute(query("carry_over/booked_runs")).fetchall():
        hashes, inputs = read_run(conn, run_id, statement_id)
        if old_hash in hashes:
            _keep(conn, organization_id, inputs)
            _set_hash_of_run(conn, run_id, inputs)
        else:
            log.warning("%s: revenue run %s has changed since it was booked", slug, run_id)
            conn.execute(
                "update wellflow.revenue_run set inputs_changed_at = now() where id = %s",
                (run_id,),
            )


def _keep(conn: Connection, organization_id: UUID, inputs: MadeFrom) -> None:
    conn.execute(
        "insert into wellflow.made_from (organization_id, input_hash, inputs) values (%s, %s, %s)"
        " on conflict do nothing",
        (organization_id, inputs.input_hash, inputs.compressed),
    )


def _set_hash_of_month(conn: Connection, month: date, inputs: MadeFrom) -> None:
    conn.execute(
        "update wellflow.production_period set input_hash = %s where month = %s",
        (inputs.input_hash, month),
    )


def _set_hash_of_run(conn: Connection, run_id: UUID, inputs: MadeFrom) -> None:
    conn.execute(
        "update wellflow.revenue_run set input_hash = %s where id = %s",
        (inputs.input_hash, run_id),
    )
