"""Which extra brings a library that a command asked for and this installation does not have."""

from typing import Final

from domain.errors import ConfigError
from ingest.protocols.registry import libraries

# By the name a library is imported under; the extras are those of pyproject.toml.
EXTRA_OF: Final = {
    **dict.fromkeys(("pydantic", *sorted(libraries())), "edge"),
    **dict.fromkeys(
        (
            "argon2", "dagster", "dagster_postgres", "dagster_webserver", "great_expectations",
            "iotcore", "numpy", "pandas", "polars", "scipy", "sqlalchemy", "zxcvbn",
        ),
        "pipeline",
    ),
    **dict.fromkeys(("starlette", "uvicorn"), "api"),
}  # fmt: skip


def missing_extra(error: ModuleNotFoundError) -> ConfigError | None:
    """Return what to tell a person whose installation lacks a library of ours, if it is one."""
    library = (error.name or "").partition(".")[0]
    extra = EXTRA_OF.get(library)
    if extra is None:
        return None
    return ConfigError(
        f"this command needs {library}, which is not installed",
        remedy=f"pip install 'wellflow[{extra}]'; in a clone: pip install -e '.[{extra}]'",
    )
