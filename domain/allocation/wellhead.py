"""What the instruments at a well head showed on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.allocation.measured_book import MeasuredBook


@dataclass(frozen=True, slots=True)
class Wellhead:
    """Mean pressures, temperature and choke of a completion's day; empty where none was shown."""

    tubing_pressure_psig: Decimal | None = None
    casing_pressure_psig: Decimal | None = None
    line_pressure_psig: Decimal | None = None
    temperature_degf: Decimal | None = None
    choke: str | None = None


def shown_at_wellhead(measured: MeasuredBook, completion_id: UUID, produced_on: date) -> Wellhead:
    """Return the day's means of a completion."""

    def mean(quantity: str) -> Decimal | None:
        row = measured.find(produced_on, completion_id, quantity)
        return None if row is None else row.amount

    choke = measured.find(produced_on, completion_id, "choke")
    written = None
    if choke is not None and choke.amount_native is not None:
        number = f"{choke.amount_native.normalize():f}"
        written = f"{number} {choke.native_unit}".removesuffix(" none")
    return Wellhead(
        tubing_pressure_psig=mean("tubing_pressure"),
        casing_pressure_psig=mean("casing_pressure"),
        line_pressure_psig=mean("line_pressure"),
        temperature_degf=mean("temperature"),
        choke=written,
    )
