"""What to do about each breach that the gate finds, in one line."""

import re
from typing import Final

import sql
from storage.schema.flavour import Flavour
from storage.schema.gate import MANIFEST, Violation

BY_RULE: Final = {
    "row_security": "as the owner: alter table {subject} enable row level security,"
    " force row level security; drop it if it is none of ours",
    "policies": "drop what is not listed; make the policy tenant again as its table's migration"
    " does",
    "sessions": "as the owner: select wellflow.bind_to_session('{subject}', ...), as the migrations"
    " do for tables of its kind",
    "views": "drop what is not listed; make the view again as its migration does",
    "definer_functions": "drop what is not listed; make the function again as its migration does",
    "keys": "drop it",
    "grants": "revoke it as who granted it",
    "login_roles": "ask an administrator to take it from the role",
    "ownership": "ask an administrator to give it back to the owner, or to drop it",
    "triggers": "as the owner: alter table {subject} enable trigger all; drop what runs another's"
    " function",
    "partitions": "attach it again; give it what its table has",
    "database": "ask an administrator to take it back",
    "reach": "run `wellflow db bootstrap --admin DSN` with a superuser's address; where you have"
    " none, ask who runs the server to revoke it from PUBLIC in this database",
}
UNKNOWN: Final = "drop it, unless you know who made it and why"
# Words that stand in an object's name and in every migration.
EVERYWHERE: Final = frozenset({"wellflow", "public", "to", "type", "schema"})


def remedy(violation: Violation, flavour: Flavour) -> str:
    """Return what to do about a breach."""
    if violation.rule != MANIFEST:
        return BY_RULE[violation.rule].format(subject=violation.subject)
    kind, _, name = violation.subject.partition(" ")
    if kind == "grant":
        return _of_grant(name, violation.detail)
    if violation.detail.startswith("is in no migration"):
        return UNKNOWN
    source = made_by(name, flavour)
    return f"make it again as {source or 'the migrations'} does, and find out who changed it"


def made_by(name: str, flavour: Flavour) -> str | None:
    """Return the newest migration that names every part of an object's name, if one does."""
    words = set(re.findall(r"\w+", name.partition("(")[0])) - EVERYWHERE
    for file in reversed(sql.migrations(flavour)):
        if words and words <= set(re.findall(r"\w+", file.text)):
            return f"sql/{file.source}"
    return None


def _of_grant(name: str, detail: str) -> str:
    on, _, role = name.rpartition(" to ")
    if detail == "is missing":
        return f"grant it on {on} to {role} again, as the migrations do"
    return f"as the owner: revoke on {on} from {role} what the migrations do not grant"
