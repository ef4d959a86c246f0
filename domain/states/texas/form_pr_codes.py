"""Codes of Form PR by production month, and the kinds of volume that are filed under them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from domain.facts import is_valid_in, load_facts

Phase = Literal["liquid", "gas"]


def code_of(phase: Phase, kind: str, production_month: date) -> str | None:
    """Return the code under which a kind of volume is filed in a month, or nothing.

    Parameters
    ----------
    phase : {"liquid", "gas"}
        Side of the form.
    kind : str
        Kind of volume, e.g. ``truck`` or ``flare``.
    production_month : date
        Any day of the month; flared gas is 10, up to August 2021 it is 4.
    """
    for entry in _codes()[phase]:
        if kind in entry["volume_kinds"] and is_valid_in(entry, production_month):
            return str(entry["code"])
    return None


def entry_of(phase: str, code: str) -> Mapping[str, Any] | None:
    """Return what is known of a code, or nothing."""
    return next((fact for fact in _codes()[phase] if fact["code"] == code), None)


def printed_districts() -> tuple[str, ...]:
    """Return the districts as the form prints them."""
    return tuple(_codes()["districts"]["printed"])


def flare_remarks() -> tuple[str, ...]:
    """Return the remarks of which flared and vented gas needs one."""
    return tuple(_codes()["remarks"])


def has_flare_remark(remark: str) -> bool:
    """Return whether a remark holds one of those that flared and vented gas needs."""
    words = re.findall(r"[A-Z]+", remark.upper())
    return any(word in flare_remarks() for word in words)


def _codes() -> Mapping[str, Any]:
    return load_facts("domain.states.texas", "form_pr_codes.toml").content
