"""Every statement of the TimescaleDB flavour, applied and used on the WebAssembly build."""

import re

import pytest
from psycopg import sql as composed

import sql
from catalog.render import comments
from storage.schema.gate import EXPECTED
from storage.schema.gate import RULES as ALL_RULES
from tests.fixtures.pglite import Outcome, Step, run

BRAZOS = "00000000-0000-7000-8000-000000000001"
PECOS = "00000000-0000-7000-8000-000000000002"
TAG = "00000000-0000-7000-8000-0000000000a1"
FOREIGN_TAG = "00000000-0000-7000-8000-0000000000b1"
ANN = "00000000-0000-7000-8000-0000000000c1"
TOKEN = "what nobody guesses"
COUNT = "select count(*)::int as n, min(value) as low from wellflow.reading"
SCHEMA = re.compile(r"^create schema (\w+);$", re.MULTILINE)
# This build cannot take from PUBLIC what it holds on the database that it runs.
RULES = [rule for rule in ALL_RULES if rule != "database"]
MIGRATIONS = [file.source for file in sql.migrations("timescaledb")]


def as_login(login: str, text: str) -> str:
    return f"set session authorization {login}; {text}"


def in_tenant(organization_id: str, text: str) -> str:
    return (
        f"begin; select set_config('app.organization_id', '{organization_id}', true);"
        f" {text}; commit"
    )


def filled_in(text: str) -> str:
    """Put this build's logins in place of the variables; its superuser has made the schemas."""
    named = re.sub(r":'(\w+)'", r"'wf_\1'", re.sub(r':"(\w+)"', r'"wf_\1"', text))
    return SCHEMA.sub("", named)


def gate(rule: str) -> str:
    text = re.sub(
        r"%\((\w+)\)s",
        lambda match: composed.Literal(EXPECTED[match[1]]).as_string(None),
        sql.query(f"gate/{rule}"),
    )
    return f"set search_path = pg_catalog, pg_temp; {text}"


def seed() -> str:
    return "; ".join(
        f"""
        insert into wellflow.organization_directory values ('{organization}', '{slug}');
        {
            in_tenant(
                organization,
                f'''
        insert into wellflow.organization (organization_id, organization_name)
            values ('{organization}', '{slug}');
        insert into wellflow.collector_key (organization_id, login, collector_name)
            values ('{organization}', 'wf_c_{slug}_east', 'east');
        insert into wellflow.tag (organization_id, id, tag_name, collector_name, device_name,
            protocol, kind, unit)
            values ('{organization}', '{tag}', 'total', 'east', 'rtu', 'modbus', 'totalizer',
                'bbl');
        insert into wellflow.app_user (organization_id, id, email, full_name)
            values ('{organization}', '{ANN}', 'ann@example.com', 'Ann');
        insert into wellflow.capability_grant (organization_id, app_user_id, capability)
            values ('{organization}', '{ANN}', 'read.volume');
        insert into identity.session (token_sha256, organization_id, app_user_id, is_good,
            must_change, begun_at, expires_at)
            values (sha256('{TOKEN} of {slug}'), '{organization}', '{ANN}', true, false, now(),
                now() + interval '1 hour')
        ''',
            )
        };
        select edge.admit('wf_c_{slug}_east')
        """
        for organization, slug, tag in ((BRAZOS, "brazos", TAG), (PECOS, "pecos", FOREIGN_TAG))
    )


def insert(tag: str, *, value: str = "g") -> str:
    return f"""
        insert into edge.reading_in (tag_id, observed_at, received_at, value, quality)
        select '{tag}'::uuid, timestamptz '2026-03-01Z' + g * interval '10 minutes',
            now(), {value}, 0
        from generate_series(0, 3023) g"""


ROLES = """
    create role wf_owner login;
    create role wf_pipeline login;
    create role wf_api login;
    create role wf_c_brazos_east login;
    create role wf_c_pecos_east login;
"""
HAND_OVER = """
    alter schema wellflow owner to wf_owner;
    alter schema scada owner to wf_owner;
    alter schema scada_chunks owner to wf_owner;
    alter schema edge owner to wf_owner;
    alter default privileges for role wf_owner revoke execute on functions from public;
    revoke all on schema public from public;
    grant usage on schema public to wf_owner, wf_pipeline, wf_api;
"""


def reading_as(token: str) -> str:
    """Count Brazos' readings in a transaction that stays open, so that its rows are the last."""
    presented = f"select set_config('app.session', '{token}', true); {COUNT}"
    return in_tenant(BRAZOS, presented).replace("; commit", "")


