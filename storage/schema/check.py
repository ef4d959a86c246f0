"""A database of one's own put to the gate, with what to do about each breach."""

from contextlib import closing
from dataclasses import dataclass
from typing import Final

from domain.errors import ConfigError
from storage.connections import connect, place
from storage.faults import translated
from storage.schema.flavour import Flavour, detect
from storage.schema.gate import EVERY_RULE, REACH, Violation, violations
from storage.schema.manifest import written
from storage.schema.migrate import status
from storage.schema.remedies import remedy

# What only an administrator of the whole server can take away, and nobody on a rented one: it
# lets a login disturb others, not see or change what is theirs.
DISTURBING: Final = frozenset({REACH})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gate found in a database, and against how much it was held."""

    database: str
    flavour: Flavour
    rules: int
    objects: int
    violations: tuple[Violation, ...]

    @property
    def breaches(self) -> tuple[Violation, ...]:
        """What lets somebody see, change or hide what he must not."""
        return tuple(each for each in self.violations if each.rule not in DISTURBING)

    def remedy(self, violation: Violation) -> str:
        """Return what to do about a violation."""
        return remedy(violation, self.flavour)

    def lines(self) -> list[str]:
        """Return each violation with its remedy, one a line."""
        return [f"{each}; {self.remedy(each)}" for each in self.violations]


def check(dsn: str) -> Checked:
    """Put a database to the gate; nothing in it is changed.

    Parameters
    ----------
    dsn
        Address of the owner, or of a superuser.

    Raises
    ------
    ConfigError
        It is no database of ours, or not one of this version.
    StorageError
        It cannot be reached, or the login may not look.
    """
    with closing(connect(dsn, application="check")) as conn:
        with translated(place(dsn)):
            made = conn.execute("select to_regclass('migration.applied')").fetchone()
            conn.rollback()
        if made is None or made[0] is None:
            raise ConfigError(
                "this is no database of WellFlow",
                where=place(dsn),
                remedy="name the database of the books, and its owner's login",
            )
        pending = status(dsn).pending
        if pending:
            raise ConfigError(
                f"{len(pending)} migrations are pending",
                where=place(dsn),
                remedy="run `wellflow db migrate` first: the gate is the one of this version",
            )
        flavour = detect(conn)
        found = violations(conn)
    return Checked(place(dsn), flavour, len(EVERY_RULE), len(written(flavour)), tuple(found))
