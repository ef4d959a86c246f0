"""The site file: read it, check it, and say in plain words what is wrong with it."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import ConfigError
from ingest.protocols.registry import PROTOCOLS, device_model
from ingest.site.lines import Place, line_numbers, line_of
from ingest.site.models import NO_PROTOCOL, Site
from ingest.site.tables import Device

_REMEDY: Final = "`wellflow collect --schema` prints every key a site file may hold"


def load_site(path: Path | str) -> Site:
    """Read and check a site file.

    Parameters
    ----------
    path : Path or str
        A TOML file with one ``[collector]`` and at least one ``[[device]]``.

    Returns
    -------
    Site
        The checked file; `collector.spool` is made absolute from the file's folder.

    Raises
    ------
    ConfigError
        When the file is missing, is no TOML, or breaks a rule; names every fault's line.
    """
    file = Path(path)
    text = _read(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", where=str(file), remedy=_REMEDY) from error
    lines = line_numbers(text)
    try:
        site = Site.model_validate(table)
    except ValidationError as error:
        details = [detail for detail in error.errors() if not _only_echoes(detail)]
        details.sort(key=lambda detail: line_of(detail["loc"], lines) or 0)
        faults = [_fault(file, table, lines, detail) for detail in details]
        raise ConfigError("\n".join(faults), remedy=_REMEDY) from error
    if repeated := list(_repeated_names(file, lines, site)):
        raise ConfigError("\n".join(repeated), remedy="give each its own name")
    return _with_absolute_spool(site, file)


def site_schema() -> dict[str, Any]:
    """Return the JSON schema of a site file."""
    schema = Site.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "WellFlow site file",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"cannot read the site file: {error.strerror}",
            where=str(file),
            remedy="check the path and that you may read it",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text (byte {error.start})", where=str(file), remedy="save it as UTF-8"
        ) from error


def _with_absolute_spool(site: Site, file: Path) -> Site:
    spool = site.collector.spool
    if spool is None or spool.is_absolute():
        return site
    collector = site.collector.model_copy(update={"spool": file.resolve().parent / spool})
    return site.model_copy(update={"collector": collector})


def _only_echoes(detail: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because its items have faults of their own."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _fault(
    file: Path, table: Mapping[str, Any], lines: Mapping[Place, int], detail: ErrorDetails
) -> str:
    place = detail["loc"]
    line = line_of(place, lines)
    position = f"{file}:{line}" if line is not None else str(file)
    return f"{position}: {_named(table, place)}: {_advice(table, place, detail)}"


def _named(table: object, place: Place) -> str:
    """Return a place as a technician would say it: tables with their names, then the field."""
    words: list[str] = []
    node = table
    for part in place:
        node = _child(node, part)
        if isinstance(part, int):
            name = node.get("name") if isinstance(node, Mapping) else None
            words[-1] += f" {name!r}" if name is not None else f" number {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words) or "site"


def _child(node: object, part: str | int) -> object:
    if isinstance(node, Mapping):
        return node.get(part)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _advice(table: Mapping[str, Any], place: Place, detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return f"is missing; write `{place[-1]} = ...`"
    if kind == "extra_forbidden":
        return _unknown_key(table, place)
    if kind == NO_PROTOCOL:
        return detail["msg"]
    if kind == "timezone_aware":
        return f"{given!s} has no time zone; write it in UTC, as in 2026-01-01T00:00:00Z"
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    wanted = detail["msg"].removeprefix("Input should be ")
    return f"{given!r} does not fit; write {wanted}"


def _unknown_key(table: Mapping[str, Any], place: Place) -> str:
    known = _known_keys(table, place[:-1])
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    if close:
        return f"is no key of this table; did you mean `{close[0]}`?"
    return f"is no key of this table; it may hold {', '.join(known)}"


def _known_keys(table: Mapping[str, Any], place: Place) -> list[str]:
    model: type[BaseModel] = Site
    for part in place:
        if part == "device":
            protocol = str(_protocol(table, place))
            model = device_model(protocol) if protocol in PROTOCOLS else Device
        elif isinstance(part, str):
            model = _model_under(part, model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_under(key: str, model: type[BaseModel]) -> type[BaseModel]:
    """Return the model of the table that lies under a key of another."""
    fields = model.model_fields.items()
    under = [field.annotation for name, field in fields if key == (field.alias or name)]
    return next((found for each in under for found in _models_in(each)), model)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _protocol(table: Mapping[str, Any], place: Place) -> object:
    device = _child(_child(table, "device"), place[1] if len(place) > 1 else 0)
    return device.get("protocol") if isinstance(device, Mapping) else None


def _repeated_names(file: Path, lines: Mapping[Place, int], site: Site) -> Iterator[str]:
    devices = Counter(device.name for device in site.devices)
    tags = Counter(tag.name for tag in site.tags)
    for i, device in enumerate(site.devices):
        if devices[device.name] > 1:
            line = line_of(("device", i, "name"), lines)
            yield f"{file}:{line}: two devices are called {device.name!r}"
        for j, tag in enumerate(device.tags):
            if tags[tag.name] > 1:
                line = line_of(("device", i, "tag", j, "name"), lines)
                yield f"{file}:{line}: two tags are called {tag.name!r}"
