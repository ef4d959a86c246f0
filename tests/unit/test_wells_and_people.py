"""Well numbers, the life of a well, and who may do what."""

from itertools import pairwise

import pytest

from catalog.enumerations import ENUMERATIONS
from domain.capabilities import PRESETS, preset_capabilities
from domain.errors import DataError
from domain.wells.api_number import parse_api_number
from domain.wells.well_lifecycle import ALLOWED, check_transition
from exchange.presets import spelled_out


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


def test_presets__grant_known_capabilities_and_leave_none_out() -> None:
    granted = {each for preset in PRESETS for each in preset_capabilities(preset)}
    assert granted == set(ENUMERATIONS["capability"])
    with pytest.raises(DataError, match="no preset"):
        preset_capabilities("landman")


def test_presets__leave_the_halves_of_a_duty_to_two_people() -> None:
    halves = [("deck.edit", "deck.approve"), ("payment.prepare", "payment.release"),
              ("payee.edit", "payment.release")]  # fmt: skip
    for granted in PRESETS.values():
        assert [pair for pair in halves if set(pair) <= set(granted)] == []


@pytest.mark.parametrize("grant_stands", ["before", "after"])
def test_preset__in_a_file_is_its_capabilities_each_once(grant_stands: str) -> None:
    ann = {"app_user": "ann"}
    presets = [
        ({**ann, "preset": "pumper"}, "row 1"),
        ({**ann, "preset": "engineer"}, "row 2"),
        ({"app_user": "bob", "preset": "auditor"}, "row 3"),
    ]
    plain = [({**ann, "capability": "read.field"}, "row 4")]
    grants = spelled_out([*plain, *presets] if grant_stands == "before" else [*presets, *plain])
    assert grants == [
        ({**ann, "capability": "read.field"}, "row 4"),
        ({**ann, "capability": "gauge.enter"}, "row 1"),
        ({**ann, "capability": "read.volume"}, "row 1"),
        ({**ann, "capability": "fit.sign"}, "row 2"),
        ({"app_user": "bob", "capability": "read.field"}, "row 3"),
        ({"app_user": "bob", "capability": "read.volume"}, "row 3"),
        ({"app_user": "bob", "capability": "read.money"}, "row 3"),
    ]


def test_preset__beside_a_capability_or_unknown_is_refused_where_it_stands() -> None:
    both = {"app_user": "ann", "preset": "pumper", "capability": "payment.release"}
    with pytest.raises(DataError, match=r"m\.toml: row 7: names a preset and a capability"):
        spelled_out([(both, "m.toml: row 7")])
    with pytest.raises(DataError, match=r"m\.toml: row 7, column preset: no preset 'pumpr'"):
        spelled_out([({"app_user": "ann", "preset": "pumpr"}, "m.toml: row 7")])
