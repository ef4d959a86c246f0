"""What the migrations make of a database, object by object, as it was written down.

The files are `sql/manifest/plain.json`, and `timescaledb.json` for what differs there. They are
renewed by `make manifest`; a database is compared with them by the gate.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import sql
from sql import query
from storage.connections import Connection
from storage.schema.flavour import Flavour, detect
from storage.schema.roles import MENTIONED

HOME: Final = sql.HOME / "manifest"
KINDS: Final = {
    "relations": "relation",
    "columns": "column",
    "constraints": "constraint",
    "keys": "key",
    "triggers": "trigger",
    "policies": "policy",
    "rules": "rule",
    "functions": "function",
    "types": "type",
    "grants": "grant",
    "others": "other",
}
SYSTEM_SCHEMAS: Final = (
    "^(pg_|information_schema$|_timescaledb_|timescaledb_(information|experimental)$)"
)
LONGEST_TEXT: Final = 100
DIGEST_CHARACTERS: Final = 24
# Printed anew by the server, with line breaks of its own; a function's body is kept to the letter.
REPRINTED: Final = ("rules", "policies")
DEFINER: Final = "security definer "
# TimescaleDB numbers what it makes, in the order in which it was made on this server.
NUMBERED: Final = re.compile(r"(?<=_materialized_hypertable_)\d+|(?<=cagg_watermark\()\d+")

_DIGEST: Final = "sha256 "
_OWNER: Final = "select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'wellflow'"


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that is not what the migrations make; None stands for an object that is not."""

    kind: str
    name: str
    made: str | None
    found: str | None

    @property
    def said(self) -> str:
        """What is wrong with it, in the words of a violation."""
        if self.found is None:
            return "is missing"
        if self.made is None:
            return f"is in no migration: {self.found}"
        if _DIGEST in self.made or _DIGEST in self.found:
            return "does not say what the migrations make it say"
        return f"is not what the migrations make it: {self.found}, in place of {self.made}"


def facts(conn: Connection) -> dict[str, str]:
    """Return what the connected database holds: ``kind name`` with what is said of it.

    The caller has set the search path to ``pg_catalog, pg_temp``, so that names come back with
    their schema. Our roles stand without the database's name: ``:api``.
    """
    prefix = prefix_in(conn)
    rows = conn.execute(query("manifest/schemas"), {"system_schemas": SYSTEM_SCHEMAS}).fetchall()
    found = {f"schema {name}": said for _, name, said in rows}
    schemas = {"schemas": [oid for oid, _, _ in rows]}
    for topic, kind in KINDS.items():
        for name, said in conn.execute(query(f"manifest/{topic}"), schemas).fetchall():
            found[f"{kind} {folded(name)}"] = folded(said) if topic in REPRINTED else said
    if detect(conn) == "timescaledb":
        jobs = conn.execute(query("manifest/jobs")).fetchall()
        found |= {f"job {name}": said for name, said in jobs}
    return {
        _without_prefix(name, prefix): _shortened(_without_prefix(said, prefix))
        for name, said in found.items()
    }


def differences(conn: Connection) -> list[Difference]:
    """Return every object of the connected database that the migrations do not make so."""
    made, found = written(detect(conn)), facts(conn)
    prefix = prefix_in(conn)
    return [
        Difference(*_named(key, prefix), made.get(key), found.get(key))
        for key in sorted(made.keys() | found.keys())
        if made.get(key) != found.get(key)
    ]


@cache
def written(flavour: Flavour) -> Mapping[str, str]:
    """Return the manifest of a flavour."""
    made: dict[str, str | None] = _read(path_of("plain"))
    if flavour == "timescaledb":
        made = made | _read(path_of("timescaledb"))
    return {name: said for name, said in made.items() if said is not None}


def definer_functions() -> list[str]:
    """Return the functions that run with their owner's rights, by the manifest."""
    return [
        name.removeprefix("function ")
        for name, said in written("timescaledb").items()
        if name.startswith("function ") and said.startswith(DEFINER)
    ]


def path_of(flavour: Flavour) -> Path:
    """Return the file of a flavour; the one of TimescaleDB says what differs."""
    return HOME / f"{flavour}.json"


def write(found: Mapping[str, str], flavour: Flavour) -> Path:
    """Write down what a freshly migrated database holds, and return the file."""
    path = path_of(flavour)
    kept: Mapping[str, str | None] = found
    if flavour == "timescaledb":
        plain = written("plain")
        kept = {
            name: found.get(name)
            for name in plain.keys() | found.keys()
            if plain.get(name) != found.get(name)
        }
    text = json.dumps(dict(sorted(kept.items())), indent=0, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def prefix_in(conn: Connection) -> str:
    """Return what the roles of the connected database begin with."""
    row = conn.execute(_OWNER.encode()).fetchone()
    return "" if row is None else str(row[0]).removesuffix("_owner")


def folded(text: str) -> str:
    """Return a text with all white space as single blanks."""
    return re.sub(r"\s+", " ", text)


def _read(path: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _without_prefix(text: str, prefix: str) -> str:
    ours = rf'"?\b{re.escape(prefix)}_({"|".join(MENTIONED)})\b"?'
    return NUMBERED.sub("N", re.sub(ours, r":\1", text))


def _shortened(text: str) -> str:
    """Return a text as it is, if it is one short line; of a longer one what it does not show."""
    head, line_break, tail = text.partition("\n")
    if len(text) <= LONGEST_TEXT and not line_break:
        return text
    shown, hidden = (f"{head} ", tail) if line_break else ("", text)
    digest = hashlib.sha256(hidden.encode()).hexdigest()[:DIGEST_CHARACTERS]
    return f"{shown}{_DIGEST}{digest}"


def _named(key: str, prefix: str) -> tuple[str, str]:
    kind, _, name = key.partition(" ")
    return kind, re.sub(rf":({'|'.join(MENTIONED)})\b", rf"{prefix}_\1", name)
