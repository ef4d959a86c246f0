"""The registry of states, and what each offers."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.states.registry import STATES, forms, state
from domain.states.working_days import is_working_day

MARCH = date(2026, 3, 1)


def test_state__unknown_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(DataError, match=f"no rules for ZZ; known states are {', '.join(STATES)}"):
        state("ZZ")


def test_states__stand_under_their_own_code_and_keep_a_calendar_of_their_own() -> None:
    for code, each in STATES.items():
        assert (each.code, each.office.code) == (code, code)
        assert is_working_day(date(2026, 3, 3), each.office)


def test_day_after_thanksgiving__is_kept_in_both_states_but_columbus_day_in_one() -> None:
    texas, new_mexico = state("TX").office, state("NM").office
    assert not is_working_day(date(2026, 11, 27), texas)
    assert not is_working_day(date(2026, 11, 27), new_mexico)
    assert is_working_day(date(2026, 10, 12), texas)
    assert not is_working_day(date(2026, 10, 12), new_mexico)


def test_texas__has_its_pressure_its_form_and_its_due_dates() -> None:
    texas = state("TX")
    assert texas.base_pressure_psia(MARCH) == Decimal("14.65")
    assert [form.code for form in texas.forms] == ["TX-PR"]
    october = date(2026, 10, 1)
    assert texas.tax_due_on("oil", october) == date(2026, 11, 25)
    assert {texas.tax_due_on(product, october) for product in ("gas", "condensate")} == {
        date(2026, 12, 21)
    }


def test_forms__have_a_code_of_their_own() -> None:
    codes = [form.code for form in forms()]
    assert len(codes) == len(set(codes))
    assert state("NM").forms == ()
