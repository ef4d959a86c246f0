"""The life of a well: which status may follow which."""

from typing import Final

from domain.errors import DataError

# Forward through drilling, in and out of production, and only plugging is for good. A permitted
# or proposed well that is never drilled simply stays so; a dry hole is plugged while drilling.
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "proposed": ("permitted",),
    "permitted": ("spudded",),
    "spudded": ("drilling", "plugged"),
    "drilling": ("completing", "temporarily_abandoned", "permanently_abandoned", "plugged"),
    "completing": ("producing", "shut_in", "temporarily_abandoned", "permanently_abandoned",
                   "plugged"),
    "producing": ("completing", "shut_in", "temporarily_abandoned", "permanently_abandoned"),
    "shut_in": ("completing", "producing", "temporarily_abandoned", "permanently_abandoned"),
    "temporarily_abandoned": ("completing", "producing", "shut_in", "permanently_abandoned"),
    "permanently_abandoned": ("plugged",),
    "plugged": (),
}  # fmt: skip


def check_transition(from_status: str, to_status: str) -> None:
    """Refuse a change of status that a well cannot make.

    Parameters
    ----------
    from_status, to_status : str
        Status before and after.

    Raises
    ------
    DataError
        If a status is unknown or the change is not allowed; the message lists what is.
    """
    for status in (from_status, to_status):
        if status not in ALLOWED:
            raise DataError(f"{status!r} is no well status", remedy=f"use {', '.join(ALLOWED)}")
    if to_status not in ALLOWED[from_status]:
        allowed = ", ".join(ALLOWED[from_status]) or "nothing"
        raise DataError(
            f"a well cannot go from {from_status} to {to_status}",
            remedy=f"after {from_status} comes {allowed}",
        )
