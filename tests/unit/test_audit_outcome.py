"""How the audits of a month went, as a person reads it: faults, what blocks, what to do, cost."""

from datetime import date
from decimal import Decimal

import pytest

from domain.audit_outcome import (
    AuditCost,
    Outcome,
    blocking,
    remedies_of,
    remedy_of,
    to_look_at,
)
from domain.audits import Audit, Fault

MONTH = date(2026, 3, 1)
DAYS = Audit("days", "{subject} lacks {amount} day(s) from {on_date}", "", "make {month}")
ODD = Audit("odd", "{subject} is {amount}", "", "look at {month}", severity="warns")
IDLE = Audit("idle", "{subject} is {amount}", "", "", severity="warns")
LATE = Outcome(DAYS, (Fault("A-1", MONTH, 1),))
STRANGE = Outcome(ODD, (Fault("A", None, 3),), n_rules=12, n_rows=5)


def test_outcome__says_its_first_five_faults_and_how_many_more() -> None:
    faults = tuple(Fault(f"A-{n}", MONTH, n) for n in range(1, 8))
    assert str(LATE) == "days: A-1 lacks 1 day(s) from 2026-03-01"
    five = "; ".join(f"A-{n} lacks {n} day(s) from 2026-03-01" for n in range(1, 6))
    assert str(Outcome(DAYS, faults[:5])) == f"days: {five}"
    assert str(Outcome(DAYS, faults)) == f"days: {five}; and 2 more"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(Decimal("12.5000"), "12.5"), (Decimal("100.0000"), "100"), (Decimal("0.0000"), "0"),
     (Decimal("-0.0001"), "-0.0001"), (3, "3"), ("x", "x")],
)  # fmt: skip
def test_amount__is_shown_without_empty_places(amount: Decimal | int | str, shown: str) -> None:
    assert ODD.line(Fault("A", None, amount)) == f"A is {shown}"


def test_line__without_a_subject_has_no_space_at_its_ends() -> None:
    assert ODD.line(Fault("", None, "")) == "is"


def test_severity__decides_what_keeps_a_month_open() -> None:
    outcomes = [Outcome(DAYS, ()), STRANGE]
    assert blocking(outcomes) == ()
    assert blocking([*outcomes, LATE]) == (LATE,)
    assert to_look_at([*outcomes, LATE]) == ("odd: A is 3",)


def test_remedy__is_told_once_and_only_of_what_blocks() -> None:
    assert remedy_of(MONTH, [STRANGE]) == ""
    again = Outcome(Audit("more", "{subject}", "", "correct {month}"), LATE.faults)
    assert remedy_of(MONTH, [STRANGE, LATE, LATE, again]) == (
        "make 2026-03; correct 2026-03; then close again"
    )


def test_remedies__of_what_is_only_looked_at_are_told_once_where_there_is_one() -> None:
    idle = Outcome(IDLE, STRANGE.faults)
    outcomes = [Outcome(ODD, ()), STRANGE, STRANGE, idle, LATE]
    assert remedies_of(MONTH, outcomes) == ("odd: look at 2026-03",)


def test_cost__is_one_line() -> None:
    outcomes = [Outcome(DAYS, ()), Outcome(DAYS, ()), STRANGE]
    cost = AuditCost.of(outcomes, 0.91237, 4.61251)
    assert cost == AuditCost(2, 1, 14, 5, 0.912, 4.613)
    assert str(cost) == "2 passed, 1 failed, 14 rules over 5 rows, 0.9 s and 4.6 s to load"
    assert str(AuditCost.of(outcomes[:1], 0.91)) == "1 passed, 1 rules over 0 rows, 0.9 s"


@pytest.mark.parametrize(("seconds", "told"), [(0.05, " and 0.1 s to load"), (0.049, "")])
def test_loading__is_told_where_a_tenth_of_a_second_shows_it(seconds: float, told: str) -> None:
    assert str(AuditCost(load_seconds=seconds)) == (f"0 passed, 0 rules over 0 rows, 0.0 s{told}")
