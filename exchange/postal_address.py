"""A postal address on one line, in the order in which people write it.

Addresses are kept as named parts, and the database keeps no order of the names.
"""

from collections.abc import Mapping
from typing import Any, Final

_LINES: Final = ("street", "city")
_REGION: Final = ("state", "postal_code")


def postal_line(address: Any) -> str:  # noqa: ANN401  # as the operator keeps it
    """Return street, city, state with postal code, and whatever else there is."""
    if not isinstance(address, Mapping):
        return str(address or "")
    region = " ".join(str(address[name]) for name in _REGION if address.get(name))
    others = (part for name, part in address.items() if name not in (*_LINES, *_REGION))
    parts = (*(address.get(name) for name in _LINES), region, *others)
    return ", ".join(str(part) for part in parts if part)
