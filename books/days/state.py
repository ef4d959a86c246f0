"""How each production day went in each stage, with its reasons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal
from uuid import UUID

from sql import query
from storage import bulk
from storage.connections import Connection

Stage = Literal["measure", "allocate"]

_REASONS_KEPT: Final = 20


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

    def rows(
        self,
        organization_id: UUID,
        stage: Stage,
        run_id: UUID,
        days: Iterable[date],
        form: str | None = None,
    ) -> Iterable[dict[str, object]]:
        """Yield one row of `day_state` for each day."""
        for day in days:
            failed, flagged = self._failed.get(day, {}), self._flagged.get(day, {})
            outcome = "failed" if failed else "flagged" if flagged else "ok"
            yield {
                "organization_id": organization_id,
                "produced_on": day,
                "stage": stage,
                "outcome": outcome,
                "reasons": _few([*failed, *flagged]),
                "run_id": run_id,
                "reading_count": self._reading_counts.get(day),
                "form": form,
            }


def store(
    conn: Connection,
    organization_id: UUID,
    stage: Stage,
    run_id: UUID,
    days: list[date],
    book: DayBook,
    form: str,
) -> int:
    """Replace the state of some days in one stage; return the rows written.

    `form` is how the stage writes down what its rows are made from.
    """
    return bulk.replace_window(
        conn,
        "day_state",
        "stage = %(stage)s and produced_on = any(%(days)s)",
        {"stage": stage, "days": days},
        book.rows(organization_id, stage, run_id, days, form),
    )


def days_of_another_form(conn: Connection, days: list[date], form: str) -> frozenset[date]:
    """Return the days, of those given, that were measured in another form than this."""
    rows = conn.execute(
        query("measurement/days_of_another_form"), {"days": days, "form": form}
    ).fetchall()
    return frozenset(row[0] for row in rows)


def _few(reasons: list[str]) -> list[str]:
    if len(reasons) <= _REASONS_KEPT:
        return reasons
    return [*reasons[:_REASONS_KEPT], f"and {len(reasons) - _REASONS_KEPT} more"]
