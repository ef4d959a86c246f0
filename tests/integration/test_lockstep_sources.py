"""Sources against simulated devices in lockstep: what a device was told is stored, and no more."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import StorageError
from ingest.protocols.modbus.site import ModbusDevice
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.opcua.site import OpcuaDevice
from ingest.protocols.registry import build_source
from simulation.broker import EmbeddedBroker
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.journal import Journal, read_journal
from simulation.devices.modbus_device import SimulatedModbus
from simulation.devices.mqtt_device import SimulatedMqtt
from simulation.devices.opcua_device import SimulatedOpcua
from tests.fixtures.devices import LOOPBACK, RecordingSink, free_port, running

START = datetime(2026, 3, 8, 6, tzinfo=UTC)
COUNT = 400
TAGS = ("a", "b")


def samples():
    """Return samples of one tag that moves and one that stands still."""
    return [
        DeviceSample(
            START + timedelta(minutes=n), {"a": DeviceSignal(float(n)), "b": DeviceSignal(7.0)}
        )
        for n in range(COUNT)
    ]


def tag(name, **place):
    return {"name": name, "kind": "level", "unit": "in", **place}


def modbus_pair(journal):
    device = ModbusDevice.model_validate(
        {
            "name": "rtu", "protocol": "modbus", "host": LOOPBACK, "port": free_port(),
            "interval_s": 0, "timeout_s": 5, "clock": {"table": "input", "address": 0},
            "tag": [
                tag("a", table="holding", address=0, type="float32"),
                tag("b", table="input", address=2, type="uint16"),
            ],
        }
    )  # fmt: skip
    return device, SimulatedModbus(device, samples(), journal, organization="test")


def opcua_pair(journal):
    device = OpcuaDevice.model_validate(
        {
            "name": "plc", "protocol": "opcua", "url": f"opc.tcp://{LOOPBACK}:{free_port()}/x",
            "publish_interval_ms": 20, "queue_size": 100,
            "tag": [tag(name, node=f"ns=2;s={name}") for name in TAGS],
        }
    )  # fmt: skip
    return device, SimulatedOpcua(device, samples(), journal, organization="test")


def mqtt_pair(journal, port):
    device = MqttDevice.model_validate(
        {
            "name": "pad", "protocol": "mqtt", "host": LOOPBACK, "port": port,
            "topic": "field/pad", "client_id": "collector", "tag": [tag(name) for name in TAGS],
        }
    )  # fmt: skip
    return device, SimulatedMqtt(device, samples(), journal, organization="test")


class FailingSink(RecordingSink):
    """Fails for good after some readings, as a collector that is killed does."""

    def __init__(self, after):
        super().__init__()
        self._after = after

    async def accept(self, readings, refused=()):
        if len(self.readings) >= self._after:
            self.break_with = StorageError("killed")
        await super().accept(readings, refused)


async def collected(device, simulated):
    """Run a source that dies three times; return all that its sinks stored."""
    await simulated.start()
    serving = asyncio.create_task(simulated.run())
    stored = []
    try:
        for after in (0, 50, 150):
            dying = FailingSink(after)
            with pytest.raises(StorageError):
                await asyncio.wait_for(build_source(device).run(dying), 30)
            stored += dying.readings
        last = RecordingSink()
        async with running(build_source(device), last):
            await last.until(lambda: float(COUNT - 1) in last.values("a"))
            await asyncio.wait_for(serving, 20)
        return stored + last.readings
    finally:
        serving.cancel()
        await simulated.stop()


@pytest.mark.parametrize("protocol", ["modbus", "opcua", "mqtt"])
def test_source__that_dies_three_times_loses_nothing_and_makes_nothing_up(protocol, tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    with EmbeddedBroker() as broker:
        if protocol == "mqtt":
            device, simulated = mqtt_pair(journal, broker.port)
        else:
            device, simulated = {"modbus": modbus_pair, "opcua": opcua_pair}[protocol](journal)
        stored = asyncio.run(collected(device, simulated))
    journal.close()
    served = {(row.tag_name, row.observed_at, row.value) for row in read_journal(journal.path)}
    told = {(row.tag_name, row.observed_at, row.value) for row in read_journal(journal.path)
            if row.acknowledged}  # fmt: skip
    kept = {(r.tag_name, r.observed_at, r.value) for r in stored if r.value is not None}
    assert len(served) == 2 * COUNT
    assert told - kept == set(), "acknowledged and not stored"
    assert kept - served == set(), "stored and never served"
