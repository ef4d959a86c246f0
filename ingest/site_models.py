"""What a site file says: one collector, its devices, their tags.

Every model is frozen and refuses keys it does not know, so that a misspelled key is an error
and never a setting that silently does nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from catalog.enumerations import ENUMERATIONS
from ingest.decode import RegisterType, WordOrder

SLUG_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"
NAME_PATTERN: Final = r"^[^\s\x00-\x1f](.*[^\s\x00-\x1f])?$"


class OneOf:
    """Annotation: a word of one of the catalog's closed lists."""

    def __init__(self, enumeration: str) -> None:
        self.words = ENUMERATIONS[enumeration]

    def __get_pydantic_core_schema__(
        self, _source: type[Any], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate against the words; the JSON schema lists them."""
        return core_schema.literal_schema(list(self.words))


Name = Annotated[str, Field(min_length=1, max_length=200, pattern=NAME_PATTERN)]
TagKind = Annotated[str, OneOf("tag_kind")]
TagUnit = Annotated[str, OneOf("tag_unit")]
BindingRole = Annotated[str, OneOf("binding_role")]
TcpPort = Annotated[int, Field(ge=1, le=65535)]
Register = Annotated[int, Field(ge=0, le=65535)]
RegisterTable = Literal["holding", "input"]


class Table(BaseModel):
    """Base of every table of a site file."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


class Binding(Table):
    """What a tag tells about which measuring point, from when on."""

    role: BindingRole
    meter: Name | None = None
    tank: Name | None = None
    completion: Name | None = None
    effective_from: AwareDatetime = Field(alias="from")
    effective_to: AwareDatetime | None = Field(
        default=None, alias="to", description="When another tag took over; empty while it holds"
    )
    scale: float = Field(default=1.0, gt=0, description="Volume per count of the tag")

    @model_validator(mode="after")
    def _names_one_point(self) -> Binding:
        named = [p for p in (self.meter, self.tank, self.completion) if p is not None]
        if len(named) != 1:
            msg = 'name exactly one of meter, tank or completion, as in { meter = "LACT-1" }'
            raise ValueError(msg)
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            msg = f"`to` {self.effective_to} is not after `from` {self.effective_from}"
            raise ValueError(msg)
        return self

    @property
    def point(self) -> tuple[str, str]:
        """The sort of measuring point and its name."""
        if self.meter is not None:
            return "meter", self.meter
        if self.tank is not None:
            return "tank", self.tank
        return "completion", self.completion or ""


class Tag(Table):
    """What every tag says, whatever its protocol; `value * scale + offset` is stored."""

    name: Name
    kind: TagKind
    unit: TagUnit
    description: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    low: float | None = Field(default=None, description="Lowest sane value, in the tag's unit")
    high: float | None = Field(default=None, description="Highest sane value, in the tag's unit")
    rollover_at: float | None = Field(
        default=None, gt=0, description="Value at which a totalizer starts again from zero"
    )
    deadband: float = Field(default=0.0, ge=0, description="A fall this small is jitter")
    max_rate_per_hour: float | None = Field(default=None, gt=0)
    hold_max_s: int = Field(default=7200, gt=0, description="How long a value holds, in seconds")
    binding: Binding | None = None

    @model_validator(mode="after")
    def _limits_make_sense(self) -> Tag:
        if self.low is not None and self.high is not None and self.low >= self.high:
            msg = f"low = {self.low:g} is not below high = {self.high:g}; swap or widen them"
            raise ValueError(msg)
        if self.rollover_at is not None and self.kind != "totalizer":
            msg = f'rollover_at is for kind = "totalizer", not "{self.kind}"; remove it'
            raise ValueError(msg)
        if self.scale == 0:
            msg = "scale = 0 would store zero for everything; write the unit per count"
            raise ValueError(msg)
        return self


class ModbusTag(Tag):
    """A register, or two neighbours, of a Modbus device."""

    table: RegisterTable
    address: Register
    type: RegisterType

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it."""
        return f"{self.table}:{self.address}:{self.type}"


class OpcuaTag(Tag):
    """A node of an OPC UA server."""

    node: Annotated[str, Field(pattern=r"^(ns=\d+;|nsu=[^;]+;)?[isgb]=.+$")]

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it."""
        return self.node


class MqttTag(Tag):
    """A member of a JSON message on a topic; `value` is a key under "values" or a /pointer."""

    topic: Annotated[str, Field(min_length=1, pattern=r"^[^#+\x00]+$")]
    value: Annotated[str, Field(min_length=1)]
    time: str = "time"
    unit_field: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _value_is_the_name(cls, table: object) -> object:
        if isinstance(table, dict) and "value" not in table and "name" in table:
            return {**table, "value": table["name"]}
        return table

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it."""
        return f"{self.topic} {self.value}"


class DeviceClock(Table):
    """Registers that hold the device's own clock, in seconds since 1970."""

    table: RegisterTable
    address: Register
    type: Literal["uint32"] = "uint32"


class ModbusDevice(Table):
    """A device polled over Modbus TCP."""

    name: Name
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


class OpcuaDevice(Table):
    """A server subscribed to over OPC UA."""

    name: Name
    protocol: Literal["opcua"]
    url: Annotated[str, Field(pattern=r"^opc\.tcp://.+$")]
    publish_interval_ms: int = Field(default=100, ge=1)
    queue_size: int = Field(default=1000, ge=1)
    tags: tuple[OpcuaTag, ...] = Field(alias="tag", min_length=1)


class MqttDevice(Table):
    """What a device publishes to a broker."""

    name: Name
    protocol: Literal["mqtt"]
    host: Annotated[str, Field(min_length=1)]
    port: TcpPort = 1883
    topic: Annotated[str, Field(min_length=1)]
    client_id: Annotated[str, Field(min_length=1, max_length=65)]
    keepalive_s: int = Field(default=60, ge=1, le=65535)
    tags: tuple[MqttTag, ...] = Field(alias="tag", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _tags_take_the_topic(cls, table: object) -> object:
        if not isinstance(table, dict):
            return table
        topic, tags = table.get("topic"), table.get("tag")
        is_exact = isinstance(topic, str) and "#" not in topic and "+" not in topic
        if not is_exact or not isinstance(tags, list):
            return table
        filled = [{"topic": topic, **tag} if isinstance(tag, dict) else tag for tag in tags]
        return {**table, "tag": filled}


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
