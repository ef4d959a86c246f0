"""The audits of a month: each a query of its name, or worked out from the draft and its forms.

Amounts are exact, to 0.0001 bbl or Mcf.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final
from uuid import UUID

from books.closing.table_audits import TABLE_OF, table_outcome
from books.days.late_readings import changed_days
from books.filing.filing import MonthFilings, form_id
from books.month.draft import MonthDraft
from domain.audit_outcome import Outcome
from domain.audits import AUDITS, Audit, Fault
from domain.calendar import last_of_month
from domain.month.faults import below_zero, unbalanced, unshared
from storage.connections import Connection
from storage.rows.month_checks import faults


@dataclass(frozen=True)
class AuditedMonth:
    """A month of the tenant in scope, worked out and waiting for its close."""

    conn: Connection
    organization_id: UUID
    draft: MonthDraft
    filings: MonthFilings

    @property
    def month(self) -> date:
        """First day of the production month."""
        return self.draft.inputs.month

    @property
    def form_ids(self) -> tuple[UUID, ...]:
        """Identities of the forms as they are filed with the close."""
        version = self.draft.version
        return tuple(
            form_id(self.organization_id, each.form.code, self.month, version)
            for each in self.filings.forms
        )

    @cached_property
    def changed_days(self) -> dict[date, int]:
        """By how many readings each day of the month has more or fewer than it was made from."""
        return changed_days(self.conn, self.month, last_of_month(self.month))

    def applies(self, audit: Audit) -> bool:
        """Return whether an audit has anything to look at in this month."""
        return not audit.is_of_form or bool(self.filings.forms)


def audit_draft(audited: AuditedMonth) -> tuple[Outcome, ...]:
    """Hold the audits that need none of the month's rows to be stored; all, whatever fails."""
    return _outcomes(audited, is_of_stored=False)


def audit_month(audited: AuditedMonth) -> tuple[Outcome, ...]:
    """Hold every audit of a month whose rows are stored for the close; all, whatever fails."""
    return (*audit_draft(audited), *_outcomes(audited, is_of_stored=True))


def _outcomes(audited: AuditedMonth, *, is_of_stored: bool) -> tuple[Outcome, ...]:
    return tuple(
        _outcome(audited, audit)
        for audit in AUDITS
        if audit.is_of_stored is is_of_stored and audited.applies(audit)
    )


def _outcome(audited: AuditedMonth, audit: Audit) -> Outcome:
    draft = audited.draft
    if audit.name in TABLE_OF:
        version = (audited.month, draft.version)
        return table_outcome(audited.conn, audit, version, audited.form_ids)
    if audit.name in WORKED_OUT:
        return Outcome(audit, tuple(WORKED_OUT[audit.name](audited)))
    window = draft.inputs.window
    return Outcome(audit, faults(audited.conn, audit.name, audited.month, window, draft.version))


def _late(audited: AuditedMonth) -> Iterator[Fault]:
    for day, n_more in sorted(audited.changed_days.items()):
        if n_more > 0:
            yield Fault("readings", day, n_more)


def _lost(audited: AuditedMonth) -> Iterator[Fault]:
    for day, n_more in sorted(audited.changed_days.items()):
        if n_more < 0:
            yield Fault("readings", day, -n_more)


def _form_rules(audited: AuditedMonth) -> Iterator[Fault]:
    broken: defaultdict[str, list[str]] = defaultdict(list)
    for each in audited.filings.forms:
        for finding in each.filing.findings:
            broken[finding.where].append(finding.detail)
    for where, details in broken.items():
        yield Fault(f"{where} {'; '.join(details)}", None, len(details))


def _form_complete(audited: AuditedMonth) -> Iterator[Fault]:
    for each in audited.filings.forms:
        n_more = len(each.filing.lines) - each.n_held
        if n_more != 0:
            yield Fault(each.form.name, None, n_more)


# Every other audit of the month is a query of its name.
WORKED_OUT: Final[Mapping[str, Callable[[AuditedMonth], Iterable[Fault]]]] = {
    "readings_up_to_date": _late,
    "no_reading_lost": _lost,
    "conservation": lambda audited: unbalanced(audited.draft.month),
    "shares_add_up": lambda audited: unshared(audited.draft.month),
    "nothing_below_zero": lambda audited: below_zero(audited.draft.month),
    "form_rules": _form_rules,
    "form_complete": _form_complete,
}
