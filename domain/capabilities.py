"""Presets of what a person may do: the capabilities that a person of that work is given.

The capabilities themselves are words of the catalog; which act needs which, and which two acts
need two people, is the database's to say and to refuse.
"""

from typing import Final

from domain.errors import DataError

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
