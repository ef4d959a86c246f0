"""The catalogue gate: finds whatever in a database breaks the rules that keep tenants apart."""

import json
import re
from dataclasses import dataclass
from typing import Final

from sql import query
from storage.connections import Connection
from storage.faults import translated

RULES: Final = (
    "row_security", "policies", "views", "definer_functions", "keys", "grants", "login_roles",
)  # fmt: skip

# Text as the database gives it back, white space folded.
TENANT_PREDICATE: Final = (
    "(organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true),"
    " ''::text))::uuid AS \"nullif\"))"
)
_OWN_KEY: Final = (
    "((organization_id, collector_name) ="
    " ( SELECT c.organization_id, c.collector_name FROM edge.collector c))"
)

OUTSIDE_ROW_SECURITY: Final = ("wellflow.organization_directory",)
COLLECTOR_POLICIES: Final = {
    "wellflow.collector_key.own_login": (
        "((login = ANY (ARRAY[(CURRENT_USER)::text, (SESSION_USER)::text]))"
        " AND (revoked_at IS NULL))"
    ),
    "wellflow.tag.own_collector": _OWN_KEY,
}
BARRIER_VIEWS: Final = {
    "wellflow.reading": TENANT_PREDICATE,
    "wellflow.reading_hour": TENANT_PREDICATE,
    "edge.collector": "((login = CURRENT_USER) AND (revoked_at IS NULL))",
    "edge.tag": _OWN_KEY,
    "edge.reading_in": (
        "((organization_id = ( SELECT c.organization_id FROM edge.collector c))"
        " AND (tag_id IN ( SELECT t.id FROM edge.tag t)))"
    ),
}
CHECKED_VIEWS: Final = ("wellflow.reading", "edge.reading_in")
DEFINER_FUNCTIONS: Final = (
    "wellflow.sign_in",
    "scada.ensure_partitions",
    "edge.ensure_partitions",
    "edge.quarantine_conflicts",
    "edge.quarantine_refused",
)
COLLECTOR_RIGHTS: Final = (
    "edge. USAGE",
    "edge.reading_in INSERT",
    "edge.collector SELECT",
    "edge.tag SELECT",
    "edge.ensure_partitions EXECUTE",
    "edge.quarantine_conflicts EXECUTE",
    "edge.quarantine_refused EXECUTE",
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One object of the database that breaks one rule."""

    rule: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.subject} {self.detail} [{self.rule}]"


def violations(conn: Connection) -> list[Violation]:
    """Return every breach of the tenancy rules in the connected database; none is a pass."""
    lists = {
        "tenant_predicate": TENANT_PREDICATE,
        "outside_row_security": list(OUTSIDE_ROW_SECURITY),
        "collector_policies": json.dumps(COLLECTOR_POLICIES),
        "barrier_views": json.dumps(BARRIER_VIEWS),
        "checked_views": list(CHECKED_VIEWS),
        "definer_functions": list(DEFINER_FUNCTIONS),
        "collector_rights": list(COLLECTOR_RIGHTS),
    }
    with translated("catalogue gate"), conn.transaction():
        # Names come back with their schema, whatever the session's search path is.
        conn.execute("set local search_path = pg_catalog, pg_temp")
        return [
            Violation(rule, re.sub(r"\s+", " ", subject), detail)
            for rule in RULES
            for subject, detail in conn.execute(query(f"gate/{rule}"), lists).fetchall()
        ]
