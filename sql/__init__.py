"""Numbered migrations and named queries that a database administrator can read.

Belongs here: `migrations/NNNN_name.sql`, `flavours/{plain,timescaledb}/NNNN_name.sql` where the
two databases differ, `queries/<family>/<name>.sql`, and the manifest of what the migrations make.
Does not belong here: Python, beyond this loader.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from domain.errors import ConfigError

HOME: Final = Path(__file__).parent
NO_TRANSACTION: Final = "-- no-transaction"
FILE_NAME: Final = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file; `source` is its path below the folder of SQL."""

    number: int
    name: str
    source: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def in_transaction(self) -> bool:
        """Whether the whole file is one transaction."""
        return self.text.split("\n", 1)[0].strip() != NO_TRANSACTION


def migrations(flavour: str, home: Path = HOME) -> list[Migration]:
    """Return the migrations of a flavour in the order of their numbers.

    Raises
    ------
    ConfigError
        A file is misnamed, a number is used twice, or the flavours have different files.
    """
    variants = {folder.name: _read(folder, home) for folder in _flavour_folders(home)}
    names = {tuple((file.number, file.name) for file in files) for files in variants.values()}
    if len(names) > 1:
        raise ConfigError(
            "the flavours do not have the same migrations", where=str(home / "flavours")
        )
    files = sorted(
        _read(home / "migrations", home) + variants.get(flavour, []),
        key=lambda migration: migration.number,
    )
    repeated = [n for n, count in Counter(file.number for file in files).items() if count > 1]
    if repeated:
        raise ConfigError(f"migration numbers used twice: {repeated}", where=str(home))
    return files


@cache
def query(name: str) -> str:
    """Return the text of a named query, as in ``query("measurement/tank_gauges")``."""
    path = HOME / "queries" / f"{name}.sql"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no query {name!r}", where=str(path)) from None


def _flavour_folders(home: Path) -> list[Path]:
    folder = home / "flavours"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _read(folder: Path, home: Path) -> list[Migration]:
    files = []
    for path in sorted(folder.glob("*.sql")):
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            raise ConfigError("a migration is named NNNN_name.sql", where=str(path))
        source = path.relative_to(home).as_posix()
        text = path.read_text(encoding="utf-8")
        files.append(Migration(int(match["number"]), match["name"], source, text))
    return files
