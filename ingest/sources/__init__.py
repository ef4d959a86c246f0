"""One module per protocol, imported only when a site file names a device that speaks it.

Belongs here: connecting to a device, asking for values, and telling it what was stored.
Does not belong here: what happens to a reading afterwards (spool, forwarder), and anything that
changes a device: every source only reads.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ingest.source import Source

if TYPE_CHECKING:
    from ingest.site_models import ModbusDevice, MqttDevice, OpcuaDevice

_MODULES: Final = {
    "modbus": "ingest.sources.modbus",
    "opcua": "ingest.sources.opcua",
    "mqtt": "ingest.sources.mqtt",
}


def build_source(device: "ModbusDevice | OpcuaDevice | MqttDevice") -> Source:
    """Return the source of a device; only its protocol's library is imported."""
    return cast("Source", import_module(_MODULES[device.protocol]).build(device))
