"""Whoever acts: a person who signed in, or a schedule with narrow rights of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from access.people import Person
from domain.capabilities import OF_A_FACILITY, WHO_SEES
from domain.errors import DataError

# What a stage may be started by, beside its schedule: one of these capabilities of a person.
STAGES: Final[dict[str, tuple[str, ...]]] = {
    "stage.measure": ("production.close", "ticket.approve", "gauge.enter"),
    "stage.allocate": ("production.close", "ticket.approve", "gauge.enter"),
    "stage.build": ("production.close", "accounting.close"),
    "stage.file": ("production.close", "filing.submit"),
    "stage.propose": ("production.close",),
    # Of a schedule, under a standing order alone.
    "stage.close": ("production.close",),
    "stage.observe": ("production.close",),
    "stage.fit": ("fit.sign", "production.close"),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Named work that starts by itself, for every organization, with the stages it may run."""

    name: str
    stages: frozenset[str]


Actor = Person | Schedule


def token_of(actor: Actor) -> str | None:
    """Return what an actor's transactions present; a schedule has a login of its own instead."""
    return actor.token if isinstance(actor, Person) else None


def require_stage(actor: Actor, organization_id: UUID, stage: str) -> None:
    """Refuse a stage that neither this schedule nor this person may run.

    Raises
    ------
    DataError
        As `require`; or the stage is none of the schedule's.
    """
    if isinstance(actor, Person):
        require_any(actor, organization_id, STAGES[stage])
        # It would make days and months out of the part that the person sees.
        _require_whole(actor, stage)
    elif stage not in actor.stages:
        raise DataError(
            f"the schedule may not run {stage}",
            where=actor.name,
            remedy=f"it may run {', '.join(sorted(actor.stages)) or 'nothing'}",
        )


def require_reading(actor: Actor, organization_id: UUID, what: str) -> None:
    """Refuse to show what this actor may not see: ``read.field``, ``read.volume``, ``read.money``.

    Raises
    ------
    DataError
        As `require`; a schedule sees no money.
    """
    if isinstance(actor, Person):
        if what == "read.field":
            _require_own(actor, organization_id)
        else:
            require_any(actor, organization_id, WHO_SEES[what])
    elif what == "read.money":
        raise DataError("a schedule sees no money", where=actor.name, remedy="act as a person")


def require_any(person: Person, organization_id: UUID, capabilities: Sequence[str]) -> None:
    """Refuse an act of a person who has none of several capabilities.

    Raises
    ------
    DataError
        As `require`, naming each that would do.
    """
    held = sorted(person.capabilities.intersection(capabilities), key=_is_of_all)
    require(person, organization_id, held[0] if held else " or ".join(capabilities))


def require(person: Person, organization_id: UUID, capability: str) -> None:
    """Refuse an act of a person who may not do it.

    Raises
    ------
    DataError
        If the person belongs to another organization, lacks the capability, or is limited to
        facilities and the act is of the whole organization.
    """
    _require_own(person, organization_id)
    if capability not in person.capabilities:
        raise DataError(
            f"this person may not do {capability}",
            where=person.email or str(person.app_user_id),
            remedy=f"ask someone who manages users to grant {capability}, or act as another person",
        )
    if _is_of_all(capability):
        _require_whole(person, capability)


def _is_of_all(capability: str) -> bool:
    return capability not in OF_A_FACILITY


def _require_whole(person: Person, what: str) -> None:
    if person.is_limited:
        raise DataError(
            f"{what} is of the whole organization, and this person is limited to facilities",
            where=person.email,
            remedy="ask someone who manages users to end the limit",
        )


def _require_own(person: Person, organization_id: UUID) -> None:
    if person.organization_id != organization_id:
        raise DataError(
            "this person belongs to another organization", where=person.email,
            remedy="sign in to the organization the act is for",
        )  # fmt: skip
