"""What logins of tenants reach beside their tables: what the server gives to everyone."""

from dataclasses import dataclass

from sql import query
from storage.connections import Connection
from storage.schema.manifest import prefix_in


@dataclass(frozen=True, slots=True)
class Reached:
    """Something of the server that a login of tenants, or everyone, may use and none needs."""

    topic: str
    privilege: str
    object: str
    holder: str

    @property
    def name(self) -> str:
        """Its name, without what it takes."""
        return self.object.partition(" ")[2].partition("(")[0]

    @property
    def remedy(self) -> str:
        """The statement with which a superuser takes it away, in this database alone."""
        return f"revoke {self.privilege} on {self.object} from {self.holder}"


def within_reach(conn: Connection) -> list[Reached]:
    """Return what no tenant and no collector needs and somebody may use."""
    rows = conn.execute(query("reach/offered"), _names(conn)).fetchall()
    return [
        Reached(topic, privilege, thing, holder)
        for topic, privilege, thing, _, holders in rows
        for holder in holders
    ]


def by_topic(found: list[Reached]) -> list[tuple[str, str]]:
    """Return each topic once for each holder, with the names that he reaches."""
    named: dict[tuple[str, str], set[str]] = {}
    for each in found:
        named.setdefault((each.topic, each.holder), set()).add(each.name)
    return [
        (topic, f"within reach of {_holder(holder)}: {', '.join(sorted(names))}")
        for (topic, holder), names in sorted(named.items())
    ]


def unlimited(conn: Connection) -> list[tuple[str, str]]:
    """Return the logins of tenants that may take every connection of the server."""
    rows = conn.execute(query("reach/logins"), _names(conn)).fetchall()
    return [
        (login, "may take every connection of the server")
        for kind, login, _, _ in rows
        if kind == "connections"
    ]


def _names(conn: Connection) -> dict[str, str]:
    return {"prefix": f"{prefix_in(conn)}_"}


def _holder(role: str) -> str:
    return "PUBLIC" if role == "public" else role
