"""Flags of a run, counted: a line each for a person, however often one repeats."""

from collections import Counter
from datetime import date


class CountedFlags:
    """Counts flags by what they say, and remembers where each was first seen."""

    def __init__(self) -> None:
        self._count: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], date] = {}

    def add(self, flag: str, about: str, produced_on: date) -> None:
        """Count one flag about one point and quantity."""
        key = (flag, about)
        self._count[key] += 1
        self._first[key] = min(produced_on, self._first.get(key, produced_on))

    def count(self, flag: str) -> int:
        """Return how often a flag was raised, whatever about."""
        return sum(times for (name, _), times in self._count.items() if name == flag)

    @property
    def lines(self) -> tuple[str, ...]:
        """One line for each flag and point, in order of the alphabet."""
        return tuple(
            f"{flag}: {about}, {times} {'day' if times == 1 else 'days'}, first "
            f"{self._first[flag, about].isoformat()}"
            for (flag, about), times in sorted(self._count.items())
        )
