"""A preset in a file stands for its capabilities: `preset = "pumper"` instead of one grant each."""

from collections.abc import Iterable, Mapping

from domain.capabilities import preset_capabilities

Given = Mapping[str, object]


def spelled_out(rows: Iterable[Given]) -> list[Given]:
    """Return the grants of a file with every preset replaced by the capabilities it grants.

    A capability that a person has by two presets, or besides a preset, is granted once.

    Raises
    ------
    DataError
        If there is no such preset.
    """
    grants: list[Given] = []
    for row in rows:
        if "preset" not in row:
            grants.append(row)
            continue
        person = row.get("app_user")
        held = {grant.get("capability") for grant in grants if grant.get("app_user") == person}
        plain = {name: value for name, value in row.items() if name != "preset"}
        grants += [
            {**plain, "capability": capability}
            for capability in preset_capabilities(str(row["preset"]))
            if capability not in held
        ]
    return grants
