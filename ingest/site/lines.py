"""Where in a site file something stands: from a path of keys to a line number.

The TOML reader of the standard library gives values without lines; an error that names the
line saves a technician on a roof from counting tables.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

Place = tuple[str | int, ...]

_ARRAY_HEADER: Final = re.compile(r"^\s*\[\[\s*([^\[\]]+?)\s*\]\]")
_TABLE_HEADER: Final = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]")
_KEY: Final = re.compile(r"""^\s*("[^"]+"|'[^']+'|[A-Za-z0-9_-]+)\s*[=.]""")


def line_numbers(text: str) -> dict[Place, int]:
    """Return the line of every table and of every key that starts a line.

    Parameters
    ----------
    text : str
        The site file.

    Returns
    -------
    dict
        From a place such as ``("device", 0, "tag", 3, "address")`` to a line number from 1.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    here: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if array := _ARRAY_HEADER.match(line):
            here = _array_place(_parts(array.group(1)), counts)
            lines[here] = number
        elif table := _TABLE_HEADER.match(line):
            here = _resolved(_parts(table.group(1)), counts)
            lines[here] = number
        elif key := _KEY.match(line):
            lines.setdefault((*here, key.group(1).strip("\"'")), number)
    return lines


def line_of(place: Sequence[str | int], lines: Mapping[Place, int]) -> int | None:
    """Return the line of a place, or of the nearest table around it."""
    for length in range(len(place), 0, -1):
        found = lines.get(tuple(place[:length]))
        if found is not None:
            return found
    return None


def _parts(header: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in header.split("."))


def _resolved(parts: Sequence[str], counts: Mapping[Place, int]) -> Place:
    place: Place = ()
    for part in parts:
        place = (*place, part)
        if place in counts:
            place = (*place, counts[place])
    return place


def _array_place(parts: Sequence[str], counts: dict[Place, int]) -> Place:
    array = (*_resolved(parts[:-1], counts), parts[-1])
    counts[array] = counts.get(array, -1) + 1
    return (*array, counts[array])
