"""The catalogue gate passes what the migrations made and catches every way to weaken it."""

from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from storage.connections import Connection, connect
from storage.credentials import Credentials, Role
from storage.directory import Organization
from storage.gate import violations
from storage.identity import uuid7
from storage.tenant import SET_TENANT, tenant_transaction
from tests.fixtures.postgres import Server

Open = Callable[[Role], Connection]
POLICY = "create policy tenant on wellflow.company using (organization_id = {})"
READING = """create or replace view wellflow.reading with (security_barrier) as
    select organization_id, tag_id, observed_at, received_at, value, quality from scada.reading"""

MUTANTS = {
    "policy dropped": ("policies", "drop policy tenant on wellflow.company"),
    "force removed": (
        "row_security", "alter table wellflow.company no force row level security"),
    "row security disabled": (
        "row_security", "alter table wellflow.company disable row level security"),
    "nullif missing": (
        "policies",
        "drop policy tenant on wellflow.company; " + POLICY.format(
            "(select current_setting('app.organization_id', true)::uuid)")),
    "policy widened": (
        "policies", "create policy all_rows on wellflow.company for select using (true)"),
    "policy lets write more than it shows": (
        "policies",
        "alter policy tenant on wellflow.company with check (true)"),
    "reading view ungated": ("views", READING),
    "reading view without its barrier": (
        "views", "alter view wellflow.reading set (security_barrier = false)"),
    "reading view without its check": (
        "views", "alter view wellflow.reading reset (check_option)"),
    "new view with its owner's rights": (
        "views", "create view wellflow.spy as select * from wellflow.company"),
    "materialized view": (
        "views", "create materialized view wellflow.spy as select * from wellflow.company"),
    "primary key without organization": (
        "keys",
        "alter table wellflow.day_state drop constraint day_state_pkey,"
        " add primary key (produced_on, stage, organization_id)"),
    "unique key without organization": (
        "keys", "create unique index spy on wellflow.company (company_code)"),
    "reference without organization": (
        "keys",
        "alter table wellflow.tag add constraint spy foreign key (collector_name, organization_id)"
        " references wellflow.collector_key (login, organization_id)"),
    "reference into a tenant's table": (
        "keys",
        "create table wellflow.note (id uuid, organization_id uuid, well_id uuid,"
        " foreign key (well_id, organization_id) references wellflow.well (id, organization_id))"),
    "tenant's table without row security": (
        "row_security", "create table wellflow.note (organization_id uuid, id uuid)"),
    "table without a tenant, granted": (
        "row_security",
        'create table wellflow.note (id uuid); grant select on wellflow.note to "{api}"'),
    "definer function": (
        "definer_functions",
        "create function wellflow.spy() returns bigint language sql security definer"
        " set search_path = pg_catalog, pg_temp as 'select count(*) from wellflow.company'"),
    "search path let go": (
        "definer_functions", "alter function wellflow.sign_in(text, text) reset search_path"),
    "definer function for everyone": (
        "definer_functions", "grant execute on function wellflow.sign_in(text, text) to public"),
    "truncate": ("grants", 'grant truncate on wellflow.company to "{api}"'),
    "references": ("grants", 'grant references (id) on wellflow.company to "{pipeline}"'),
    "everyone": ("grants", "grant select on wellflow.company to public"),
    "raw readings": ("grants", 'grant select on scada.reading to "{api}"'),
    "raw schema": ("grants", 'grant usage on schema scada to "{pipeline}"'),
    "a partition": ("grants", 'grant select on {partition} to "{api}"'),
    "a collector sees a tenant": ("grants", 'grant select on wellflow.company to "{collector}"'),
    "a collector reads back": ("grants", 'grant select on edge.reading_in to "{collector}"'),
    "a collector admits": (
        "grants", 'grant execute on function edge.admit(name) to "{collector}"'),
    "a tenant at the collectors' counter": ("grants", 'grant insert on edge.reading_in to "{api}"'),
}  # fmt: skip


