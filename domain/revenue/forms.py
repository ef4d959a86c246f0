"""How a revenue run writes down what it was made from, in every form one was ever booked in."""

from collections.abc import Callable, Sequence
from typing import Final

from domain.made_from.canonical import MadeFrom, writer_of
from domain.made_from.revenue_run import FORM_1, RunLine, form_1
from domain.revenue.statement import Statement
from domain.revenue.statement_checks import ReadyLine


def _in_form_1(statement: Statement, entries: Sequence[ReadyLine]) -> MadeFrom:
    lines = [RunLine(each.line, each.deck.id, each.deck_lines, each.taxes) for each in entries]
    return form_1(statement, lines)


_FORMS: Final[dict[str, Callable[[Statement, Sequence[ReadyLine]], MadeFrom]]] = {
    FORM_1: _in_form_1
}
NEWEST_FORM: Final = FORM_1


def written_down(
    statement: Statement, entries: Sequence[ReadyLine], form: str = NEWEST_FORM
) -> MadeFrom:
    """Return a run's inputs in the form in which it was booked, or in the newest.

    Raises
    ------
    StorageError
        If this version does not know the form.
    """
    return writer_of(_FORMS, form, f"statement {statement.statement_number}")(statement, entries)
