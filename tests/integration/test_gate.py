"""The catalogue gate passes what the migrations made and catches every way to weaken it."""

from collections.abc import Callable
from contextlib import closing, suppress

import psycopg
import pytest

from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.schema.flavour import detect
from storage.schema.gate import breaches, violations
from storage.server.bootstrap import admin_dsn_for
from storage.server.credentials import Credentials, Role
from storage.tenant import SET_TENANT, tenant_transaction
from tests.fixtures.gate_mutants import BY_THE_OWNER, TENANT_POLICY, Mutant
from tests.fixtures.gate_mutants_of_administrator import BY_AN_ADMINISTRATOR
from tests.fixtures.gate_mutants_of_migrations import BESIDE_THE_MIGRATIONS
from tests.fixtures.postgres import Server

pytestmark = pytest.mark.own_database

Open = Callable[[Role], Connection]


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


@pytest.fixture
def names(owner: Connection, database: Credentials) -> dict[str, str]:
    """What stands for the names in braces."""
    return {
        "partition": a_partition(owner),
        "database": database.database,
        "owner": database.login("owner"),
        "api": database.login("api"),
        "pipeline": database.login("pipeline"),
        "collector": database.collector_login("brazos-bend", "east"),
    }


def filled_in(text: str, names: dict[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(f"{{{placeholder}}}", name)
    return text


def missed(
    conn: Connection, mutants: dict[str, Mutant], names: dict[str, str]
) -> dict[str, list[str]]:
    """Plant each mutant for a while and return those that no message names, with what was said."""
    found = {}
    for mutant, (rule, named, statement) in mutants.items():
        said = None
        # TimescaleDB refuses some of it itself, on a chunk.
        with suppress(psycopg.errors.FeatureNotSupported), conn.transaction(force_rollback=True):
            conn.execute(filled_in(statement, names).encode())
            said = [str(violation) for violation in breaches(conn, rule)]
        words = filled_in(named, names)
        if said is not None and not any(words in line for line in said):
            found[mutant] = said
    return found


def test_gate__names_every_mutant_of_the_owner(owner: Connection, names: dict[str, str]) -> None:
    assert missed(owner, BY_THE_OWNER, names) == {}
    assert violations(owner) == []


def test_gate__names_what_leaves_the_migrations(
    owner: Connection, names: dict[str, str], publish: Callable[[str], None]
) -> None:
    owner.execute("set check_function_bodies = off")
    owner.commit()
    assert missed(owner, BESIDE_THE_MIGRATIONS, names) == {}
    assert violations(owner) == []
    by_hand = len(BESIDE_THE_MIGRATIONS) + len(BY_THE_OWNER) + len(BY_AN_ADMINISTRATOR)
    publish(f"gate: {by_hand} faults written by hand planted, each named by its rule")


def test_gate__names_a_partition_that_was_taken_away(
    owner: Connection, names: dict[str, str]
) -> None:
    partition = names["partition"]
    take_away = {
        "plain": f"alter table scada.reading detach partition {partition}",
        "timescaledb": f"call detach_chunk('{partition}')",
    }[detect(owner)]
    with owner.transaction(force_rollback=True):
        owner.execute(take_away.encode())
        said = [str(violation) for violation in violations(owner)]
    assert f"{partition} is detached from the readings [partitions]" in said


def test_gate__names_a_job_that_deletes_readings(owner: Connection) -> None:
    if detect(owner) == "plain":
        pytest.skip("plain PostgreSQL runs no jobs")
    with owner.transaction(force_rollback=True):
        owner.execute("select add_retention_policy('scada.reading', interval '1 year')")
        owner.execute("call remove_columnstore_policy('scada.reading')")
        said = "\n".join(str(violation) for violation in violations(owner))
    assert "job _timescaledb_functions.policy_retention on scada.reading is in no migration" in said
    assert "job _timescaledb_functions.policy_compression on scada.reading is missing" in said


def test_gate__names_every_mutant_of_an_administrator(
    owner: Connection, server: Server, database: Credentials, names: dict[str, str]
) -> None:
    address = admin_dsn_for(server.admin_dsn, database.database)
    with closing(connect(address, application="test")) as admin:
        assert missed(admin, BY_AN_ADMINISTRATOR, names) == {}
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


def test_gate__lets_others_be_called_almost_like_us(
    owner: Connection, server: Server, database: Credentials
) -> None:
    """The administrator of the embedded server, and the owner of a database named like ours."""
    with server.administrator() as admin:
        for name, right in (("admin", "superuser"), ("2_owner", "createdb")):
            login = f"{database.role_prefix}_{name}"
            admin.execute(f'create role "{login}" login {right}'.encode())
            try:
                assert violations(owner) == []
            finally:
                admin.execute(f'drop role "{login}"'.encode())


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
        with closing(connect(database.dsn("pipeline"), application="test")) as conn:
            assert companies_seen_after(conn, bind, tenant) == expected


def test_tenant__missing_nullif_fails_after_the_first_use(
    owner: Connection, database: Credentials, organization: Callable[..., Organization]
) -> None:
    """An unset tenant is '' once the setting was used: without nullif nothing can be read."""
    tenant = organization("pecos-ridge")
    owner.execute("drop policy tenant on wellflow.company")
    owner.execute(
        TENANT_POLICY.format(
            "", "(select current_setting('app.organization_id', true)::uuid)"
        ).encode()
    )
    owner.commit()
    with (
        closing(connect(database.dsn("pipeline"), application="test")) as conn,
        pytest.raises(psycopg.errors.InvalidTextRepresentation),
    ):
        companies_seen_after(conn, SET_TENANT, tenant)
