"""Keeps the children of an installation running: one that ends is started again, the others go on.

Belongs here: when a child is started again, and saying so.
Does not belong here: which children there are (`installation.up`), how one is started or stopped
(`installation.processes`).
"""

import logging
import math
import re
import time
from dataclasses import dataclass, field
from typing import Final

from domain.errors import StorageError
from ingest.backoff import BackOff
from installation.processes import Child, ProcessGroup
from storage.server.embedded import EmbeddedServer

logger = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0
# Who has run for so long has recovered: its next end is waited for as briefly as the first.
CALM_AFTER_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.5
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Watch:
    """One child under watch: since when it runs, or when it is due again."""

    child: Child
    is_started_again: bool = True
    back_off: BackOff = field(
        default_factory=lambda: BackOff(first_s=FIRST_WAIT_S, limit_s=LONGEST_WAIT_S)
    )
    _since: float = field(default_factory=time.monotonic)
    _due: float | None = None

    def look(self) -> None:
        """Notice its end, and start it again when it is due."""
        now = time.monotonic()
        if self._due is None:
            if not self.child.is_running():
                self._ended(now)
        elif now >= self._due:
            self.child.start()
            self._since, self._due = now, None
            logger.warning("%s: started again", self.child.name)

    def _ended(self, now: float) -> None:
        self.child.end_descendants()
        said = self._last_words()
        if not self.is_started_again:
            self._due = math.inf
            logger.warning(
                "%s %s and is not started again: %s", self.child.name, self.child.ending(), said
            )
            return
        if now - self._since > CALM_AFTER_S:
            self.back_off.worked()
        wait_s = self.back_off.failed()
        self._due = now + wait_s
        logger.warning(
            "%s %s, the others go on; it is started again in %.0f s; its last words in %s: %s",
            self.child.name, self.child.ending(), wait_s, self.child.log, said,
        )  # fmt: skip

    def _last_words(self) -> str:
        lines = _COLOURS.sub("", self.child.log_tail()).splitlines()
        return lines[-1] if lines else "it said nothing"


@dataclass
class DatabaseWatch:
    """The embedded database under watch: one that died is started again, and said so."""

    server: EmbeddedServer
    back_off: BackOff = field(
        default_factory=lambda: BackOff(first_s=FIRST_WAIT_S, limit_s=LONGEST_WAIT_S)
    )
    _not_before: float = 0.0

    def look(self) -> None:
        """Start it again where it has died; one that does not come up is tried again later."""
        if time.monotonic() < self._not_before or self.server.is_running():
            return
        logger.warning("the database has died; it is started again")
        try:
            self.server.revive()
        except StorageError as error:
            if not error.can_retry:
                raise
            wait_s = self.back_off.failed()
            self._not_before = time.monotonic() + wait_s
            logger.warning("it is tried again in %.0f s: %s", wait_s, error.message)
            return
        self.back_off.worked()
        logger.warning("the database runs again")


def keep_running(
    group: ProcessGroup,
    database: EmbeddedServer | None = None,
    *,
    for_s: float = math.inf,
    left_ended: frozenset[str] = frozenset(),
) -> None:
    """Keep every child, and the embedded database, running until a signal or for a time.

    Parameters
    ----------
    group : ProcessGroup
        The children.
    database : EmbeddedServer, optional
        Started by us.
    for_s : float
        How long [s].
    left_ended : frozenset of str
        Names of children that are not started again.

    Raises
    ------
    StorageError
        The database died and can never come up again where its users look for it.
    """
    watches: list[Watch | DatabaseWatch] = [
        Watch(child, child.name not in left_ended) for child in group.children
    ]
    if database is not None:
        watches.insert(0, DatabaseWatch(database))
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        for watch in watches:
            watch.look()
        time.sleep(_LOOK_EVERY_S)
