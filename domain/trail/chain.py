"""The walk along a chain: the first link that does not hold, and how it came to be broken.

An event that follows the one before it, says what was chained, and agrees with every anchor, is as
it was written. Up to the last anchor nothing else can pass: another history with the same hash
cannot be made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from domain.trail.anchor import Anchor
from domain.trail.event import BEFORE_THE_FIRST, Event, is_whole

Sort = Literal[
    "edited", "missing", "inserted", "moved", "replaced", "rewritten", "cut off", "head", "anchors",
]  # fmt: skip
# How far from its place an event is looked for, to say where it came from.
_SEARCH: Final = 1000

REMEDIES: Final[dict[Sort, str]] = {
    "edited": "what it said stands in a backup from before; keep this database as it is, restore"
    " the backup beside it and compare",
    "missing": "the missing events stand in a backup from before; keep this database as it is,"
    " restore the backup beside it and compare",
    "inserted": "nobody did this through the product: ask who had the owner's login",
    "moved": "the order was changed from here on; compare with a backup from before",
    "replaced": "another event stands in its place; compare with a backup from before",
    "rewritten": "the chain was made anew with fitting hashes; only a backup from before the anchor"
    " has the true events",
    "cut off": "events were removed, or an older backup was restored: restore a later one, or note"
    " on paper which events are gone and why",
    "head": "the end of the chain was written by hand: ask who had the owner's login",
    "anchors": "compare the file with its copies and with printed anchors; keep what you find",
}


class Head(NamedTuple):
    """The end of a chain as the database says it."""

    seq: int
    hash: str | None


class BrokenLink(NamedTuple):
    """The first broken link: which event, how, and the event that stands there, if one does."""

    sort: Sort
    seq: int
    told: str
    event: Event | None = None

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.sort]


@dataclass(frozen=True, slots=True)
class Walked:
    """A chain that was walked: how many events, where it ends, and its first fault."""

    n_events: int
    end: Head
    protected_to: int
    fault: BrokenLink | None = None

    @property
    def n_unprotected(self) -> int:
        """How many events came after the last anchor outside: of those nothing is proven."""
        return self.end.seq - self.protected_to


class _Place(NamedTuple):
    """How far the walk has come."""

    seq: int
    hash: str | None
    event: Event | None
    anchored_seq: int


def walk(
    events: Iterable[Event],
    head: Head | None,
    outside: Sequence[Anchor],
    stored: Sequence[Anchor] = (),
) -> Walked:
    """Walk a chain from its first event to its last, or to its first fault.

    Parameters
    ----------
    events : iterable of Event
        In the order of `seq`; read once, one at a time.
    head : Head, optional
        What the database says is the end; none if it has none.
    outside : sequence of Anchor
        Kept outside of the database: what lies before the last is protected.
    stored : sequence of Anchor
        Kept in the database itself: they must fit, and protect from nobody who owns it.
    """
    wanted = _by_seq((*outside, *stored))
    protecting = {anchor.seq for anchor in outside}
    place = _Place(0, BEFORE_THE_FIRST, None, 0)
    for event in events:
        held = wanted.pop(event.seq, [])
        fault = _broken_link(place, event) or _broken_anchor(place, event, held)
        if fault is not None:
            return _walked(place, fault)
        anchored = event.seq if event.seq in protecting else place.anchored_seq
        place = _Place(event.seq, event.hash, event, anchored)
    return _walked(place, _wrong_end(place, head, wanted))


def _walked(place: _Place, fault: BrokenLink | None) -> Walked:
    return Walked(place.seq, Head(place.seq, place.hash), place.anchored_seq, fault)


def _by_seq(anchors: Sequence[Anchor]) -> dict[int, list[Anchor]]:
    found: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.seq > 0:
            found.setdefault(anchor.seq, []).append(anchor)
    return found


def _broken_link(place: _Place, event: Event) -> BrokenLink | None:
    seq = place.seq + 1
    if event.seq > seq:
        last = event.seq - 1
        told = f"event {seq:06} is" if last == seq else f"events {seq:06} to {last:06} are"
        return BrokenLink("missing", seq, f"{told} missing", event)
    if event.seq < seq:
        return BrokenLink("inserted", event.seq, f"event {event.seq:06} stands there twice", event)
    follows = event.previous_hash == place.hash
    if is_whole(event):
        return None if follows else _replaced(place, event)
    origin = None if follows else _origin(event)
    if origin is None:
        return BrokenLink("edited", seq, f"event {seq:06} no longer says what was chained", event)
    if origin < seq:
        told = f"event {origin:06} was put in: the one after it was written in its place"
        return BrokenLink("inserted", origin, told, place.event)
    told = f"what stands as event {seq:06} was written as {origin:06}"
    return BrokenLink(
        "moved", seq, f"{told}: one before it is gone, or the order was changed", event
    )


def _replaced(place: _Place, event: Event) -> BrokenLink:
    if place.event is None:
        return BrokenLink("missing", 1, "the chain does not begin at its first event", event)
    told = f"event {place.seq:06} is not the one that event {event.seq:06} was chained to"
    return BrokenLink("replaced", place.seq, told, place.event)


def _origin(event: Event) -> int | None:
    """Return the place at which an event was chained, if it is near."""
    near = sorted(range(event.seq - _SEARCH, event.seq + _SEARCH), key=lambda s: abs(s - event.seq))
    return next((seq for seq in near if seq > 0 and is_whole(event._replace(seq=seq))), None)


def _broken_anchor(place: _Place, event: Event, anchors: Sequence[Anchor]) -> BrokenLink | None:
    for anchor in anchors:
        if not anchor.hash or not (event.hash or "").startswith(anchor.hash):
            first = place.anchored_seq + 1
            told = (
                f"the anchor of {anchor} does not fit: between event {first:06} and"
                f" {event.seq:06} the chain was written anew"
            )
            return BrokenLink("rewritten", event.seq, told, event)
    return None


def _wrong_end(
    place: _Place, head: Head | None, left: dict[int, list[Anchor]]
) -> BrokenLink | None:
    ends = f"the chain ends at event {place.seq:06}"
    if left:
        anchor = left[max(left)][0]
        return BrokenLink("cut off", place.seq + 1, f"{ends}, and there is an anchor of {anchor}")
    end = head or Head(0, BEFORE_THE_FIRST)
    if end.seq > place.seq:
        return BrokenLink("cut off", place.seq + 1, f"{ends}, and its head says {end.seq:06}")
    if end.seq < place.seq:
        told = f"{ends}, and its head says {end.seq:06}"
        return BrokenLink("inserted", end.seq + 1, told)
    if end.hash != place.hash:
        return BrokenLink("head", place.seq, f"the head has another hash than event {place.seq:06}")
    return None
