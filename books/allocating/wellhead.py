"""What the instruments at a well head showed on a day, as columns of `allocated_day`."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.allocating.measured_book import MeasuredBook

_COLUMN_OF: Final = {
    "tubing_pressure": "tubing_pressure_psig",
    "casing_pressure": "casing_pressure_psig",
    "line_pressure": "line_pressure_psig",
    "temperature": "temperature_degf",
}


def shown_at_wellhead(
    measured: MeasuredBook, completion_id: UUID, produced_on: date
) -> dict[str, Decimal | str]:
    """Return the day's means of a completion, by column; what was not measured is left out."""
    shown: dict[str, Decimal | str] = {}
    for quantity, column in _COLUMN_OF.items():
        row = measured.find(produced_on, completion_id, quantity)
        if row is not None and row.amount is not None:
            shown[column] = row.amount
    choke = measured.find(produced_on, completion_id, "choke")
    if choke is not None and choke.amount_native is not None:
        number = f"{choke.amount_native.normalize():f}"
        shown["choke"] = f"{number} {choke.native_unit}".removesuffix(" none")
    return shown
