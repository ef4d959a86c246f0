"""Dagster's home: a folder in the state folder with a copy of the root `dagster.yaml`."""

import shutil
from pathlib import Path
from typing import Final

from domain.errors import ConfigError

SETTINGS_FILE: Final = Path(__file__).parents[1] / "dagster.yaml"
CODE_LOCATION: Final = "pipelines.definitions"


def prepare_home(state_dir: Path, run_store_url: str) -> dict[str, str]:
    """Create Dagster's home and return the environment its processes need.

    Raises
    ------
    ConfigError
        If the root `dagster.yaml` is missing.
    """
    if not SETTINGS_FILE.is_file():
        raise ConfigError("dagster.yaml is missing", where=str(SETTINGS_FILE))
    home = (state_dir / "dagster").resolve()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(SETTINGS_FILE, home / "dagster.yaml")
    return {
        "DAGSTER_HOME": str(home),
        "WELLFLOW_DAGSTER_URL": run_store_url,
        "WELLFLOW_STATE_DIR": str(state_dir.resolve()),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
