"""One measured quantity of one point and production day: while it is made, and as it is kept."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.calendar import ProductionDay
from domain.field.point import PointKind
from domain.made_from.canonical import fingerprint
from domain.measurement.coverage import Coverage

FORM: Final = "measured_day/1"


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """What one measuring point gave on one production day, as the books keep it."""

    produced_on: date
    quantity: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    amount: Decimal | None
    unit: str
    amount_native: Decimal | None
    native_unit: str
    method: str
    volume_basis: str
    hours_in_day: Decimal
    flags: list[str]
    input_hash: str
    liquid_basis: str | None
    truth_owner: str
    is_provisional: bool
    good_pct: Decimal
    longest_gap_s: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one point gave of one quantity on one production day."""

    day: ProductionDay
    point_kind: PointKind
    point_id: UUID
    point_name: str
    quantity: str
    amount: Decimal | None
    unit: str
    amount_native: Decimal | None
    native_unit: str
    method: str
    is_estimate: bool
    coverage: Coverage
    flags: tuple[str, ...]
    fingerprint: str
    liquid_basis: str | None = None
    truth_owner: str = "ours"

    @property
    def input_hash(self) -> str:
        """Return the form and hash of the readings, the rules and the result."""
        return fingerprint(
            FORM,
            made_from=self.fingerprint,
            amount=self.amount,
            amount_native=self.amount_native,
            unit=self.unit,
            method=self.method,
        )

    def flagged(self, *flags: str) -> "Measurement":
        """Return the same measurement with more to look at."""
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *flags))))

    @property
    def measured_day(self) -> "MeasuredDay":
        """Return the record that is kept of it."""
        return MeasuredDay(
            produced_on=self.day.produced_on,
            quantity=self.quantity,
            meter_id=self.point_id if self.point_kind == "meter" else None,
            tank_id=self.point_id if self.point_kind == "tank" else None,
            completion_id=self.point_id if self.point_kind == "completion" else None,
            amount=self.amount,
            unit=self.unit,
            amount_native=self.amount_native,
            native_unit=self.native_unit,
            liquid_basis=self.liquid_basis,
            method=self.method,
            volume_basis="estimate" if self.is_estimate else "actual",
            truth_owner=self.truth_owner,
            is_provisional=self.truth_owner != "ours",
            good_pct=self.coverage.good_pct,
            longest_gap_s=self.coverage.longest_gap_s,
            hours_in_day=self.day.hours,
            flags=list(self.flags),
            input_hash=self.input_hash,
        )


def signs(amount: Decimal | None) -> tuple[str, ...]:
    """Return the flag of an amount that is not there or below zero; neither is ever mended."""
    if amount is None:
        return ("missing",)
    return ("negative",) if amount < 0 else ()
