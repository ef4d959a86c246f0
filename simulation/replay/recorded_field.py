"""A recorded field as an organization: its wellbores, their tags, the site and master files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.calendar import ProductionCalendar
from ingest.site.models import Site
from simulation.endpoints import Endpoints
from simulation.papers.master import password_of
from simulation.papers.toml_text import Table, document
from simulation.replay.day_record import DayRecord, record_samples, tag_name
from simulation.simulation import Samples

OPCUA_DEVICE: Final = "day-records"
_HOLD_MAX_S: Final = 90_000


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a day's record; one whose unit nobody states is kept, and bound to nothing."""

    name: str
    kind: str
    unit: str
    role: str | None = None


QUANTITIES: Final = (
    Quantity("oil", "day_volume", "sm3", "oil"),
    Quantity("gas", "day_volume", "sm3", "gas"),
    Quantity("water", "day_volume", "sm3", "water"),
    Quantity("injection", "day_volume", "sm3", "injection"),
    Quantity("hours_on", "day_hours", "h", "hours_on"),
    Quantity("wellhead_pressure", "pressure", "none"),
    Quantity("downhole_pressure", "pressure", "none"),
    Quantity("annulus_pressure", "pressure", "none"),
)


@dataclass(frozen=True, slots=True)
class Wellbore:
    """A recorded wellbore; `by_opcua` wells share a server, the others publish their own topic."""

    name: str
    well_type: str
    main_product: str
    first_on: date
    by_opcua: bool


@dataclass(frozen=True, slots=True)
class RecordedField:
    """Who operated which field, and where its production day begins."""

    slug: str
    name: str
    operator_code: str
    operator_name: str
    field_code: str
    field_name: str
    country: str
    calendar: ProductionCalendar
    wellbores: tuple[Wellbore, ...]

    @property
    def collector(self) -> str:
        """Name of its one collector."""
        return f"{self.slug}-field"


def recorded_site(
    field: RecordedField, records: Iterable[DayRecord], endpoints: Endpoints
) -> tuple[Site, Samples]:
    """Return the site of a recorded field and what its devices have to report."""
    by_wellbore: dict[str, list[DayRecord]] = {well.name: [] for well in field.wellbores}
    for record in records:
        by_wellbore[record.wellbore].append(record)
    known = {
        name: {quantity for record in own for quantity in record.figures}
        for name, own in by_wellbore.items()
    }
    on_server = [well for well in field.wellbores if well.by_opcua]
    devices = [_server(field, on_server, known, endpoints)]
    samples: dict[str, Sequence[Any]] = {
        OPCUA_DEVICE: record_samples(
            [record for well in on_server for record in by_wellbore[well.name]], field.calendar
        )
    }
    for well in field.wellbores:
        if not well.by_opcua:
            name = device_name(well.name)
            devices.append(_publisher(field, well, known[well.name], endpoints))
            samples[name] = record_samples(by_wellbore[well.name], field.calendar)
    collector = {"name": field.collector, "organization": field.slug}
    return Site.model_validate({"collector": collector, "device": devices}), samples


def recorded_master(field: RecordedField) -> str:
    """Return the text of ``master.toml``: operator, field, wellbores, and one person."""
    organization: Table = {
        "slug": field.slug, "organization_name": field.name,
        "time_zone": field.calendar.time_zone, "day_start_hour": field.calendar.day_start_hour,
    }  # fmt: skip
    person = f"analyst@{field.slug}.example"
    rows: list[tuple[str, Table]] = [
        ("company", {"company_code": field.operator_code, "company_name": field.operator_name,
                     "company_type": "corporation", "is_operator": True}),
        ("app_user", {"email": person, "full_name": "Field analyst",
                      "password": password_of(0, person)}),
    ]  # fmt: skip
    rows.extend(
        ("capability_grant", {"app_user": person, "capability": capability})
        for capability in (
            "read.field",
            "read.volume",
            "read.money",
            "production.close",
            "tag.configure",
            "fit.sign",
        )
    )
    rows.append(
        ("field", {"field_code": field.field_code, "field_name": field.field_name,
                   "country": field.country, "operator": field.operator_code})
    )  # fmt: skip
    for well in field.wellbores:
        rows.extend(_well_rows(field, well))
    return document({"organization": organization}, rows)


def device_name(wellbore: str) -> str:
    """Return the name of a wellbore's own device."""
    return wellbore.lower().replace("/", "-").replace(" ", "-")


def _well_rows(field: RecordedField, well: Wellbore) -> list[tuple[str, Table]]:
    return [
        ("well", {"well_name": well.name, "field": field.field_code,
                  "operator": field.operator_code, "well_type": well.well_type,
                  "well_purpose": "injection" if well.well_type == "injection" else "development",
                  "well_status": "producing", "first_production_on": well.first_on,
                  "is_offshore": True}),
        ("completion", {"completion_name": well.name, "well": well.name,
                        "main_product": well.main_product,
                        "first_production_on": well.first_on}),
    ]  # fmt: skip


def _tags(field: RecordedField, well: Wellbore, known: set[str]) -> list[dict[str, Any]]:
    """Return the tags of the figures that the wellbore ever reported."""
    since = field.calendar.day_window(well.first_on.replace(day=1)).start
    tags = []
    for quantity in QUANTITIES:
        if quantity.name not in known:
            continue
        tag: dict[str, Any] = {
            "name": tag_name(well.name, quantity.name), "kind": quantity.kind,
            "unit": quantity.unit, "hold_max_s": _HOLD_MAX_S,
            "description": f"{well.name} {quantity.name.replace('_', ' ')}, {field.field_name}",
        }  # fmt: skip
        if quantity.role is not None:
            tag["binding"] = {"role": quantity.role, "from": since, "completion": well.name}
        tags.append(tag)
    return tags


def _server(
    field: RecordedField, wells: Sequence[Wellbore], known: Mapping[str, set[str]],
    endpoints: Endpoints,
) -> dict[str, Any]:  # fmt: skip
    tags = [
        {**tag, "node": f"ns=2;s={tag['name']}"}
        for well in wells
        for tag in _tags(field, well, known[well.name])
    ]
    return {
        "name": OPCUA_DEVICE, "protocol": "opcua", "url": endpoints.opcua_url(field.slug),
        "publish_interval_ms": 50, "queue_size": 1000, "tag": tags,
    }  # fmt: skip


def _publisher(
    field: RecordedField, well: Wellbore, known: set[str], endpoints: Endpoints
) -> dict[str, Any]:
    name = device_name(well.name)
    return {
        "name": name, "protocol": "mqtt", "host": endpoints.broker_host,
        "port": endpoints.broker_port, "topic": f"{field.slug}/{name}",
        "client_id": f"{field.slug}-{field.collector}-{name}",
        "tag": _tags(field, well, known),
    }  # fmt: skip
