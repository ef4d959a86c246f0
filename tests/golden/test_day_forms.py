"""The hashes of daily rows, as they are stored: a form gives the same one in every release."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from domain.allocation.completion_day import CompletionDay
from domain.allocation.theoretical import HoursOn
from domain.allocation.wellhead import Wellhead
from domain.calendar import ProductionDay, Window
from domain.measurement.coverage import Coverage
from domain.measurement.measured_day import Measurement

A, B = UUID(int=1), UUID(int=2)
DAY = ProductionDay(
    date(2026, 3, 2),
    Window(datetime(2026, 3, 2, 13, tzinfo=UTC), datetime(2026, 3, 3, 13, tzinfo=UTC)),
    Decimal(24),
)
MEASURED = Measurement(
    day=DAY, point_kind="tank", point_id=A, point_name="T1", quantity="oil_stock",
    amount=Decimal("83.5000"), unit="bbl", amount_native=Decimal("50.0000"), native_unit="in",
    method="tank_gauge", is_estimate=False, coverage=Coverage(Decimal("8.3333"), 79200),
    flags=("low_coverage",), fingerprint="tank/1:00", liquid_basis="nsv",
)  # fmt: skip


def allocated() -> CompletionDay:
    hours = HoursOn(
        Decimal(18), Decimal(18), is_assumed=False, flags=(), input_hash="measured_day/1:01"
    )
    shown = Wellhead(choke="24", tubing_pressure_psig=Decimal("100.0000"))
    made = CompletionDay(B, "A-1", DAY, hours, None, shown)
    made.take_share("oil", Decimal("121.8359"))
    made.expect("oil", Decimal(120), Decimal("275.4"), Decimal("271.25"))
    made.hashes += ["measured_day/1:00", hours.input_hash]
    return made


def test_measured_day__has_the_hash_of_its_form() -> None:
    assert MEASURED.input_hash == "measured_day/1:7f5f21d9517c011cfe15f307ad7011a7"
    assert replace(MEASURED, point_name="TK-1", flags=()).input_hash == MEASURED.input_hash
    assert replace(MEASURED, amount=Decimal("83.5")).input_hash == MEASURED.input_hash
    assert replace(MEASURED, amount=Decimal("83.6")).input_hash != MEASURED.input_hash


def test_allocated_day__has_the_hash_of_its_form() -> None:
    made = allocated().allocated_day()
    assert made.input_hash == "allocated_day/1:a31aa102edf22266a3cbf6b1f90fd0a9"
    looked_at = replace(made, flags=["stale_test"], is_estimated=True)
    assert looked_at.made_from(allocated().hashes).input_hash == made.input_hash
