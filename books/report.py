"""What one stage of the books did, for a log line, an asset and a screen alike."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class StageReport:
    """What a stage wrote, what a person should look at, and its figures.

    Attributes
    ----------
    stage : str
        Name of the stage: ``measure``, ``allocate``, ``fit`` ...
    rows_written : dict of str to int
        Rows now stored, by table.
    flags : tuple of str
        One line per finding, counted where it repeats.
    figures : dict of str to Decimal, int or str
        Totals by name with its unit.
    failed_days : tuple of date
        Days that have no result; their reasons are among the flags and in `day_state`.
    """

    stage: str
    rows_written: dict[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    figures: dict[str, Decimal | int | str] = field(default_factory=dict)
    failed_days: tuple[date, ...] = ()
