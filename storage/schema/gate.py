"""The catalogue gate: finds whatever in a database breaks the rules that keep tenants apart."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sql import query
from storage.connections import Connection
from storage.faults import translated
from storage.schema.manifest import SYSTEM_SCHEMAS, definer_functions, differences, folded
from storage.schema.reach import by_topic, unlimited, within_reach

RULES: Final = (
    "row_security", "policies", "sessions", "views", "definer_functions", "keys", "grants",
    "login_roles", "ownership", "triggers", "partitions", "database",
)  # fmt: skip
# What the migrations make, and what the server gives to everyone.
MANIFEST: Final = "manifest"
REACH: Final = "reach"
EVERY_RULE: Final = (*RULES, MANIFEST, REACH)

# Text as the database gives it back, white space folded.
TENANT_PREDICATE: Final = (
    "(organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true),"
    " ''::text))::uuid AS \"nullif\"))"
)
SESSION_PREDICATE: Final = (
    "(organization_id = ( SELECT wellflow.session_organization() AS session_organization))"
)
READABLE_PATTERN: Final = r"^(\({0}\)|\(\({0}\)( OR \(\w+ = ANY \({1}\)\))+\))$".format(
    r"organization_id = \( SELECT wellflow\.organization_readable\('[a-z ]+'::text\)"
    r" AS organization_readable\)",
    r"\(?\( SELECT wellflow\.in_reach\('[a-z]+'::text, '[a-z]+'::text\) AS in_reach\)"
    r"\)?(::uuid\[\])?",
)
READINGS_PREDICATE: Final = (
    "(organization_id = ( SELECT wellflow.organization_of_readings() AS organization_of_readings))"
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
_DOOR: Final = (
    " SELECT tag_id, observed_at, received_at, value, quality FROM scada.reading WHERE false;"
)
_OF_THE_LOGIN: Final = (
    " DO INSTEAD INSERT INTO scada.reading"
    " (organization_id, tag_id, observed_at, received_at, value, quality)"
    " SELECT CASE WHEN (sent.tag_id IN ( SELECT t.id FROM edge.tag t))"
    " THEN ( SELECT c.organization_id FROM edge.collector c)"
    " ELSE edge.refuse_tag() END AS organization_id,"
    " sent.tag_id, sent.observed_at, sent.received_at, sent.value, sent.quality"
    " FROM LATERAL ( SELECT new.tag_id, new.observed_at, new.received_at, new.value,"
    " new.quality OFFSET 0) sent"
)
BARRIER_VIEWS: Final = {
    "wellflow.reading": (
        " SELECT organization_id, tag_id, observed_at, received_at, value, quality"  # noqa: S608
        f" FROM scada.reading WHERE {READINGS_PREDICATE};"
    ),
    "wellflow.reading_hour": (
        " SELECT organization_id, tag_id, hour_at, reading_count, good_count, mean_value,"  # noqa: S608
        f" low_value, high_value, last_value FROM scada.reading_hour WHERE {READINGS_PREDICATE};"
    ),
    "edge.collector": (
        " SELECT organization_id, collector_name, login FROM wellflow.collector_key"
        " WHERE ((login = CURRENT_USER) AND (revoked_at IS NULL));"
    ),
    "edge.tag": (
        " SELECT organization_id, id, tag_name, device_name, protocol, kind, unit, low_limit,"  # noqa: S608
        " high_limit, rollover_at, deadband, max_rate_per_hour, hold_max_s"
        f" FROM wellflow.tag WHERE {_OWN_KEY};"
    ),
    "edge.reading_in": _DOOR,
    "edge.reading_new": _DOOR,
}
CHECKED_VIEWS: Final = ("wellflow.reading",)
REWRITES: Final = {
    "edge.reading_in": (
        "CREATE RULE of_the_login AS ON INSERT TO edge.reading_in"
        f"{_OF_THE_LOGIN} ON CONFLICT DO NOTHING;"
    ),
    "edge.reading_new": (
        f"CREATE RULE of_the_login AS ON INSERT TO edge.reading_new{_OF_THE_LOGIN};"
    ),
}
COLLECTOR_RIGHTS: Final = (
    "edge. USAGE",
    "edge.reading_in INSERT",
    "edge.reading_new INSERT",
    "edge.collector SELECT",
    "edge.tag SELECT",
    "edge.refuse_tag EXECUTE",
    "edge.ensure_partitions EXECUTE",
    "edge.quarantine_conflicts EXECUTE",
    "edge.quarantine_refused EXECUTE",
)
EXPECTED: Final[dict[str, object]] = {
    "system_schemas": SYSTEM_SCHEMAS,
    "tenant_predicate": TENANT_PREDICATE,
    "session_predicate": SESSION_PREDICATE,
    "readable_pattern": READABLE_PATTERN,
    "outside_row_security": list(OUTSIDE_ROW_SECURITY),
    "read_only": [*OUTSIDE_ROW_SECURITY, *BARRIER_VIEWS],
    "collector_policies": json.dumps(COLLECTOR_POLICIES),
    "barrier_views": json.dumps(BARRIER_VIEWS),
    "checked_views": list(CHECKED_VIEWS),
    "rewrites": json.dumps(REWRITES),
    "definer_functions": definer_functions(),
    "collector_rights": list(COLLECTOR_RIGHTS),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One object of the database that breaks one rule."""

    rule: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.subject} {self.detail} [{self.rule}]"


def violations(conn: Connection) -> list[Violation]:
    """Return every breach of the tenancy rules in the connected database; none is a pass.

    Beside the rules, every object is compared with what the migrations make, and what the server
    gives to everyone must be out of reach.
    """
    return [each for rule in EVERY_RULE for each in breaches(conn, rule)]


def breaches(conn: Connection, rule: str) -> list[Violation]:
    """Return every breach of one of the rules."""
    with translated("catalogue gate"), names_with_their_schema(conn):
        if rule == MANIFEST:
            found = [(f"{each.kind} {each.name}", each.said) for each in differences(conn)]
        elif rule == REACH:
            found = [*by_topic(within_reach(conn)), *unlimited(conn)]
        else:
            found = conn.execute(query(f"gate/{rule}"), EXPECTED).fetchall()
    return [Violation(rule, folded(subject), detail) for subject, detail in found]


@contextmanager
def names_with_their_schema(conn: Connection) -> Iterator[None]:
    """Have names come back with their schema, whatever the session's search path is."""
    with conn.transaction():
        conn.execute("set local search_path = pg_catalog, pg_temp")
        yield
