"""API well numbers of the virtual wells: real states and counties, made-up wells."""

from typing import Final

from simulation.field.chance import stream

_TEXAS: Final = "42"
_FIRST_UNIQUE: Final = 90_000
_N_UNIQUE: Final = 9_999


def api14(county_code: str, well_name: str, seed: int) -> str:
    """Return state, county, unique well number, sidetrack and event as fourteen digits."""
    unique = _FIRST_UNIQUE + stream(seed, "api", well_name).randrange(_N_UNIQUE)
    return f"{_TEXAS}{county_code}{unique:05d}0000"
