"""The states that WellFlow knows, a line each."""

from types import MappingProxyType
from typing import Final

from domain.errors import DataError
from domain.states.form import Form, FormRow
from domain.states.new_mexico import state as new_mexico
from domain.states.state import State
from domain.states.texas import state as texas

STATES: Final = MappingProxyType({each.code: each for each in (
    new_mexico.STATE,
    texas.STATE,
)})  # fmt: skip


def state(code: str) -> State:
    """Return a state by its two letters.

    Raises
    ------
    DataError
        If no package holds its rules; the known states are named.
    """
    if code not in STATES:
        raise DataError(f"no rules for {code}", remedy=f"known states are {', '.join(STATES)}")
    return STATES[code]


def forms() -> tuple[Form[FormRow], ...]:
    """Return the forms of all states."""
    return tuple(form for each in STATES.values() for form in each.forms)
