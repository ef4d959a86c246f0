"""A folder per protocol, imported only when a site file or a URL names it.

Belongs here: what a site file says of a device, connecting to it, asking for values, telling it
what was stored, one look at one value.
Does not belong here: what happens to a reading afterwards (spool, forwarding), and anything that
changes a device: every source only reads.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ingest.source import Source

if TYPE_CHECKING:
    from ingest.protocols.modbus.site import ModbusDevice
    from ingest.protocols.mqtt.site import MqttDevice
    from ingest.protocols.opcua.site import OpcuaDevice

_MODULES: Final = {
    "modbus": "ingest.protocols.modbus.source",
    "opcua": "ingest.protocols.opcua.source",
    "mqtt": "ingest.protocols.mqtt.source",
}


def build_source(device: "ModbusDevice | OpcuaDevice | MqttDevice") -> Source:
    """Return the source of a device; only its protocol's library is imported."""
    return cast("Source", import_module(_MODULES[device.protocol]).build(device))
