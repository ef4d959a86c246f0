"""A JSON message of a device, turned into readings, and what of it cannot be one.

A member is named by a key or, when the name begins with a slash, by a JSON pointer (RFC 6901).
Keys of values lie under ``values`` where the message has it, else at the top.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from domain.measurement.reading import Refused
from ingest.protocols.mqtt.site import MqttTag
from ingest.source import Content
from ingest.tag_value import tag_reading

_VALUES: Final = "values"
_ABSENT: Final = object()
_RAW_LIMIT: Final = 65_536


class MessageReader:
    """Knows the tags of a device by topic and reads its messages."""

    def __init__(self, tags: Iterable[MqttTag]) -> None:
        self._tags: dict[str, list[MqttTag]] = {}
        for tag in tags:
            self._tags.setdefault(tag.topic, []).append(tag)
        self._claimed = {topic: _claimed(own) for topic, own in self._tags.items()}

    def read(self, topic: str, payload: bytes, received_at: datetime, into: Content) -> None:
        """Add what a message holds to `into`; a value that is absent adds nothing."""
        message = _Message(topic, payload, received_at, into)
        document = message.document()
        if document is None:
            return
        tags = self._tags.get(topic, [])
        if not tags:
            message.refuse("unknown_tag", f"no tag of the site takes topic {topic!r}", None)
        for tag in tags:
            message.read_tag(document, tag)
        for key in _unclaimed(document, self._claimed.get(topic, frozenset())):
            message.refuse("unknown_tag", f"no tag of the site takes {key!r} of {topic}", key)


@dataclass(frozen=True)
class _Message:
    topic: str
    payload: bytes
    received_at: datetime
    into: Content

    def document(self) -> Mapping[str, object] | None:
        try:
            parsed = json.loads(self.payload)
        except (ValueError, RecursionError) as error:
            self.refuse("malformed_json", f"{self.topic}: {error}", None)
            return None
        if not isinstance(parsed, dict):
            self.refuse("malformed_json", f"{self.topic}: not an object", None)
            return None
        return parsed

    def read_tag(self, document: Mapping[str, object], tag: MqttTag) -> None:
        value = _member(document, tag.value, under_values=True)
        if value is _ABSENT:
            return
        number = _number(value)
        if number is None:
            self.refuse("non_numeric", f"{tag.value} is {value!r:.80}", tag.name)
            return
        observed_at = _instant(_member(document, tag.time))
        if observed_at is None:
            self.refuse("missing_time", f"{tag.time} holds no time with a zone", tag.name)
            return
        unit = tag.unit if tag.unit_field is None else _member(document, tag.unit_field)
        if unit != tag.unit:
            said = "no unit" if unit is _ABSENT else f"{unit!r:.80}"
            self.refuse("wrong_unit", f"{said} where {tag.unit} is expected", tag.name)
            return
        self.into.add(
            tag_reading(tag, number, observed_at=observed_at, received_at=self.received_at)
        )

    def refuse(self, reason: str, detail: str, tag_name: str | None) -> None:
        raw = self.payload.decode("utf-8", "backslashreplace")[:_RAW_LIMIT]
        self.into.refused.append(Refused(reason, detail, tag_name, raw, self.received_at))


def _claimed(tags: Sequence[MqttTag]) -> frozenset[str]:
    """Return the keys under ``values`` that tags take, or take something of."""
    pointed = {tag.value.removeprefix(f"/{_VALUES}/").partition("/")[0] for tag in tags}
    return frozenset(pointed | {tag.value for tag in tags})


def _unclaimed(document: Mapping[str, object], claimed: frozenset[str]) -> Iterator[str]:
    values = document.get(_VALUES)
    if isinstance(values, dict):
        yield from (key for key in values if key not in claimed)


def _member(document: Mapping[str, object], name: str, *, under_values: bool = False) -> object:
    if name.startswith("/"):
        return _pointed(document, name)
    values = document.get(_VALUES)
    holder = values if under_values and isinstance(values, dict) else document
    return holder.get(name, _ABSENT)


def _pointed(document: object, pointer: str) -> object:
    node = document
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return _ABSENT
    return node


def _number(value: object) -> float | None:
    if not isinstance(value, (bool, int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _instant(value: object) -> datetime | None:
    """Return a time with its zone, in UTC; a number counts seconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value)
            return parsed.astimezone(UTC) if parsed.tzinfo is not None else None
    except (ValueError, OverflowError, OSError):
        return None
    return None
