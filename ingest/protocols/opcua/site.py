"""What a site file says of an OPC UA server and its nodes."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ingest.site.tables import Device, Tag


class OpcuaTag(Tag):
    """A node of an OPC UA server."""

    node: Annotated[str, Field(pattern=r"^(ns=\d+;|nsu=[^;]+;)?[isgb]=.+$")]

    @property
    def register_text(self) -> str:
        """Where it is read, as people write it."""
        return self.node


class OpcuaDevice(Device):
    """A server subscribed to over OPC UA."""

    protocol: Literal["opcua"]
    url: Annotated[str, Field(pattern=r"^opc\.tcp://.+$")]
    publish_interval_ms: int = Field(default=100, ge=1)
    queue_size: int = Field(default=1000, ge=1)
    tags: tuple[OpcuaTag, ...] = Field(alias="tag", min_length=1)


DEVICE: Final = OpcuaDevice
