"""Anchors: ends of a chain written down where the owner of the database cannot change them.

A file of anchors holds a JSON object a line, each with the hash of the line before it. On paper an
anchor is short: ``trail 000123 9f2c41d07a55e310``, the place and the first sixteen digits.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from domain.errors import DataError
from domain.trail.event import BEFORE_THE_FIRST

REASONS: Final = ("daily", "close", "filing", "payment", "backup", "request")
_DIGITS_ON_PAPER: Final = 16
_PRINTED: Final = re.compile(r"\s*(?:trail\s+)?(?P<seq>\d+)\s+(?P<hash>[0-9a-f]{16,64})\s*", re.I)


class Anchor(NamedTuple):
    """The end of a chain at a time; on paper the hash is cut short."""

    seq: int
    hash: str
    anchored_at: str = ""
    reason: str = ""
    where_to: str = ""

    def __str__(self) -> str:
        """Return what it is and where it stands."""
        told = [f"{self.anchored_at[:16].replace('T', ' ')} UTC"] if self.anchored_at else []
        told += [word for word in (self.reason, self.where_to) if word]
        return f"event {self.seq:06} ({', '.join(told)})"


def anchor_line(seq: int, event_hash: str) -> str:
    """Return an anchor as it is printed on filings, statements and lists of payments."""
    return f"trail {seq:06} {event_hash[:_DIGITS_ON_PAPER]}"


def printed_anchor(text: str) -> Anchor:
    """Return the anchor that was printed.

    Raises
    ------
    DataError
        If the text is no such line.
    """
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise DataError(
            f"{text!r} is no line of the trail", remedy="write it as printed: trail 000123 9f2c..."
        )
    return Anchor(int(found["seq"]), found["hash"].lower(), where_to="on paper")


def line_of(organization_id: str, anchor: Anchor, number: int, line_before: str) -> str:
    """Return the line of a file that keeps an anchor; the first has no line before it."""
    return json.dumps(
        {
            "line": number,
            "organization_id": organization_id,
            "seq": anchor.seq,
            "hash": anchor.hash,
            "anchored_at": anchor.anchored_at,
            "reason": anchor.reason,
            "line_before": _digest(line_before),
        }
    )


class KeptAnchors(NamedTuple):
    """What a file of anchors holds, and what is wrong with it, if anything is."""

    anchors: tuple[Anchor, ...]
    fault: str = ""


def anchors_of(lines: Iterable[str], organization_id: str, name: str) -> KeptAnchors:
    """Return the anchors of a file's lines; the first line at fault ends it."""
    anchors: list[Anchor] = []
    before = ""
    for number, line in enumerate(lines, start=1):
        kept = _content(line)
        told = {"line": number, "organization_id": organization_id, "line_before": _digest(before)}
        wrong = [each for each, value in told.items() if kept.get(each) != value]
        wrong += [each for each in ("seq", "hash", "anchored_at", "reason") if each not in kept]
        if wrong:
            fault = f"line {number} of {name} does not follow the one before it ({wrong[0]})"
            return KeptAnchors(tuple(anchors), fault)
        anchors.append(_anchor(kept, f"{name}#{number}"))
        before = line
    return KeptAnchors(tuple(anchors))


def fault_beside(kept: KeptAnchors, stored: Sequence[Anchor], name: str) -> str:
    """Return how a file differs from the anchors that the database says are in it."""
    in_file = {anchor.where_to: anchor for anchor in kept.anchors}
    for anchor in stored:
        if anchor.where_to.partition("#")[0] != name:
            continue
        if anchor.where_to not in in_file:
            return f"{name} lacks the anchor of {anchor}: it was cut, or is another file"
        if in_file[anchor.where_to] != anchor:
            return f"the database has another anchor than the file: {anchor}"
    return ""


def _content(line: str) -> Mapping[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _anchor(kept: Mapping[str, Any], where_to: str) -> Anchor:
    return Anchor(
        seq=kept["seq"] if isinstance(kept["seq"], int) else 0,
        hash=str(kept["hash"]),
        anchored_at=str(kept["anchored_at"]),
        reason=str(kept["reason"]),
        where_to=where_to,
    )


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest() if line else BEFORE_THE_FIRST
