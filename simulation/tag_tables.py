"""Short ways to write the tags of a simulated site: one call per tag, as the site file has it."""

from datetime import datetime
from typing import Any, Final

Tag = dict[str, Any]

_MEANING: Final = {
    "level": ("level", "in"),
    "temperature": ("temperature", "degf"),
    "pressure": ("pressure", "psig"),
    "status": ("status", "none"),
    "oil": ("totalizer", "bbl"),
    "water": ("totalizer", "bbl"),
    "gas": ("totalizer", "mcf"),
    "gas_rate": ("rate", "mcf_per_day"),
}


def tag(name: str, meaning: str, description: str, **more: object) -> Tag:
    """Return a tag; `meaning` decides kind and unit, `more` are further keys of a site file."""
    kind, unit = _MEANING[meaning]
    return {"name": name, "kind": kind, "unit": unit, "description": description, **more}


def bound(role: str, since: datetime, **point: str) -> dict[str, Any]:
    """Return the binding of a tag to one meter, tank or completion."""
    return {"role": role, "from": since, **point}


class Registers:
    """Lays tags out one after another in the holding registers of a Modbus device."""

    def __init__(self, first: int = 0) -> None:
        self._next = first

    def place(self, tag_table: Tag, register_type: str, scale: float = 1.0) -> Tag:
        """Return a tag with the next free address."""
        address = self._next
        self._next += 1 if register_type.endswith("16") else 2
        place = {"table": "holding", "address": address, "type": register_type}
        return {**tag_table, **place, **({} if scale == 1.0 else {"scale": scale})}
