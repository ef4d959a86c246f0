"""A preset in a file stands for its capabilities: `preset = "pumper"` instead of one grant each."""

from collections.abc import Iterable, Mapping

from domain.capabilities import READ_FIELD, READ_MONEY, READ_VOLUME, preset_capabilities
from domain.errors import DataError

Given = Mapping[str, object]


def spelled_out(rows: Iterable[tuple[Given, str]]) -> list[tuple[Given, str]]:
    """Return the grants of a file with every preset replaced by the capabilities it grants.

    A capability that a person has by two presets, or besides a preset, is granted once.

    Parameters
    ----------
    rows : iterable of tuple
        Each grant and where it stands.

    Raises
    ------
    DataError
        If there is no such preset, or a grant names a preset and a capability.
    """
    given = [each for row in rows for each in _reading(row)]
    spelled: dict[tuple[object, object], tuple[Given, str]] = {}
    plain = [each for each in given if "preset" not in each[0]]
    for row, where in given:
        if "preset" in row:
            for grant in _grants(row, where):
                spelled.setdefault((grant.get("app_user"), grant["capability"]), (grant, where))
    for row, _where in plain:
        spelled.pop((row.get("app_user"), row.get("capability")), None)
    return [*plain, *spelled.values()]


def _reading(placed: tuple[Given, str]) -> list[tuple[Given, str]]:
    """Return a grant; files of the first release say ``read`` where there are three rights now."""
    row, where = placed
    if row.get("capability") != "read":
        return [placed]
    return [({**row, "capability": each}, where) for each in (READ_FIELD, READ_VOLUME, READ_MONEY)]


def _grants(row: Given, where: str) -> list[Given]:
    if "capability" in row:
        raise DataError(
            "names a preset and a capability",
            where=where,
            remedy="write them in two rows, or leave the capability out",
        )
    kept = {name: value for name, value in row.items() if name != "preset"}
    try:
        capabilities = preset_capabilities(str(row["preset"]))
    except DataError as error:
        raise DataError(error.what, where=f"{where}, column preset", remedy=error.remedy) from error
    return [{**kept, "capability": capability} for capability in capabilities]
