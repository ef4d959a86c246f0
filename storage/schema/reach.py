"""What logins reach beside their tables: what the server gives to everyone."""

from dataclasses import dataclass
from itertools import groupby

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class Reached:
    """A function or a language of the server that logins other than the owner may use.

    `granted` and `from_whom` are its right and who holds it, as a statement says them.
    """

    topic: str
    name: str
    holder: str
    granted: str
    from_whom: str

    @property
    def remedy(self) -> str:
        """The statement with which a superuser takes it away, in this database alone."""
        return f"revoke {self.granted} from {self.from_whom}"


def within_reach(conn: Connection) -> list[Reached]:
    """Return what no tenant and no collector needs and somebody may use, by topic and holder."""
    return [Reached(*row) for row in conn.execute(query("gate/reach")).fetchall()]


def by_topic(found: list[Reached]) -> list[tuple[str, str]]:
    """Return each topic once for each holder, with the names that he reaches."""
    return [
        (topic, f"within reach of {holder}: {', '.join(sorted({each.name for each in some}))}")
        for (topic, holder), some in groupby(found, lambda each: (each.topic, each.holder))
    ]
