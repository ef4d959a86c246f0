"""How the first release wrote kinds of volume: by a code of Texas Form PR. Frozen.

Form 1 of a month is keyed by these codes, and files made for that release still come with them.
What an agency asks of a month today is a matter of its state (`domain.states`), never of this map.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

LIQUID: Final[Mapping[str, str]] = {
    "0": "pipeline",
    "1": "truck",
    "2": "rail_or_barge",
    "3": "tank_cleaning",
    "4": "load_fluid",
    "5": "lost",
    "6": "sediment",
    "7": "other",
    "8": "skim",
    "9": "scrubber",
}
# A contract's column began with 0, which the form does not have for gas: it said nothing.
GAS: Final[Mapping[str, str]] = {
    "0": "other",
    "1": "fuel",
    "2": "pipeline",
    "3": "plant",
    "4": "flare",
    "5": "lift",
    "6": "injection",
    "7": "carbon_black",
    "8": "storage",
    "9": "shrinkage",
    "10": "flare",
    "11": "vent",
}
BY_PHASE: Final[Mapping[str, Mapping[str, str]]] = {"liquid": LIQUID, "gas": GAS}
_OWN_CODES_FROM: Final = date(2021, 9, 1)
_SHARED_CODE: Final = "4"


def kind_of(phase: str, code: str) -> str:
    """Return the kind of a code, ``other`` for one that the form never had."""
    return BY_PHASE[phase].get(code, "other")


def code_of(phase: str, kind: str, month: date) -> str:
    """Return the code of a kind in a production month; a kind without one is its own word.

    Parameters
    ----------
    phase : {"liquid", "gas"}
        Phase of the volume.
    kind : str
        Kind of volume.
    month : date
        First day of the production month: flared and vented gas shared a code up to August 2021.
    """
    if phase == "gas" and kind in ("flare", "vent") and month < _OWN_CODES_FROM:
        return _SHARED_CODE
    codes = {word: code for code, word in BY_PHASE[phase].items()}
    return codes.get(kind, kind)
