"""Settings come from the environment at each call."""

from pathlib import Path

from storage.server import settings
from storage.server.store import database_named_by


def test_state_dir__is_absolute_and_has_a_default(monkeypatch, tmp_path):
    monkeypatch.delenv("WELLFLOW_STATE_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    assert settings.state_dir() == tmp_path / ".wellflow"
    monkeypatch.setenv("WELLFLOW_STATE_DIR", "elsewhere")
    assert settings.state_dir() == tmp_path / "elsewhere"
    monkeypatch.setenv("WELLFLOW_STATE_DIR", "~/wells")
    assert settings.state_dir() == Path.home() / "wells"


def test_database_url__empty_means_embedded(monkeypatch):
    monkeypatch.delenv("WELLFLOW_DATABASE_URL", raising=False)
    assert settings.database_url() is None
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", "")
    assert settings.database_url() is None
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", "postgresql://h/d")
    assert settings.database_url() == "postgresql://h/d"


def test_database_named_by__passes_over_maintenance_databases():
    assert database_named_by("postgresql://admin@h/postgres") == "wellflow"
    assert database_named_by("postgresql://admin@h") == "wellflow"
    assert database_named_by("postgresql://admin@h/fields") == "fields"
