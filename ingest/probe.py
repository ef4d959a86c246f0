"""One look at one register, node or topic, named by a URL; for a technician at the panel.

::

    modbus://HOST:PORT/UNIT/TABLE/ADDRESS?type=float32&word_order=big&scale=1&offset=0
    opc.tcp://HOST:PORT/PATH#NODE
    mqtt://HOST:PORT/TOPIC#KEY

`word_order` is `big`, `little`, `ABCD`, `CDAB`, `BADC` or `DCBA`, as in a site file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.errors import ConfigError, DataError
from domain.measurement.quality import Quality, has_overflowed, is_bad, is_good, without_flags
from domain.measurement.reading import Reading, Refused
from ingest.tag_value import NOT_FINITE

_PROBES: Final = {
    "modbus": "ingest.protocols.modbus.probe",
    "opc.tcp": "ingest.protocols.opcua.probe",
    "mqtt": "ingest.protocols.mqtt.probe",
}
# What may stand after the question mark; an OPC UA endpoint may have a query of its own.
_OPTIONS: Final = {
    "modbus": frozenset({"type", "word_order", "scale", "offset"}),
    "mqtt": frozenset({"time"}),
}
_FORMS: Final = (
    "modbus://HOST:PORT/UNIT/holding/ADDRESS?type=float32&word_order=big,"
    " opc.tcp://HOST:PORT/PATH#NODE or mqtt://HOST:PORT/TOPIC#KEY"
)


@dataclass(frozen=True)
class Target:
    """What a URL names: where, what there, and how to read it."""

    url: str
    host: str
    port: int | None
    path: str
    fragment: str
    options: Mapping[str, str]

    def number(self, name: str, default: float) -> float:
        """Return an option as a number."""
        text = self.options.get(name)
        try:
            return default if text is None else float(text)
        except ValueError as error:
            raise ConfigError(f"{name}={text} is no number", where=self.url) from error

    def fault(self, what: str) -> ConfigError:
        """Return the error that says what the URL lacks."""
        return ConfigError(what, where=self.url, remedy=f"write {_FORMS}")


@dataclass(frozen=True)
class Probed:
    """The reading, and what was on the wire."""

    reading: Reading
    raw: str


async def probe(url: str, timeout_s: float) -> Probed:
    """Read what a URL names, once.

    Parameters
    ----------
    url : str
        In one of the forms above.
    timeout_s : float
        How long to wait for the device, or for a message [s].

    Raises
    ------
    ConfigError
        When the URL is none of the forms.
    SourceError
        When the device does not answer or refuses.
    DataError
        When what came cannot be a reading.
    """
    scheme, target = _parsed(url)
    module = import_module(_PROBES[scheme])
    taken, raw = cast("tuple[Reading | Refused, str]", await module.look(target, timeout_s))
    if isinstance(taken, Refused) and taken.reason == NOT_FINITE:
        return Probed(_as_it_came(taken), raw)
    if isinstance(taken, Refused):
        raise DataError(f"{taken.reason}: {taken.detail} in {raw[:500]}", where=url)
    return Probed(taken, raw)


def _as_it_came(refused: Refused) -> Reading:
    """Return a number that is none as a reading: a technician is shown what the device says."""
    observed_at = refused.observed_at or refused.received_at
    quality = int(Quality.BAD_SENSOR_FAILURE) if refused.quality is None else refused.quality
    return Reading.at(
        refused.tag_name or "", observed_at, refused.received_at, float(refused.raw), quality
    )


def quality_name(quality: int) -> str:
    """Return a status code in words: its severity, its name where it has one of ours, its loss."""
    name = _code_name(quality)
    return f"{name}, queue overflowed" if has_overflowed(quality) else name


def _code_name(quality: int) -> str:
    severity = "good" if is_good(quality) else "bad" if is_bad(quality) else "uncertain"
    try:
        name = Quality(without_flags(quality)).name.lower()
    except ValueError:
        return severity
    return name if name.startswith(severity) else f"{severity} {name}"


def _parsed(url: str) -> tuple[str, Target]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    target = Target(
        url=url,
        host=parts.hostname or "",
        port=port,
        path=unquote(parts.path),
        fragment=unquote(parts.fragment),
        options=dict(parse_qsl(parts.query)),
    )
    if parts.scheme not in _PROBES or not target.host:
        raise target.fault("names no device")
    known = _OPTIONS.get(parts.scheme, frozenset(target.options))
    if unknown := sorted(target.options.keys() - known):
        raise ConfigError(
            f"{', '.join(unknown)}: no such option",
            where=url,
            remedy=f"after ? stand {', '.join(sorted(known))}",
        )
    return parts.scheme, target
