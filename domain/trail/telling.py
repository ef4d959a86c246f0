"""How an event reads: what was done to what, and each value before and after it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Of every row the same, or said elsewhere in the event.
_NOT_TOLD: Final = frozenset({"id", "organization_id", "created_at", "updated_at"})
_NAMING: Final = ("_name", "_number", "_code")
_NAMED_BY: Final = ("email", "month", "login", "period_from")

Row = Mapping[str, Any]


class ShownEvent(NamedTuple):
    """An event as a person asks for it; times are those of the organization's clock."""

    seq: int
    at_local: datetime
    actor: str
    email: str
    login: str
    from_address: str
    application: str
    kind: str
    subject: str
    before: Row | None
    after: Row | None
    hash: str


class Moved(NamedTuple):
    """A value before and after; nothing where there was or is none."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as an accountant reads it."""
        if self.before and self.after:
            return f"{self.field}: {self.before} -> {self.after}"
        return f"{self.field}: {self.after}" if self.after else f"{self.field} was: {self.before}"


def ids_in(events: Iterable[ShownEvent]) -> set[str]:
    """Return the ids that events mention, to be looked up by name."""
    found = {event.subject for event in events if _ID.fullmatch(event.subject)}
    for event in events:
        for row in (event.before or {}, event.after or {}):
            found |= {v for v in row.values() if isinstance(v, str) and _ID.fullmatch(v)}
    return found


def moved(event: ShownEvent, names: Mapping[str, str]) -> list[Moved]:
    """Return what an event changed; of a row that came or went, every value it had."""
    before, after = event.before or {}, event.after or {}
    told = before if event.kind.endswith(".changed") else {**before, **after}
    return [
        Moved(field, _said(before.get(field), names), _said(after.get(field), names))
        for field in told
        if field not in _NOT_TOLD and before.get(field) != after.get(field)
    ] + [Moved(field, "", _said(after[field], names)) for field in _hidden(before, after)]


def _hidden(before: Row, after: Row) -> Iterator[str]:
    """Yield the columns of which only the change is kept."""
    return (field for field in before if before[field] == after.get(field) == "not kept")


def title(event: ShownEvent, names: Mapping[str, str]) -> str:
    """Return what was done and to what, as in ``deck changed: revenue deck of Bend``."""
    words = event.kind.replace(".", " ").replace("_", " ")
    name = names.get(event.subject) or _own_name(event) or event.subject
    return f"{words}: {name}" if name else words


def lines(event: ShownEvent, names: Mapping[str, str]) -> list[str]:
    """Return an event as lines for a person."""
    who = f"{event.actor} <{event.email}>" if event.email else event.actor
    origin = ", ".join((event.from_address or "this machine", event.application, event.login))
    return [
        f"{event.seq:06}  {event.at_local:%Y-%m-%d %H:%M:%S}  {who}  {title(event, names)}",
        f"        from {origin}",
        *(f"        {change}" for change in moved(event, names)),
    ]


def _own_name(event: ShownEvent) -> str:
    row = {**(event.before or {}), **(event.after or {})}
    naming = [field for field in row if field.endswith(_NAMING)] + [
        field for field in _NAMED_BY if field in row
    ]
    return next((str(row[field]) for field in naming if row[field]), "")


def _said(value: object, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names.get(value, value) if isinstance(value, str) else str(value)
