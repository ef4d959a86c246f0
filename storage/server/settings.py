"""Where state lives and which database is meant, read from the environment at each call."""

import os
from pathlib import Path
from typing import Final

STATE_DIR_VARIABLE: Final = "WELLFLOW_STATE_DIR"
DATABASE_URL_VARIABLE: Final = "WELLFLOW_DATABASE_URL"
DEFAULT_STATE_DIR: Final = ".wellflow"
DEFAULT_DATABASE: Final = "wellflow"


def state_dir() -> Path:
    """Return the absolute folder for credentials, spools and the embedded database."""
    return Path(os.environ.get(STATE_DIR_VARIABLE) or DEFAULT_STATE_DIR).expanduser().absolute()


def database_url() -> str | None:
    """Return the address of the operator's own server; None means the embedded one."""
    return os.environ.get(DATABASE_URL_VARIABLE) or None
