"""Presets of what a person may do: the capabilities that a person of that work is given.

The capabilities themselves are words of the catalog; which act needs which, and which two acts
need two people, is the database's to say and to refuse.
"""

from typing import Final

from domain.errors import DataError

READ_FIELD: Final = "read.field"
READ_VOLUME: Final = "read.volume"
READ_MONEY: Final = "read.money"
_EVERYTHING: Final = (READ_FIELD, READ_VOLUME, READ_MONEY)

PRESETS: Final[dict[str, tuple[str, ...]]] = {
    "owner": (
        "gauge.enter", "ticket.approve", "production.close", "accounting.close",
        "period.revise", "deck.approve", "payment.release", "filing.submit", "tag.configure",
        "user.manage", *_EVERYTHING,
    ),
    "manager": (
        "ticket.approve", "production.close", "period.revise", "deck.approve",
        "payment.release", "filing.submit", *_EVERYTHING,
    ),
    "pumper": ("gauge.enter", "read.field", "read.volume"),
    "accountant": (
        "ticket.approve", "production.close", "accounting.close", "deck.edit", "payee.edit",
        "payment.prepare", "filing.submit", *_EVERYTHING,
    ),
    "engineer": ("fit.sign", "read.field", "read.volume"),
    "technician": ("tag.configure", "read.field"),
    "auditor": _EVERYTHING,
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


# Whoever acts on volumes or money also sees what the act needs; the database says the same.
_SEE_MONEY: Final = (
    READ_MONEY, "production.close", "accounting.close", "period.revise", "deck.edit",
    "deck.approve", "payee.edit", "payment.prepare", "payment.release",
)  # fmt: skip
_SEE_VOLUME: Final = (
    READ_VOLUME, "gauge.enter", "ticket.approve", "fit.sign", "filing.submit",
    *(each for each in _SEE_MONEY if each != READ_MONEY),
)  # fmt: skip

# Any one of these lets a person do what stands before it: what several kinds of people do.
WHO_SEES: Final[dict[str, tuple[str, ...]]] = {
    READ_VOLUME: _SEE_VOLUME,
    READ_MONEY: _SEE_MONEY,
}

# What a person may have who is limited to facilities; every other act is of the whole organization.
OF_A_FACILITY: Final = frozenset({"gauge.enter", "ticket.approve", READ_FIELD, READ_VOLUME})

# Any one of these lets a person bring in papers of the field, or of a purchaser.
FIELD_PAPERS: Final = ("ticket.approve", "gauge.enter")
MONEY_PAPERS: Final = ("payment.prepare", "accounting.close")