def made_and_seeded() -> list[Step]:
    schemas, *others = sql.migrations("timescaledb")
    later = [name for file in others for name in SCHEMA.findall(file.text)]
    return [
        Step("timescaledb", "create extension if not exists timescaledb"),
        Step("btree_gist", "create extension if not exists btree_gist"),
        Step("roles", ROLES),
        # This build cannot grant on the database it runs: its superuser makes the schemas.
        Step(schemas.source, schemas.text),
        Step("hand over", HAND_OVER),
        *(Step(name, f"create schema {name} authorization wf_owner") for name in later),
        Step("become owner", as_login("wf_owner", "select 1")),
        *(Step(file.source, f"begin; {filled_in(file.text)}; commit") for file in others),
        Step("comments", comments()),
        Step("seed", seed()),
    ]


def steps() -> list[Step]:
    collector = "wf_c_brazos_east"
    conflict = f"""
        select edge.quarantine_conflicts(array['{TAG}'::uuid, '{FOREIGN_TAG}'],
            array['2026-03-01Z'::timestamptz, '2026-03-01Z'], array[now(), now()],
            array[77::float8, 78], array[0::bigint, 0]) as stored"""
    return [
        *made_and_seeded(),
        Step("insert", as_login(collector, insert(TAG))),
        Step("insert for another", as_login(collector, insert(FOREIGN_TAG))),
        Step("insert as pecos", as_login("wf_c_pecos_east", insert(FOREIGN_TAG))),
        Step(
            "compress",
            as_login(
                "wf_owner",
                "select count(compress_chunk(c))::int as n from show_chunks('scada.reading') c",
            ),
        ),
        Step("replay", as_login(collector, insert(TAG, value="g + 1"))),
        Step("conflict", as_login(collector, conflict)),
        Step("conflict again", as_login(collector, conflict)),
        *(
            step
            for name, token in (
                ("read", f"{TOKEN} of brazos"),
                ("read by a session of the other", f"{TOKEN} of pecos"),
                ("read without a session", ""),
            )
            for step in (
                Step(name, as_login("wf_api", reading_as(token))),
                Step(f"end {name}", "rollback"),
            )
        ),
        Step("read unset", as_login("wf_api", COUNT)),
        Step("refresh as owner", as_login("wf_owner", "select 1")),
        Step("refresh", "call refresh_continuous_aggregate('scada.reading_hour', null, null)"),
        Step(
            "hours",
            as_login(
                "wf_pipeline",
                in_tenant(
                    BRAZOS,
                    "select count(*)::int as n, sum(reading_count)::int as readings,"
                    " max(last_value) as last from wellflow.reading_hour",
                ).replace("; commit", ""),
            ),
        ),
        Step("end hours", "rollback"),
        Step(
            "chunks",
            "reset session authorization; select format('%I.%I', n.nspname, c.relname) as chunk"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and c.relowner = 'wf_owner'::regrole"
            " and n.nspname in ('scada_chunks', '_timescaledb_internal')",
        ),
        *(Step(f"gate {rule}", gate(rule)) for rule in RULES),
    ]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return run(steps())


@pytest.mark.parametrize("source", [*MIGRATIONS, "comments", "seed"])
def test_statements__apply(outcomes: dict[str, Outcome], source: str) -> None:
    assert outcomes[source].error is None


def test_collector__inserts_its_own_tags_alone(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["insert"].error is None
    assert outcomes["insert as pecos"].error is None
    assert outcomes["insert for another"].code == "44000"


def test_columnstore__takes_replays_and_keeps_the_first_value(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["compress"].rows[0]["n"] >= 3
    assert outcomes["replay"].error is None
    assert outcomes["read"].rows == [{"n": 3024, "low": 0}]
    for name in ("read unset", "read without a session", "read by a session of the other"):
        assert outcomes[name].rows == [{"n": 0, "low": None}], name


def test_conflict__is_quarantined_once_and_for_own_tags_alone(
    outcomes: dict[str, Outcome],
) -> None:
    assert outcomes["conflict"].rows == [{"stored": 1}]
    assert outcomes["conflict again"].rows == [{"stored": 0}]


def test_hours__are_the_tenant_s_own(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["refresh"].error is None
    assert outcomes["hours"].rows == [{"n": 504, "readings": 3024, "last": 3023}]


def test_chunks__have_a_schema_of_their_own(outcomes: dict[str, Outcome]) -> None:
    chunks = [row["chunk"] for row in outcomes["chunks"].rows]
    assert sum(chunk.startswith("scada_chunks.") for chunk in chunks) >= 3


@pytest.mark.parametrize("rule", RULES)
def test_gate__finds_nothing(outcomes: dict[str, Outcome], rule: str) -> None:
    assert outcomes[f"gate {rule}"].error is None
    assert outcomes[f"gate {rule}"].rows == []
