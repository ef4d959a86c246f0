"""What a site file says of a device that publishes to an MQTT broker."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ingest.site.tables import Device, Tag, TcpPort


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


class MqttDevice(Device):
    """What a device publishes to a broker."""

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


DEVICE: Final = MqttDevice
