"""A production month of the tenant in scope: its span, state and version, looked up once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from books.days.scope import organization_calendar
from domain.calendar import Window, first_of_month, month_label
from domain.errors import PeriodClosed
from domain.period import Period
from storage.connections import Connection
from storage.rows import periods


@dataclass(frozen=True, slots=True)
class MonthScope:
    """One month of one organization, held by this transaction alone."""

    organization_id: UUID
    month: date
    window: Window
    period: Period

    @property
    def label(self) -> str:
        """The month as people write it."""
        return month_label(self.month)

    def require_open(self) -> None:
        """Refuse a closed month.

        Raises
        ------
        PeriodClosed
            If it is closed.
        """
        if self.period.is_closed:
            raise PeriodClosed(
                f"production month {self.label} is closed at version {self.period.version}",
                remedy="post a correction under the next version",
            )


def held_month(conn: Connection, organization_id: UUID, month: date) -> MonthScope:
    """Hold a month until the transaction ends and return what is known of it.

    Parameters
    ----------
    conn : Connection
        Connection in a tenant transaction of the organization.
    organization_id : UUID
        Tenant in scope.
    month : date
        Any day of the production month.

    Raises
    ------
    ConfigError
        If the organization has no master data yet.
    """
    first = first_of_month(month)
    window = organization_calendar(conn).month_window(first)
    periods.hold_month(conn, organization_id, first)
    return MonthScope(organization_id, first, window, periods.period(conn, first))
