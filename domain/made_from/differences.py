"""What differs between the inputs of then and now, for a person to look at."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from domain.made_from.canonical import MadeFrom, canonical_text


def differences(then: Mapping[str, Any] | None, now: MadeFrom) -> tuple[str, ...]:
    """Return a few words for each part of the inputs that is another than it was.

    Parameters
    ----------
    then : mapping
        Content of the inputs as they were kept; nothing is said without it.
    now : MadeFrom
        The inputs in the same form.
    """
    if not then:
        return ()
    current: dict[str, Any] = json.loads(now.text)
    return tuple(_told(then, current))


def _told(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if before == after:
            continue
        label = name.replace("_", " ")
        if isinstance(before, list) and isinstance(after, list):
            yield f"{label} ({_rows_changed(before, after)} of {max(len(before), len(after))})"
        else:
            yield label


def _rows_changed(before: list[Any], after: list[Any]) -> int:
    gone, come = (Counter(map(canonical_text, rows)) for rows in (before, after))
    return max((gone - come).total(), (come - gone).total())
