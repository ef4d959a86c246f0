"""Kinds of volume: one word each, who may say it, and the codes they were written by once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.errors import DataError
from domain.made_from import earlier_codes
from domain.made_from.earlier_codes import code_of, kind_of
from domain.month.kinds import (
    KINDS,
    ON_TICKETS,
    SALES,
    SOLD,
    WORDS,
    require_sold_as,
    require_ticket_kind,
)

MONTH = date(2026, 3, 1)
CODES = [(phase, code) for phase, codes in earlier_codes.BY_PHASE.items() for code in codes]


def test_kinds__are_said_once_with_their_meaning_and_are_what_the_database_knows() -> None:
    assert len(set(WORDS)) == len(WORDS) == 25
    assert len({kind.meaning for kind in KINDS}) == len(KINDS)
    assert ENUMERATIONS["disposition_kind"] == WORDS


def test_sales__are_sold_by_contract_and_stock_is_none_of_them() -> None:
    assert {
        "truck", "pipeline", "rail_or_barge", "plant", "storage", "carbon_black",
    } == SALES  # fmt: skip
    assert {*SOLD["liquid"], *SOLD["gas"]} >= SALES
    assert not {"opening_stock", "closing_stock", "production"} & {*ON_TICKETS, *SALES}


@pytest.mark.parametrize(
    ("refused", "fault"),
    [
        (lambda: require_ticket_kind("flare", "line 2"), "line 2: a run ticket does not carry"),
        (lambda: require_sold_as("truck", "gas", "row 1"), "row 1: gas is not sold as 'truck'"),
        (lambda: require_sold_as("plant", "condensate", "row 1"), "condensate is not sold as"),
    ],
)
def test_kind__that_may_not_stand_there_is_refused(refused: Callable[[], None], fault: str) -> None:
    with pytest.raises(DataError, match=f"{fault}.*one of"):
        refused()


def test_kind__that_may_stand_there_is_taken() -> None:
    require_ticket_kind("sediment", "")
    require_sold_as("plant", "gas", "")
    require_sold_as("rail_or_barge", "oil", "")


@pytest.mark.parametrize(("phase", "code"), CODES)
def test_code__becomes_a_kind_and_that_code_again(phase: str, code: str) -> None:
    # Flared and vented gas shared code 4 until they had their own.
    month = date(2021, 8, 1) if (phase, code) == ("gas", "4") else MONTH
    assert code_of(phase, kind_of(phase, code), month) == code


@pytest.mark.parametrize(
    ("kind", "month", "code"),
    [
        ("flare", date(2021, 8, 1), "4"),
        ("vent", date(2021, 8, 1), "4"),
        ("flare", date(2021, 9, 1), "10"),
        ("vent", date(2021, 9, 1), "11"),
        ("receipt", MONTH, "receipt"),
    ],
)
def test_code__of_a_kind_of_gas_in_a_month(kind: str, month: date, code: str) -> None:
    assert code_of("gas", kind, month) == code


def test_code__that_the_form_never_had_is_other() -> None:
    assert kind_of("liquid", "10") == kind_of("gas", "X") == "other"


@pytest.mark.parametrize("phase", ["liquid", "gas"])
def test_kinds_of_earlier_codes__are_kinds(phase: str) -> None:
    assert set(earlier_codes.BY_PHASE[phase].values()) <= set(WORDS)
    ticketed = set(earlier_codes.LIQUID.values())
    assert ticketed == set(ON_TICKETS)


def test_production_month__knows_no_state_and_no_code_of_one() -> None:
    named = [
        path.name
        for path in (Path(__file__).parents[2] / "domain" / "month").glob("*.py")
        if "texas" in path.read_text().lower() or "form_pr" in path.read_text()
    ]
    assert named == []
