"""What tables of a site file share, whatever the protocol: names, words, tags and bindings.

Every model is frozen and refuses keys it does not know, so that a misspelled key is an error
and never a setting that silently does nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

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


class SiteTable(BaseModel):
    """Base of every table of a site file."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


class BindingTable(SiteTable):
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
    def _names_one_point(self) -> BindingTable:
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


class Tag(SiteTable):
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
    binding: BindingTable | None = None

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

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it; its name, unless its protocol knows better."""
        return self.name


class Device(SiteTable):
    """What every device says, whatever its protocol; the model of a protocol adds its own."""

    name: Name
    protocol: str
    tags: tuple[Tag, ...] = Field(alias="tag", min_length=1)
