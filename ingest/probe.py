"""One look at one register, node or topic, named by a URL; for a technician at the panel.

How the URL of a protocol is written, its folder says (`about`).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.errors import ConfigError, DataError
from domain.measurement.quality import Quality, has_overflowed, is_bad, is_good, without_flags
from domain.measurement.reading import Reading, Refused
from ingest.protocols.about import About
from ingest.protocols.registry import PROTOCOLS, about, part_of
from ingest.tag_value import NOT_FINITE


@dataclass(frozen=True)
class Target:
    """What a URL names: where, what there, and how to read it."""

    url: str
    host: str
    port: int | None
    path: str
    fragment: str
    options: Mapping[str, str]
    form: str

    def number(self, name: str, default: float) -> float:
        """Return an option as a number."""
        text = self.options.get(name)
        try:
            return default if text is None else float(text)
        except ValueError as error:
            raise ConfigError(f"{name}={text} is no number", where=self.url) from error

    def fault(self, what: str) -> ConfigError:
        """Return the error that says what the URL lacks."""
        return ConfigError(what, where=self.url, remedy=f"write {self.form}")


Look = Callable[[Target, float], Awaitable[tuple[Reading | Refused, str]]]


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
        In the form of one of the protocols.
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
    protocol, target = _parsed(url)
    look: Look = part_of(protocol, "probe").look
    taken, raw = await look(target, timeout_s)
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
    scheme = urlsplit(url).scheme
    told = {name: about(name) for name in PROTOCOLS}
    protocol = next((name for name, each in told.items() if each.scheme == scheme), None)
    if protocol is None:
        forms = _or([each.form for each in told.values()])
        raise ConfigError("names no device", where=url, remedy=f"write {forms}")
    target = _target(url, told[protocol].form)
    if not target.host:
        raise target.fault("names no device")
    _require_known_options(target, told[protocol])
    return protocol, target


def _target(url: str, form: str) -> Target:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return Target(
        url=url,
        host=parts.hostname or "",
        port=port,
        path=unquote(parts.path),
        fragment=unquote(parts.fragment),
        options=dict(parse_qsl(parts.query)),
        form=form,
    )


def _require_known_options(target: Target, protocol: About) -> None:
    if protocol.options is None:
        return
    if unknown := sorted(target.options.keys() - protocol.options):
        raise ConfigError(
            f"{', '.join(unknown)}: no such option",
            where=target.url,
            remedy=f"after ? stand {', '.join(sorted(protocol.options))}",
        )


def _or(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
