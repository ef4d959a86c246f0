"""Words that the domain types and the database lists are the same words in the same order."""

from typing import get_args, get_type_hints

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.revenue.deck import DeckKind, DeckLine, InterestType, counted_lines
from domain.wells.well_lifecycle import ALLOWED
from tests.fixtures.revenue_records import deck_line


@pytest.mark.parametrize(
    ("words", "enumeration"),
    [
        (get_args(DeckKind), "deck_kind"),
        (get_args(InterestType), "interest_type"),
        (get_args(get_type_hints(DeckLine)["pay_status"]), "pay_status"),
        (get_args(get_type_hints(DeckLine)["payor"]), "line_payor"),
        (tuple(ALLOWED), "well_status"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_words__of_the_domain_are_those_of_the_database(
    words: tuple[str, ...], enumeration: str
) -> None:
    assert words == ENUMERATIONS[enumeration]


def test_interest_types__are_each_counted_in_a_deck_or_stand_outside_every_sum() -> None:
    lines = [deck_line(sort, "0", sort) for sort in get_args(InterestType)]
    counted = {kind: {line.interest_type for line in counted_lines(kind, lines)}
               for kind in get_args(DeckKind)}  # fmt: skip
    assert counted == {
        "revenue": {"working_interest", "royalty_interest", "overriding_royalty",
                    "production_payment"},
        "cost": {"working_interest", "carried_interest"},
    }  # fmt: skip
    outside = set(ENUMERATIONS["interest_type"]) - counted["revenue"] - counted["cost"]
    assert outside == {"net_profits_interest"}
