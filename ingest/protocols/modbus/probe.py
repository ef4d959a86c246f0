"""One read of one Modbus value."""

from datetime import UTC, datetime

from pydantic import ValidationError

from domain.measurement.reading import Reading, Refused
from ingest.probe import Target
from ingest.protocols.modbus.decode import byte_order, register_count
from ingest.protocols.modbus.reader import RegisterReader
from ingest.protocols.modbus.site import ModbusTag
from ingest.protocols.modbus.value import as_read, register_reading


async def look(target: Target, timeout_s: float) -> tuple[Reading | Refused, str]:
    """Read the registers of the target and decode them."""
    unit_id, tag = _named(target)
    reader = RegisterReader(target.host, target.port or 502, unit_id, timeout_s)
    try:
        await reader.connect()
        registers = await reader.read(tag.table, tag.address, register_count(tag.type))
    finally:
        reader.close()
    now = datetime.now(UTC)
    order = byte_order(target.options.get("word_order", "big"))
    taken = register_reading(tag, registers, order, observed_at=now, received_at=now)
    return taken, as_read(registers)


def _named(target: Target) -> tuple[int, ModbusTag]:
    parts = target.path.strip("/").split("/")
    try:
        unit_id, table, address = parts
        tag = ModbusTag.model_validate(
            {
                "name": f"{table}:{address}", "kind": "status", "unit": "none",
                "table": table, "address": int(address),
                "type": target.options.get("type", "uint16"),
                "scale": target.number("scale", 1.0), "offset": target.number("offset", 0.0),
            }
        )  # fmt: skip
        return int(unit_id), tag
    except ValidationError as error:
        said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
        raise target.fault(said) from error
    except ValueError as error:
        raise target.fault("needs unit, table and address") from error
