"""What a site file says of a Modbus device: where it is, its registers, its clock."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ingest.protocols.modbus.decode import RegisterType, WordOrder
from ingest.site.tables import Device, SiteTable, Tag, TcpPort

Register = Annotated[int, Field(ge=0, le=65535)]
RegisterTable = Literal["holding", "input"]


class ModbusTag(Tag):
    """A register, or two neighbours, of a Modbus device."""

    table: RegisterTable
    address: Register
    type: RegisterType

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it."""
        return f"{self.table}:{self.address}:{self.type}"


class DeviceClock(SiteTable):
    """Registers that hold the device's own clock, in seconds since 1970."""

    table: RegisterTable
    address: Register
    type: Literal["uint32"] = "uint32"


class ModbusDevice(Device):
    """A device polled over Modbus TCP."""

    protocol: Literal["modbus"]
    host: Annotated[str, Field(min_length=1)]
    port: TcpPort = 502
    unit_id: int = Field(default=1, ge=0, le=255)
    timeout_s: float = Field(default=1.0, gt=0, le=60)
    interval_s: float = Field(default=10.0, ge=0)
    word_order: WordOrder = Field(
        default="big",
        description="How 32 bits lie in two registers: big (ABCD, high word first), little"
        " (CDAB, low word first), or by name; BADC and DCBA also swap the bytes of each register",
    )
    clock: DeviceClock | None = None
    max_registers: int = Field(default=125, ge=2, le=125)
    gap_registers: int = Field(default=8, ge=0, le=123)
    tags: tuple[ModbusTag, ...] = Field(alias="tag", min_length=1)


DEVICE: Final = ModbusDevice
