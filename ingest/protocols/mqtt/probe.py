"""One message of one MQTT topic: a retained one, or the next to come."""

import asyncio
from datetime import UTC, datetime

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from pydantic import ValidationError

from domain.errors import SourceError
from domain.measurement.reading import Reading, Refused
from ingest.probe import Target
from ingest.protocols.mqtt.message import MessageReader
from ingest.protocols.mqtt.site import MqttTag
from ingest.source import Content


async def look(target: Target, timeout_s: float) -> tuple[Reading | Refused, str]:
    """Wait for a message on the target's topic and read the target's member of it."""
    tag = _named(target)
    payload = await _next_payload(target, tag.topic, timeout_s)
    content = Content()
    MessageReader([tag]).read(tag.topic, payload, datetime.now(UTC), content)
    raw = payload.decode("utf-8", "backslashreplace")
    taken: list[Reading | Refused] = [
        *content.readings,
        *(r for r in content.refused if r.reason != "unknown_tag"),
    ]
    if not taken:
        raise SourceError(f"the message has no {tag.value}: {raw[:500]}", where=target.url)
    return taken[0], raw


async def _next_payload(target: Target, topic: str, timeout_s: float) -> bytes:
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    def on_message(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        loop.call_soon_threadsafe(arrived.put_nowait, bytes(message.payload))

    client = Client(CallbackAPIVersion.VERSION2)
    client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
    client.on_message = on_message
    try:
        await asyncio.to_thread(client.connect, target.host, target.port or 1883)
        client.loop_start()
        async with asyncio.timeout(timeout_s):
            return await arrived.get()
    except TimeoutError as error:
        raise SourceError(f"no message within {timeout_s:g} s", where=target.url) from error
    except OSError as error:
        raise SourceError(f"no connection: {error}", where=target.url) from error
    finally:
        client.disconnect()
        client.loop_stop()


def _named(target: Target) -> MqttTag:
    try:
        return MqttTag(
            name=target.fragment, kind="status", unit="none",
            topic=target.path.removeprefix("/"), value=target.fragment,
            time=target.options.get("time", "time"),
        )  # fmt: skip
    except ValidationError as error:
        raise target.fault("needs a topic without wildcards, and a key after #") from error
