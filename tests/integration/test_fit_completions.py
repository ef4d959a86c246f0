"""Monthly volumes to decline fits: fitted, short, failed, and what never produced."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import psycopg
import pytest

from books.engineering.fit import fit_completions
from domain.calendar import last_of_month, months_between
from storage.identity import uuid7
from tests.fixtures.lease import Lease
from tests.fixtures.signed_in import ANY_STAGE

FIRST = date(2024, 1, 1)
LAST = date(2025, 12, 1)


def fill(
    lease: Lease,
    completion: str,
    rates: Sequence[float],
    *,
    uptime: float = 1.0,
    version: int = 0,
    unit: str = "bbl",
) -> None:
    """Store months of oil at a rate per producing day, all at one uptime."""
    rows = []
    for month, rate in zip(months_between(FIRST, LAST), rates, strict=False):
        hours = Decimal(24 * last_of_month(month).day)
        volume = Decimal(f"{rate * float(hours) / 24 * uptime:.4f}")
        rows.append(
            {
                "completion_id": lease.id_of("completion", completion),
                "month": month,
                "version": version,
                "oil_bbl": volume * (1 if unit == "bbl" else Decimal("6.29")),
                "oil_native": volume,
                "native_liquid_unit": unit,
                "hours_on": hours * Decimal(str(uptime)),
                "hours_in_month": hours,
                "days_reported": last_of_month(month).day,
                "run_id": uuid7(),
                "input_hash": "test",
            }
        )
    lease.insert("allocated_month", *rows)


def fits(lease: Lease) -> dict[str, tuple[object, ...]]:
    rows = lease.rows(
        "select c.completion_name, f.state::text, f.rate_unit, f.qi_per_day,"
        " f.di_nominal_per_year, f.uptime_fraction, f.next_12_months_volume, f.months_used,"
        " f.flags, f.reason, f.starts_on from wellflow.decline_fit f"
        " join wellflow.completion c on c.id = f.completion_id"
    )
    return {str(row[0]): row[1:] for row in rows}


def test_fit__exponential_decline_with_uptime(lease: Lease, pipeline: psycopg.Connection) -> None:
    rates = [100.0 * 0.97**n for n in range(24)]
    fill(lease, "A", rates, uptime=0.8)
    report = fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    state, unit, qi, di, uptime, ahead, months, _, _, starts_on = fits(lease)["A"]
    assert (state, unit, months, starts_on) == ("fitted", "bbl", 24, FIRST)
    assert qi == pytest.approx(100 * 0.97**-0.5, rel=0.01)
    assert di == pytest.approx(0.3655, rel=0.03)
    assert uptime == pytest.approx(0.8)
    next_year = sum(100.0 * 0.97**n * 30.4375 * 0.8 for n in range(24, 36))
    assert ahead == pytest.approx(next_year, rel=0.02)
    assert report.figures == {"fitted": 1, "short": 0, "failed": 0}


def test_fit__sm3_where_the_device_counts_it(lease: Lease, pipeline: psycopg.Connection) -> None:
    fill(lease, "A", [100.0 * 0.97**n for n in range(24)], unit="sm3")
    fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    assert fits(lease)["A"][1] == "sm3"
    assert fits(lease)["A"][2] == pytest.approx(100 * 0.97**-0.5, rel=0.01)


@pytest.mark.parametrize(("months", "flag"), [(4, "short"), (2, "short")])
def test_fit__short_history_is_flagged(
    lease: Lease, pipeline: psycopg.Connection, months: int, flag: str
) -> None:
    fill(lease, "A", [100.0 * 0.9**n for n in range(months)])
    report = fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    state, _, qi, *_, flags, reason, _ = fits(lease)["A"]
    assert state == "short"
    assert flag in flags  # type: ignore[operator]
    assert all(" " not in word for word in flags)  # type: ignore[union-attr,attr-defined]
    assert (qi is None) == (months < 3)
    assert str(reason).startswith("2 producing months, a curve needs 3;") == (months < 3)
    assert report.flags[0].startswith("A oil: short")


def test_fit__device_exchanged_for_other_units_starts_anew(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    fill(lease, "A", [100.0 * 0.97**n for n in range(24)])
    lease.execute("update wellflow.allocated_month set native_liquid_unit = 'sm3',"
                  " oil_native = oil_bbl / 6.29 where month >= '2025-01-01'")  # fmt: skip
    fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    _, unit, *_, months, flags, reason, starts_on = fits(lease)["A"]
    assert (unit, months, reason, starts_on) == ("sm3", 12, None, date(2025, 1, 1))
    assert "unit_changed" in flags  # type: ignore[operator]


def test_fit__what_never_produced_has_none(lease: Lease, pipeline: psycopg.Connection) -> None:
    fill(lease, "A", [0.0] * 12)
    report = fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    assert fits(lease) == {}
    assert report.rows_written == {"decline_fit": 0}


def test_fit__newest_version_of_a_month_and_a_rerun_replaces(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    fill(lease, "A", [100.0] * 24)
    fill(lease, "A", [50.0 * 0.98**n for n in range(24)], version=1)
    for _ in range(2):
        fit_completions(pipeline, lease.organization_id, LAST, uuid7(), actor=ANY_STAGE)
    assert fits(lease)["A"][2] == pytest.approx(50.0, rel=0.03)


def test_fit__months_after_the_last_asked_for_are_not_used(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    fill(lease, "A", [100.0 * 0.97**n for n in range(24)])
    fit_completions(pipeline, lease.organization_id, date(2024, 12, 15), uuid7(), actor=ANY_STAGE)
    assert fits(lease)["A"][6] == 12
