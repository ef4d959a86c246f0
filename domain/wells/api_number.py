"""The US well number (API number): 10, 12 or 14 digits, kept as 14 characters of text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.errors import DataError
from domain.facts import load_rows

_SEPARATORS: Final = re.compile(r"[\s\-]")
_LENGTHS: Final = (10, 12, 14)
_TEXAS: Final = "42"


@dataclass(frozen=True, slots=True)
class ApiNumber:
    """A parsed well number; `county` is empty where no list of the state's counties is kept."""

    state_code: str
    county_code: str
    unique: str
    sidetrack: str
    event: str
    state: str
    county: str

    @property
    def api14(self) -> str:
        """The number as it is stored, 14 digits."""
        return self.state_code + self.county_code + self.unique + self.sidetrack + self.event

    def __str__(self) -> str:
        """Return the number as people write it, with dashes."""
        parts = (self.state_code, self.county_code, self.unique, self.sidetrack, self.event)
        return "-".join(parts)


def parse_api_number(text: str) -> ApiNumber:
    """Return the parts of a US well number.

    Parameters
    ----------
    text : str
        10, 12 or 14 digits, with or without dashes and spaces; what is missing on the right
        is zero.

    Returns
    -------
    ApiNumber
        Parts, with the names of state and county.

    Raises
    ------
    DataError
        If it has another number of digits, or its state or county does not exist.

    References
    ----------
    .. [1] 42-501-20130-03-00 is well 20130 of Yoakum County, Texas, sidetrack 03.
    """
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _LENGTHS:
        raise DataError(
            f"{text!r} is no API number",
            remedy="write 10, 12 or 14 digits, e.g. 42-501-20130-03-00",
        )
    digits = digits.ljust(14, "0")
    state_code, county_code, unique = digits[:2], digits[2:5], digits[5:10]
    state = _names("states.csv").get(state_code)
    if state is None:
        raise DataError(f"{text!r}: state code {state_code} does not exist", remedy="Texas is 42")
    return ApiNumber(
        state_code, county_code, unique, digits[10:12], digits[12:14], state,
        _county(text, state_code, county_code),
    )  # fmt: skip


def _county(text: str, state_code: str, county_code: str) -> str:
    if county_code == "000":
        raise DataError(f"{text!r}: county code 000 does not exist")
    if state_code != _TEXAS:
        return ""
    county = _names("texas_counties.csv").get(county_code)
    if county is None:
        raise DataError(
            f"{text!r}: Texas has no county {county_code}",
            remedy="onshore codes are odd, 001 to 507; offshore blocks are 600 to 799",
        )
    return county


@lru_cache(maxsize=4)
def _names(file_name: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in load_rows("domain.wells", file_name).rows}
