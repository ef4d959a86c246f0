"""Which protocols there are: a line for each, the word of the site file and its folder.

A folder holds `about.ABOUT`, `site.DEVICE`, `source.build` and `probe.look`. Each is imported when
it is asked for, so that a collector loads the libraries of the protocols its site file names.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

from domain.errors import ConfigError
from ingest.protocols.about import About

if TYPE_CHECKING:
    from ingest.site.tables import Device
    from ingest.source import Source

PROTOCOLS: Final = {
    "modbus": "ingest.protocols.modbus",
    "opcua": "ingest.protocols.opcua",
    "mqtt": "ingest.protocols.mqtt",
}


def about(protocol: str) -> About:
    """Return what a protocol says of itself; no library of it is imported."""
    told: About = part_of(protocol, "about").ABOUT
    return told


def libraries() -> frozenset[str]:
    """Return the libraries that the protocols are built on, as they are imported."""
    return frozenset(told.library for told in map(about, PROTOCOLS) if told.library is not None)


def device_model(protocol: str) -> "type[Device]":
    """Return the model of a device in a site file; no library of the protocol is imported."""
    model: type[Device] = part_of(protocol, "site").DEVICE
    return model


def build_source(device: "Device") -> "Source":
    """Return the source of a device; only its protocol's library is imported."""
    build: Callable[[Device], Source] = part_of(device.protocol, "source").build
    return build(device)


def part_of(protocol: str, part: str) -> ModuleType:
    """Import one module of a protocol's folder.

    Raises
    ------
    ConfigError
        There is no such protocol.
    """
    folder = PROTOCOLS.get(protocol)
    if folder is None:
        raise ConfigError(
            f"{protocol!r} is no protocol", remedy=f"there are {', '.join(sorted(PROTOCOLS))}"
        )
    return import_module(f"{folder}.{part}")
