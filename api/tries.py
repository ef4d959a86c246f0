"""How often a name was tried here of late; the database counts for itself, and tells nobody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from api.doors import ComeLater

MOST: Final = 10
WITHIN_S: Final = 15 * 60
MOST_NAMES: Final = 10_000


@dataclass
class Tries:
    """Counts tries by name, whether anybody has that name or not."""

    clock: Callable[[], float] = time.monotonic
    _counted: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)

    def require_few(self, slug: str, email: str) -> None:
        """Count a try, and refuse it when there were too many.

        Raises
        ------
        ComeLater
            There were more than ten within a quarter of an hour.
        """
        key, now = _key(slug, email), self.clock()
        count, since = self._counted.get(key, (0, now))
        if now - since > WITHIN_S:
            count, since = 0, now
        if len(self._counted) >= MOST_NAMES:
            self._counted.clear()
        self._counted[key] = (count + 1, since)
        if count >= MOST:
            raise ComeLater("there were too many tries")

    def forget(self, slug: str, email: str) -> None:
        """Forget the tries of somebody who was right."""
        self._counted.pop(_key(slug, email), None)


def _key(slug: str, email: str) -> tuple[str, str]:
    return slug.strip(), email.strip().lower()
