"""Credentials: addresses, names of logins, and the file they are kept in."""

import psycopg
import pytest

from domain.errors import ConfigError
from storage.server import credentials as kept
from storage.server.credentials import Credentials

KNOWN = Credentials(
    host="::1",
    port=5433,
    database="well flow",
    role_prefix="wellflow",
    passwords={"owner": "a/b:c@d?", "pipeline": "p", "api": 'q"\\\n'},
    collectors={"brazos-bend/pad": "c"},
    options={"sslmode": "require"},
)


def test_dsn__survives_awkward_characters():
    parts = psycopg.conninfo.conninfo_to_dict(KNOWN.dsn("owner"))
    assert parts == {
        "host": "::1", "port": "5433", "dbname": "well flow", "user": "wellflow_owner",
        "password": "a/b:c@d?", "sslmode": "require",
    }  # fmt: skip


def test_collector_dsn__belongs_to_one_organization_and_box():
    parts = psycopg.conninfo.conninfo_to_dict(KNOWN.collector_dsn("brazos-bend", "pad"))
    assert (parts["user"], parts["password"]) == ("wellflow_c_brazos-bend_pad", "c")
    with pytest.raises(ConfigError, match="no password is kept for 'pecos/pad'"):
        KNOWN.collector_dsn("pecos", "pad")


def test_collector_login__fits_a_name_and_stays_unique():
    long = "x" * 80
    logins = {KNOWN.collector_login("brazos-bend", f"{long}{number}") for number in range(3)}
    assert len(logins) == 3
    assert all(len(login) <= 63 for login in logins)


def test_save__reads_back_and_is_private(tmp_path):
    folder = tmp_path / "state"
    kept.save(KNOWN, folder)
    assert kept.load(folder) == KNOWN
    assert kept.path_in(folder).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["credentials.toml"]


def test_load__says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="wellflow db bootstrap"):
        kept.load(tmp_path)
    kept.path_in(tmp_path).write_text("host = 'h'")
    with pytest.raises(ConfigError, match="cannot be read"):
        kept.load(tmp_path)


def test_repr__shows_no_password():
    assert "a/b:c@d?" not in repr(KNOWN)
