"""Every error WellFlow raises, in one tree.

::

    WellflowError              what, where, and what to do about it
     ├─ ConfigError            a setting or site file is wrong: refuse to start
     ├─ SourceError            a device or broker failed: keep polling, store bad quality
     ├─ DataError              a value or file breaks a rule: quarantine it, name the row
     ├─ FitError               a curve could not be fitted: stored with the completion
     ├─ StorageError           the database or the spool failed
     └─ PeriodClosed           the month is closed: post a correction instead

``can_retry`` tells a caller whether the same call may succeed later.
"""

from typing import ClassVar


class WellflowError(Exception):
    """Base of the tree; `what` happened, `where` (row, register, file), and the `remedy`."""

    can_retry: ClassVar[bool] = False

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One line: where, what and remedy, as far as each is known."""
        prefix = f"{self.where}: " if self.where else ""
        suffix = f"; {self.remedy}" if self.remedy else ""
        return f"{prefix}{self.what}{suffix}"


class ConfigError(WellflowError):
    """A setting, site file or environment is wrong."""


class SourceError(WellflowError):
    """A device, server or broker did not give what was asked."""

    can_retry = True


class DataError(WellflowError):
    """A value, row or file breaks a rule of the field."""


class FitError(WellflowError):
    """A decline curve could not be fitted."""


class StorageError(WellflowError):
    """The database or the local spool failed; `can_retry` differs by cause."""

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", can_retry: bool = False
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.can_retry = can_retry  # type: ignore[misc]  # a cause decides, not the class


class PeriodClosed(WellflowError):  # noqa: N818  # the field says "period closed"
    """A closed month refuses change."""
