"""`wellflow db` on a server of one's own, and the store that opens the embedded one."""

import json
import secrets
from contextlib import closing

import psycopg
import pytest
from click.testing import CliRunner

from cli.main import main
from storage.connections import connect
from storage.rows.directory import organizations
from storage.server import credentials as kept
from storage.server.embedded import EmbeddedServer
from storage.server.store import opened_store


@pytest.fixture
def command(server, tmp_path, monkeypatch, capsys):
    """Runs ``wellflow db ... --json`` against a database of its own; returns what it printed."""
    name = f"wellflow_test_{secrets.token_hex(4)}"
    address = psycopg.conninfo.conninfo_to_dict(server.admin_dsn)
    url = f"postgresql://{address['user']}:{address['password']}@{address['host']}"
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", f"{url}:{address['port']}/{name}")
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["db", *arguments, "--json"])
        return ended.value.code or 0, json.loads(capsys.readouterr().out)

    yield run
    if kept.exists(tmp_path):
        server.drop_database(kept.load(tmp_path))
    server.drop_roles(name)


def test_db__from_nothing_to_a_collectors_login(command, tmp_path):
    code, made = command("bootstrap")
    assert code == 0
    assert made["roles"] == [f"{made['database']}_{role}" for role in ("owner", "pipeline", "api")]
    pending = command("status")[1]["pending"]
    assert pending
    assert command("migrate")[1]["applied"] == pending
    assert command("migrate")[1]["changed"] is False
    assert command("status")[1]["pending"] == []
    code, refused = command("collector", "brazos-bend", "pad")
    assert code == 1
    assert "no organization 'brazos-bend'" in refused["error"]


def test_db__before_bootstrap_says_what_to_do(command):
    code, refused = command("status")
    assert code == 1
    assert "wellflow db bootstrap" in refused["error"]


def test_db_draft__prints_ddl_without_a_database():
    from cli.db import db

    result = CliRunner().invoke(db, ["draft", "tag"])
    assert result.exit_code == 0
    assert result.output.startswith("-- one row per signal")
    assert "force row level security" in result.output


def test_opened_store__embedded_is_ready_and_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.delenv("WELLFLOW_DATABASE_URL", raising=False)
    try:
        for _ in range(2):
            with opened_store(tmp_path, durable=False) as store:
                address = store.credentials.dsn("pipeline")
                with closing(connect(address, application="test")) as conn:
                    assert organizations(conn) == []
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(address)
    finally:
        EmbeddedServer(tmp_path).remove()
