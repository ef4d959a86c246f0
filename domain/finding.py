"""A rule that a row breaks: which row, which rule, and how."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.errors import DataError


class Finding(NamedTuple):
    """One broken rule; `where` names the row as a person knows it."""

    where: str
    rule: str
    detail: str

    def __str__(self) -> str:
        """Return the finding on one line."""
        return f"{self.where}: {self.detail} [{self.rule}]"


def require_none(findings: Sequence[Finding], what: str, remedy: str = "") -> None:
    """Raise if there are findings.

    Parameters
    ----------
    findings : sequence of Finding
        Broken rules.
    what : str
        What cannot go on, e.g. ``Form PR of 2026-03``.
    remedy : str
        What to do about it.

    Raises
    ------
    DataError
        Naming every finding.
    """
    if findings:
        listed = "; ".join(str(finding) for finding in findings)
        raise DataError(f"{what} breaks {len(findings)} rule(s): {listed}", remedy=remedy)
