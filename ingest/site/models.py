"""What a site file says: one collector, its devices, their tags.

Every model is frozen and refuses keys it does not know, so that a misspelled key is an error
and never a setting that silently does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ingest.protocols.registry import PROTOCOLS, device_model
from ingest.site.tables import Device, SiteTable, Tag

SLUG_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"
NO_PROTOCOL: Final = "no_protocol"


class OfItsProtocol:
    """Annotation: a device, held against the model of the protocol that it names."""

    def __get_pydantic_core_schema__(
        self, _source: type[Any], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by the protocol's own model, which is imported now."""
        return core_schema.no_info_plain_validator_function(_device)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the devices of every protocol."""
        models = {name: device_model(name).__pydantic_core_schema__ for name in PROTOCOLS}
        return handler(core_schema.tagged_union_schema(models, discriminator="protocol"))


def _device(table: object) -> Device:
    if isinstance(table, Device):
        return table
    protocol = table.get("protocol") if isinstance(table, Mapping) else None
    if not isinstance(protocol, str) or protocol not in PROTOCOLS:
        words = ", ".join(f'"{name}"' for name in PROTOCOLS)
        raise PydanticCustomError(
            NO_PROTOCOL,
            'protocol must be one of {words}; write `protocol = "{first}"`',
            {"words": words, "first": next(iter(PROTOCOLS))},
        )
    return device_model(protocol).model_validate(table)


class Collector(SiteTable):
    """The box itself: its name, whose data it collects, and where its spool lies."""

    name: Annotated[str, Field(pattern=SLUG_PATTERN, max_length=40)]
    organization: Annotated[str, Field(pattern=SLUG_PATTERN, max_length=40)]
    spool: Path | None = None


class Site(SiteTable):
    """A whole site file."""

    collector: Collector
    devices: tuple[Annotated[Device, OfItsProtocol()], ...] = Field(alias="device", min_length=1)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Every tag of every device, in the order of the file."""
        return tuple(tag for device in self.devices for tag in device.tags)
