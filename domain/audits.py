"""The audits of a production month before it closes, declared once, in the order they are shown.

An audit that is worked out of stored rows is a query, ``sql/queries/audits/<name>.sql``, and a line
here; the others are worked out where the month is closed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from domain.flags import Severity


class Fault(NamedTuple):
    """One thing at fault: what, on which day if there is one, and by how much or how often."""

    subject: str
    on_date: date | None
    amount: Decimal | int | str


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit: what it means when it fails, and what a person does then.

    `reads` says a fault on one line, with ``{subject}``, ``{on_date}`` and ``{amount}``;
    ``{month}`` in `remedy` is the month being closed. One that blocks keeps the month open; the
    others are shown as something to look at. `is_of_stored` holds for what is looked at only when
    the month's rows are written, `is_of_form` where the month has a form to file.
    """

    name: str
    reads: str
    meaning: str
    remedy: str
    severity: Severity = "blocks"
    is_of_stored: bool = False
    is_of_form: bool = False

    def line(self, fault: Fault) -> str:
        """Return one fault as a person reads it."""
        return self.reads.format(
            subject=fault.subject, on_date=fault.on_date, amount=_shown(fault.amount)
        ).strip()


def _shown(amount: Decimal | int | str) -> str:
    if not isinstance(amount, Decimal):
        return str(amount)
    return f"{amount.normalize():f}" if amount else "0"


_MAKE_DAYS: Final = "make its days with `wellflow days {month}`"
_CORRECT_VOLUMES: Final = "correct what the volumes are made from: tickets, gauges, meters"
_REPORT: Final = "this is a fault of WellFlow; report it"

# fmt: off
AUDITS: Final = (
    Audit("every_day_present", "{subject} lacks {amount} day(s) from {on_date}",
          "A completion has no allocated row on a day on which it belonged to a unit or flowed.",
          _MAKE_DAYS),
    Audit("no_failed_day", "{on_date} {subject}, {amount} day(s)",
          "A day failed in a stage, or nobody ran it.",
          f"{_MAKE_DAYS}, after doing what a failed day's reason says"),
    Audit("tank_ledger_present", "{subject} has no ledger on {amount} day(s) from {on_date}",
          "Oil flowed to a battery on a day for which its stock is not known.",
          f"{_MAKE_DAYS}; if they stay without a stock, look at the battery's gauges"),
    Audit("tank_ledger", "{subject} opens days with other stock than the day before closed, "
          "{amount} bbl together, first after {on_date}",
          "A battery's stock changed overnight.", _MAKE_DAYS),
    Audit("tickets_in_ledger", "{subject}: tickets less hauled oil of its ledger is {amount} bbl",
          "Tickets came or changed after the battery's days were made.", _MAKE_DAYS),
    Audit("readings_up_to_date",
          "{on_date} has {amount} reading(s) more than when it was measured",
          "Readings arrived after their day was measured.", _MAKE_DAYS),
    Audit("no_reading_lost", "{on_date} has {amount} reading(s) fewer than when it was measured",
          "Readings are gone from the store.", "restore the readings from a backup of the store"),
    Audit("days_up_to_date", "{on_date} was measured again after it was allocated",
          "A day's shares are older than what it measured.", _MAKE_DAYS),
    Audit("tests_up_to_date",
          "{on_date} went by an outdated well test of {subject}, {amount} day(s)",
          "Days were allocated by another well test than the one that counts now.", _MAKE_DAYS),
    Audit("nothing_unmeasured", "{subject} on {amount} day(s) from {on_date}",
          "An instrument told nothing of oil or gas, and nothing stands in for it.",
          "look at the instrument, or import the statement that settles its gas sales"),
    Audit("conservation", "{subject} misses its closing stock by {amount}",
          "Opening stock, production and what left do not make the closing stock.",
          _CORRECT_VOLUMES),
    Audit("shares_add_up", "{subject}: the unit has {amount} more than its completions",
          "A unit's production is not the sum of its completions.", _REPORT),
    Audit("nothing_below_zero", "{subject} is {amount}",
          "A unit's production or closing stock is below zero.", _CORRECT_VOLUMES),
    Audit("form_rules", "{subject} ({amount} rule(s) broken)",
          "A row of the state's form breaks its rules.",
          "correct what is named; the glossary says what each rule asks", is_of_form=True),
    Audit("form_complete", "{subject}: {amount} row(s) more than units held",
          "The form has not exactly one row for each unit held.",
          "correct from when to when its units were held", is_of_form=True),
    Audit("stored_month", "{subject}: units have {amount} more than their completions",
          "What is stored of units and of their completions is not the same.", _REPORT,
          is_of_stored=True),
    Audit("catalog_allocated_month", "{subject}, it is {amount}",
          "A stored row breaks what the glossary says of its column.", _REPORT,
          is_of_stored=True),
    Audit("catalog_disposition_month", "{subject}, it is {amount}",
          "A stored row breaks what the glossary says of its column.", _REPORT,
          is_of_stored=True),
    Audit("catalog_compliance_row", "{subject}, it is {amount}",
          "A stored row breaks what the glossary says of its column.", _REPORT,
          is_of_stored=True, is_of_form=True),
)
# fmt: on