@pytest.fixture
def owner(
    connection: Open, organization: Callable[..., Organization], collector: Callable[..., str]
) -> Connection:
    """The owner of a database with a tenant, its collector, and a partition with a reading."""
    tenant = organization("brazos-bend")
    collector("brazos-bend", "east")
    conn = connection("owner")
    conn.execute("select scada.ensure_partitions('2026-03-01Z', '2026-03-02Z')")
    conn.execute(
        "insert into scada.reading"
        " (organization_id, tag_id, observed_at, received_at, value, quality)"
        " values (%s, %s, '2026-03-01Z', '2026-03-01Z', 1, 0)",
        (tenant.organization_id, uuid7()),
    )
    conn.commit()
    return conn


def test_gate__passes_what_the_migrations_made(owner: Connection) -> None:
    assert violations(owner) == []


def a_partition(owner: Connection) -> str:
    """Return the name of one partition of the readings, or of one chunk with TimescaleDB."""
    row = owner.execute(
        "select inhrelid::regclass::text from pg_inherits"
        " where inhparent = 'scada.reading'::regclass order by 1 limit 1"
    ).fetchone()
    if row is None:
        pytest.fail("the readings have no partition")
    return str(row[0])


def test_gate__catches_every_mutant(owner: Connection, database: Credentials) -> None:
    names = {
        "partition": a_partition(owner),
        "api": database.login("api"),
        "pipeline": database.login("pipeline"),
        "collector": database.collector_login("brazos-bend", "east"),
    }
    missed = {}
    for mutant, (rule, statement) in MUTANTS.items():
        with owner.transaction(force_rollback=True):
            for placeholder, name in names.items():
                statement = statement.replace(f"{{{placeholder}}}", name)
            for part in statement.split("; "):
                owner.execute(part.encode())
            found = {violation.rule for violation in violations(owner)}
        if rule not in found:
            missed[mutant] = found
    assert missed == {}
    assert violations(owner) == []


def test_gate__catches_a_login_that_no_policy_binds(
    owner: Connection, server: Server, database: Credentials
) -> None:
    login = f"{database.role_prefix}_c_brazos-bend_rogue"
    with server.administrator() as admin:
        for right in ("bypassrls", "createrole", "in role pg_read_all_data"):
            admin.execute(f'create role "{login}" login {right}'.encode())
            try:
                found = {(v.rule, v.subject) for v in violations(owner)}
            finally:
                admin.execute(f'drop role "{login}"'.encode())
            assert ("login_roles", login) in found, right


def companies_seen_after(conn: Connection, bind: str, tenant: Organization) -> int:
    """Bind a tenant in one transaction and count what the next one sees without binding."""
    with conn.transaction():
        conn.execute(bind.encode(), (str(tenant.organization_id), ""))
    with conn.transaction():
        row = conn.execute("select count(*) from wellflow.company").fetchone()
    return int(row[0]) if row is not None else 0


def test_tenant__ends_with_its_transaction_and_a_session_level_one_is_caught(
    owner: Connection, database: Credentials, organization: Callable[..., Organization]
) -> None:
    tenant = organization("pecos-ridge")
    with tenant_transaction(owner, tenant.organization_id):
        owner.execute(
            "insert into wellflow.company (organization_id, id, company_name, company_code)"
            " values (%s, %s, 'Acme', 'ACME')",
            (tenant.organization_id, uuid7()),
        )
    mutant = SET_TENANT.replace("true", "false")
    assert mutant != SET_TENANT
    for bind, expected in ((SET_TENANT, 0), (mutant, 1)):
        with closing(connect(database.dsn("api"), application="test")) as conn:
            assert companies_seen_after(conn, bind, tenant) == expected


def test_tenant__missing_nullif_fails_after_the_first_use(
    owner: Connection, database: Credentials, organization: Callable[..., Organization]
) -> None:
    """An unset tenant is '' once the setting was used: without nullif nothing can be read."""
    tenant = organization("pecos-ridge")
    owner.execute("drop policy tenant on wellflow.company")
    owner.execute(
        POLICY.format("(select current_setting('app.organization_id', true)::uuid)").encode()
    )
    owner.commit()
    with (
        closing(connect(database.dsn("api"), application="test")) as conn,
        pytest.raises(psycopg.errors.InvalidTextRepresentation),
    ):
        companies_seen_after(conn, SET_TENANT, tenant)
