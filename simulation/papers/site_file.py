"""A site as the TOML file that a collector reads."""

from typing import Final

from ingest.site.models import Site
from simulation.papers.toml_text import document

_LEFT_OUT: Final = frozenset({"tag"})


def site_text(site: Site) -> str:
    """Return the text of a site file; keys that hold their default are left out."""
    content = site.model_dump(by_alias=True, exclude_defaults=True)
    rows: list[tuple[str, dict[str, object]]] = []
    for device in content["device"]:
        rows.append(
            ("device", {key: value for key, value in device.items() if key not in _LEFT_OUT})
        )
        rows.extend(("device.tag", tag) for tag in device["tag"])
    return document({"collector": content["collector"]}, rows)
