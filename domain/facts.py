"""Facts of agencies: dated TOML and CSV files beside the module that owns them.

This is the one place in `domain` that reads a file, once a process. What a fact computed is stored
with the file's content hash, so that an old figure can say which edition it came from.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """The content of one file of facts and the SHA-256 of its bytes, in hex."""

    name: str
    content: Mapping[str, Any]
    content_hash: str


@dataclass(frozen=True, slots=True)
class FactRows:
    """The rows of one CSV file of facts and the SHA-256 of its bytes, in hex."""

    name: str
    rows: tuple[Mapping[str, str], ...]
    content_hash: str


@lru_cache(maxsize=64)
def load_facts(package: str, file_name: str) -> Facts:
    """Return the content of a TOML file of facts.

    Parameters
    ----------
    package : str
        Package that owns the file, e.g. ``domain.states.texas``.
    file_name : str
        Name of the file in that package.

    Returns
    -------
    Facts
        Parsed content and its hash; read once a process.
    """
    raw = files(package).joinpath(file_name).read_bytes()
    return Facts(file_name, tomllib.loads(raw.decode()), sha256(raw).hexdigest())


@lru_cache(maxsize=64)
def load_rows(package: str, file_name: str) -> FactRows:
    """Return the rows of a CSV file of facts; lines that start with ``#`` are remarks."""
    raw = files(package).joinpath(file_name).read_bytes()
    lines = [line for line in raw.decode().splitlines() if not line.startswith("#")]
    return FactRows(file_name, tuple(csv.DictReader(lines)), sha256(raw).hexdigest())


def is_valid_in(fact: Mapping[str, Any], month: date) -> bool:
    """Return whether a dated fact holds in a production month.

    Parameters
    ----------
    fact : mapping
        Entry with `valid_from` and an optional `valid_to`, both the first day of a month and
        both included.
    month : date
        Any day of the production month.

    Returns
    -------
    bool
        Whether the month lies within.
    """
    first = month.replace(day=1)
    until: date | None = fact.get("valid_to")
    starts: date = fact["valid_from"]
    return starts <= first and (until is None or first <= until)
