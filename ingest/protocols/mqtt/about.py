"""MQTT, as it is named in a URL."""

from typing import Final

from ingest.protocols.about import About

ABOUT: Final = About(
    library="paho",
    scheme="mqtt",
    form="mqtt://HOST:PORT/TOPIC#KEY",
    example="mqtt://10.0.0.9:1883/field/pad-1#oil",
    options=frozenset({"time"}),
    explained="An MQTT URL may say time, the key of the device's own time.",
)
