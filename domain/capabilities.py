"""What a person may do: capabilities, the presets that grant them, and duties kept apart."""

from collections.abc import Iterable
from typing import Final

from domain.errors import DataError

CAPABILITIES: Final = (
    "gauge.enter", "ticket.approve", "fit.sign", "production.close", "accounting.close",
    "period.revise", "deck.edit", "deck.approve", "payee.edit", "payment.prepare",
    "payment.release", "filing.submit", "tag.configure", "user.manage", "read",
)  # fmt: skip

PRESETS: Final[dict[str, tuple[str, ...]]] = {
    "owner": (
        "gauge.enter", "ticket.approve", "production.close", "accounting.close",
        "period.revise", "deck.approve", "payment.release", "filing.submit", "tag.configure",
        "user.manage", "read",
    ),
    "manager": (
        "ticket.approve", "production.close", "period.revise", "deck.approve",
        "payment.release", "filing.submit", "read",
    ),
    "pumper": ("gauge.enter", "read"),
    "accountant": (
        "ticket.approve", "production.close", "accounting.close", "deck.edit", "payee.edit",
        "payment.prepare", "filing.submit", "read",
    ),
    "engineer": ("fit.sign", "read"),
    "technician": ("tag.configure", "read"),
    "auditor": ("read",),
}  # fmt: skip

# One person must not do both sides of a pair unless a waiver is stored.
DUTY_PAIRS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "deck": (frozenset({"deck.edit"}), frozenset({"deck.approve"})),
    "payment": (frozenset({"payee.edit", "payment.prepare"}), frozenset({"payment.release"})),
}


def preset_capabilities(preset: str) -> tuple[str, ...]:
    """Return the capabilities of a preset.

    Raises
    ------
    DataError
        If there is no such preset.
    """
    if preset not in PRESETS:
        raise DataError(f"no preset {preset!r}", remedy=f"use {', '.join(PRESETS)}")
    return PRESETS[preset]


def conflicting_duties(capabilities: Iterable[str], waived: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the pairs of duties of which one person would hold both sides.

    Parameters
    ----------
    capabilities : iterable of str
        What the person may do.
    waived : iterable of str
        Pairs for which a signed waiver is stored.

    Returns
    -------
    tuple of str
        Names of the pairs, ``deck`` or ``payment``.
    """
    held, excused = set(capabilities), set(waived)
    return tuple(
        pair
        for pair, (first, second) in DUTY_PAIRS.items()
        if pair not in excused and held & first and held & second
    )
