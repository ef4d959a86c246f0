"""How each production day went in a stage: well, with something to look at, or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Stage = Literal["measure", "allocate"]

_REASONS_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class DayState:
    """How a day went; `form` is how the stage writes down what its rows are made from."""

    produced_on: date
    stage: Stage
    outcome: Literal["ok", "flagged", "failed"]
    reasons: tuple[str, ...]
    reading_count: int | None
    form: str


class DayBook:
    """Collects what is wrong with the days of a window, then says how each went."""

    def __init__(self, reading_counts: Mapping[date, int] | None = None) -> None:
        self._reading_counts = reading_counts or {}
        self._flagged: defaultdict[date, dict[str, None]] = defaultdict(dict)
        self._failed: defaultdict[date, dict[str, None]] = defaultdict(dict)

    def flag(self, produced_on: date, reason: str) -> None:
        """Note something a person should look at."""
        self._flagged[produced_on][reason] = None

    def fail(self, produced_on: date, reason: str) -> None:
        """Note why a day has no result."""
        self._failed[produced_on][reason] = None

    @property
    def failures(self) -> dict[date, tuple[str, ...]]:
        """Reasons by failed day."""
        return {day: tuple(reasons) for day, reasons in sorted(self._failed.items())}

    def states(self, stage: Stage, days: Iterable[date], form: str) -> Iterator[DayState]:
        """Yield how each day went: its reasons once each, why it failed first, twenty at most."""
        for day in days:
            failed, flagged = self._failed.get(day, {}), self._flagged.get(day, {})
            yield DayState(
                produced_on=day,
                stage=stage,
                outcome="failed" if failed else "flagged" if flagged else "ok",
                reasons=_few([*failed, *flagged]),
                reading_count=self._reading_counts.get(day),
                form=form,
            )


def _few(reasons: list[str]) -> tuple[str, ...]:
    more = len(reasons) - _REASONS_KEPT
    return (*reasons[:_REASONS_KEPT], *([f"and {more} more"] if more > 0 else []))
