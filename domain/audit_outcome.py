"""How the audits of a month went: each with its faults, and what all of them took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.audits import Audit, Fault
from domain.calendar import month_label

FAULTS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one audit went: what it found at fault, and how many rules it held over how many rows.

    A query or a sum is one rule; only what is held against the catalog is counted in rows.
    """

    audit: Audit
    faults: tuple[Fault, ...]
    n_rules: int = 1
    n_rows: int = 0

    @property
    def name(self) -> str:
        """Name of the audit."""
        return self.audit.name

    @property
    def is_passed(self) -> bool:
        """Whether nothing is at fault."""
        return not self.faults

    @property
    def is_blocking(self) -> bool:
        """Whether it keeps the month open."""
        return bool(self.faults) and self.audit.severity == "blocks"

    def __str__(self) -> str:
        """Return the audit's first faults on one line."""
        shown = [self.audit.line(fault) for fault in self.faults[:FAULTS_SHOWN]]
        more = len(self.faults) - len(shown)
        return f"{self.name}: {'; '.join(shown)}{f'; and {more} more' if more else ''}"


@dataclass(frozen=True, slots=True)
class AuditCost:
    """What the audits of a close took: rules over rows, and seconds, loading a library apart."""

    n_passed: int = 0
    n_failed: int = 0
    n_rules: int = 0
    n_rows: int = 0
    seconds: float = 0.0
    load_seconds: float = 0.0

    @classmethod
    def of(
        cls, outcomes: Sequence[Outcome], seconds: float, load_seconds: float = 0.0
    ) -> "AuditCost":
        """Return what some audits took."""
        n_passed = sum(each.is_passed for each in outcomes)
        return cls(
            n_passed=n_passed,
            n_failed=len(outcomes) - n_passed,
            n_rules=sum(each.n_rules for each in outcomes),
            n_rows=sum(each.n_rows for each in outcomes),
            seconds=round(seconds, 3),
            load_seconds=round(load_seconds, 3),
        )

    def __str__(self) -> str:
        """Return it on one line."""
        failed = f", {self.n_failed} failed" if self.n_failed else ""
        loading = f" and {self.load_seconds:.1f} s to load" if self.load_seconds >= _SHOWN_S else ""
        return (
            f"{self.n_passed} passed{failed}, {self.n_rules} rules over {self.n_rows} rows, "
            f"{self.seconds:.1f} s{loading}"
        )


_SHOWN_S: Final = 0.05


def blocking(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return the audits that keep a month open."""
    return tuple(each for each in outcomes if each.is_blocking)


def to_look_at(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return a line for each audit that found something and keeps no month open."""
    return tuple(str(each) for each in outcomes if each.faults and not each.is_blocking)


def remedies_of(month: date, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return what to do about audits that found something and keep no month open, each once."""
    label = month_label(month)
    told = (
        f"{each.name}: {each.audit.remedy.format(month=label)}"
        for each in outcomes
        if each.faults and not each.is_blocking and each.audit.remedy
    )
    return tuple(dict.fromkeys(told))


def remedy_of(month: date, outcomes: Iterable[Outcome]) -> str:
    """Return what to do about audits that keep a month open, each remedy once."""
    label = month_label(month)
    wanted = dict.fromkeys(each.audit.remedy.format(month=label) for each in blocking(outcomes))
    return f"{'; '.join(wanted)}; then close again" if wanted else ""
