"""What a site file says: one collector, its devices, their tags.

Every model is frozen and refuses keys it does not know, so that a misspelled key is an error
and never a setting that silently does nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from pydantic import (
    Field,
)

from ingest.protocols.modbus.site import ModbusDevice, ModbusTag
from ingest.protocols.mqtt.site import MqttDevice, MqttTag
from ingest.protocols.opcua.site import OpcuaDevice, OpcuaTag
from ingest.site_tables import Table

SLUG_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"


Device = Annotated[ModbusDevice | OpcuaDevice | MqttDevice, Field(discriminator="protocol")]


class Collector(Table):
    """The box itself: its name, whose data it collects, and where its spool lies."""

    name: Annotated[str, Field(pattern=SLUG_PATTERN, max_length=40)]
    organization: Annotated[str, Field(pattern=SLUG_PATTERN, max_length=40)]
    spool: Path | None = None


class Site(Table):
    """A whole site file."""

    collector: Collector
    devices: tuple[Device, ...] = Field(alias="device", min_length=1)

    @property
    def tags(self) -> tuple[ModbusTag | OpcuaTag | MqttTag, ...]:
        """Every tag of every device, in the order of the file."""
        return tuple(tag for device in self.devices for tag in device.tags)
