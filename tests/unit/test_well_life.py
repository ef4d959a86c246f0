"""Every change of status that a well may make, and every other refused; API numbers by length."""

from itertools import product

import pytest

from domain.errors import DataError
from domain.wells.api_number import parse_api_number
from domain.wells.well_lifecycle import ALLOWED, check_transition

FOLLOWS = {
    "proposed": "permitted",
    "permitted": "spudded",
    "spudded": "drilling plugged",
    "drilling": "completing temporarily_abandoned permanently_abandoned plugged",
    "completing": "producing shut_in temporarily_abandoned permanently_abandoned plugged",
    "producing": "completing shut_in temporarily_abandoned permanently_abandoned",
    "shut_in": "completing producing temporarily_abandoned permanently_abandoned",
    "temporarily_abandoned": "completing producing shut_in permanently_abandoned",
    "permanently_abandoned": "plugged",
    "plugged": "",
}


@pytest.mark.parametrize(("before", "after"), list(product(ALLOWED, ALLOWED)))
def test_status__follows_only_what_it_may_follow(before: str, after: str) -> None:
    if after in FOLLOWS[before].split():
        check_transition(before, after)
        return
    with pytest.raises(DataError, match=f"cannot go from {before} to {after}"):
        check_transition(before, after)


@pytest.mark.parametrize(("before", "after"), [("sold", "plugged"), ("plugged", "sold")])
def test_status__unknown_before_or_after_is_refused(before: str, after: str) -> None:
    with pytest.raises(DataError, match="'sold' is no well status"):
        check_transition(before, after)


@pytest.mark.parametrize("digits", [9, 11, 13, 15])
def test_api_number__of_another_length_is_refused(digits: int) -> None:
    with pytest.raises(DataError, match="no API number"):
        parse_api_number("425012013000000"[:digits])


def test_api_number__digits_of_another_script_are_none() -> None:
    with pytest.raises(DataError, match="no API number"):
        parse_api_number("\u0664\u0662501201300000")
