"""The database in which Dagster keeps its runs, apart from the books, with a login of its own."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from storage import credentials as stored
from storage.credentials import Credentials
from storage.faults import translated

ROLE: Final = "dagster"


def database_name(credentials: Credentials) -> str:
    """Return the name of the run store beside a database of ours."""
    return f"{credentials.database}_dagster"


def url(credentials: Credentials) -> str:
    """Return the address in the form dagster-postgres needs."""
    login = quote(credentials.login(ROLE), safe="")
    password = quote(credentials.passwords[ROLE], safe="")
    place = f"{credentials.host}:{credentials.port}/{quote(database_name(credentials), safe='')}"
    return f"postgresql+psycopg2://{login}:{password}@{place}"


def ensure(admin_dsn: str, state_dir: Path) -> str:
    """Create the run store and its login where they are missing; return its address."""
    credentials = stored.load(state_dir)
    if ROLE not in credentials.passwords:
        password = secrets.token_urlsafe(24)
        passwords = {**credentials.passwords, ROLE: password}
        credentials = replace(credentials, passwords=passwords)
        stored.save(credentials, state_dir)
    with translated(), psycopg.connect(admin_dsn, autocommit=True) as admin:
        _ensure_role(admin, credentials)
        _ensure_database(admin, credentials)
    return url(credentials)


def _ensure_role(admin: psycopg.Connection, credentials: Credentials) -> None:
    login = credentials.login(ROLE)
    known = admin.execute("select 1 from pg_roles where rolname = %s", (login,)).fetchone()
    verb = "alter" if known else "create"
    admin.execute(
        sql.SQL(verb + " role {} login nosuperuser nobypassrls password {}").format(
            sql.Identifier(login), sql.Literal(credentials.passwords[ROLE])
        )
    )


def _ensure_database(admin: psycopg.Connection, credentials: Credentials) -> None:
    name = database_name(credentials)
    if admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
        return
    admin.execute(
        sql.SQL("create database {} owner {}").format(
            sql.Identifier(name), sql.Identifier(credentials.login(ROLE))
        )
    )
    admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
