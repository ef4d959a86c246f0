"""Well numbers, the life of a well, and who may do what."""

from itertools import pairwise

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.capabilities import (
    CAPABILITIES,
    DUTY_PAIRS,
    PRESETS,
    conflicting_duties,
    preset_capabilities,
)
from domain.errors import DataError
from domain.wells.api_number import parse_api_number
from domain.wells.well_lifecycle import ALLOWED, check_transition


def test_api_number__spwla_example() -> None:
    found = parse_api_number("42-501-20130-03-00")
    assert (found.state, found.county, found.unique) == ("Texas", "Yoakum", "20130")
    assert (found.sidetrack, found.event, found.api14) == ("03", "00", "42501201300300")
    assert str(found) == "42-501-20130-03-00"


@pytest.mark.parametrize("text", ["4250120130", "42 501 20130 00", "42501201300000"])
def test_api_number__is_padded_to_fourteen(text) -> None:
    assert parse_api_number(text).api14 == "42501201300000"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("42-501-2013", "no API number"),
        ("42-501-20130-ab", "no API number"),
        ("52-001-00001", "state code 52"),
        ("42-502-20130", "no county 502"),
        ("42-509-20130", "no county 509"),
        ("05-000-07727", "county code 000"),
    ],
)
def test_api_number__refuses(text, why) -> None:
    with pytest.raises(DataError, match=why):
        parse_api_number(text)


def test_api_number__colorado_keeps_no_county_name() -> None:
    assert parse_api_number("05-123-08053").state == "Colorado"


def test_lifecycle__knows_every_status_and_only_those() -> None:
    assert tuple(ALLOWED) == ENUMERATIONS["well_status"]
    assert {to for after in ALLOWED.values() for to in after} <= set(ALLOWED)


def test_lifecycle__a_well_lives_and_is_plugged_for_good() -> None:
    life = ["proposed", "permitted", "spudded", "drilling", "completing", "producing", "shut_in",
            "producing", "temporarily_abandoned", "permanently_abandoned", "plugged"]  # fmt: skip
    for before, after in pairwise(life):
        check_transition(before, after)
    with pytest.raises(DataError, match="after plugged comes nothing"):
        check_transition("plugged", "producing")
    with pytest.raises(DataError, match="no well status"):
        check_transition("plugged", "sold")


def test_capabilities__presets_grant_known_ones_and_no_conflicting_pair() -> None:
    assert ENUMERATIONS["capability"] == CAPABILITIES
    assert tuple(DUTY_PAIRS) == ENUMERATIONS["duty_pair"]
    for preset in PRESETS:
        granted = preset_capabilities(preset)
        assert set(granted) <= set(CAPABILITIES)
        assert conflicting_duties(granted) == ()
    assert {each for granted in PRESETS.values() for each in granted} == set(CAPABILITIES)
    with pytest.raises(DataError, match="no preset"):
        preset_capabilities("landman")


def test_duties__one_person_office_needs_a_waiver() -> None:
    both = ["deck.edit", "deck.approve", "payee.edit", "payment.release"]
    assert conflicting_duties(both) == ("deck", "payment")
    assert conflicting_duties(both, waived=["deck"]) == ("payment",)
