"""Measured days to completions: the battery's balance, conservation, failures, pass-through."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from books.allocating.allocate import allocate_days
from books.measuring.measure import measure_days
from books.report import StageReport
from storage.identity import uuid7
from tests.fixtures.lease import Lease
from tests.fixtures.signed_in import ANY_STAGE

DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 07:00 in Texas, before the clocks change
END = START + timedelta(days=1)
HOUR = timedelta(hours=1)


def run(
    pipeline: psycopg.Connection, lease: Lease, first: date = DAY, last: date = DAY
) -> StageReport:
    run_id = uuid7()
    measure_days(pipeline, lease.organization_id, first, last, run_id, actor=ANY_STAGE)
    return allocate_days(pipeline, lease.organization_id, first, last, run_id, actor=ANY_STAGE)


def allocated(lease: Lease, column: str, produced_on: date = DAY) -> dict[str, Decimal | None]:
    rows = lease.rows(
        f"select c.completion_name, a.{column} from wellflow.allocated_day a"
        " join wellflow.completion c on c.id = a.completion_id where a.produced_on = %s"
        " order by 1",
        produced_on,
    )
    return dict(rows)  # type: ignore[arg-type]


def day_state(lease: Lease, stage: str = "allocate") -> tuple[str, list[str]]:
    ((outcome, reasons),) = lease.rows(
        "select outcome::text, reasons from wellflow.day_state where stage::text = %s", stage
    )
    return str(outcome), list(reasons)  # type: ignore[call-overload]


@pytest.fixture
def gauged(lease: Lease) -> Lease:
    """A battery that makes 275.40 bbl in the day: G1 of the measurement reference."""
    lease.tag("T1 level", "level", "level", "in", tank="T1", hold_max_s=90_000)
    lease.tag("T2 level", "level", "level", "in", tank="T2", hold_max_s=90_000)
    # 50 in of 1.67 bbl stay in T1; a load leaves T2, which ends where it began.
    lease.read("T1 level", [(START, 50.0), (END, 100.0)])
    lease.read("T2 level", [(START, 120.0), (END, 120.0)])
    lease.ticket("1001", "T2", START + 6 * HOUR, 191.9)
    lease.tag("B runs", "run_status", "status", "none", completion="B", hold_max_s=90_000)
    lease.read("B runs", [(START, 1.0), (START + 18 * HOUR, 0.0)])
    return lease


def test_oil__g1_by_test_and_hours_on(gauged: Lease, pipeline: psycopg.Connection) -> None:
    report = run(pipeline, gauged)
    oil = allocated(gauged, "oil_bbl")
    assert oil == {
        "A": Decimal("121.8359"), "B": Decimal("72.3401"), "C": Decimal("81.2240"),
    }  # fmt: skip
    assert {name: round(bbl or 0, 2) for name, bbl in oil.items()} == {
        "A": Decimal("121.84"), "B": Decimal("72.34"), "C": Decimal("81.22"),
    }  # fmt: skip
    assert set(allocated(gauged, "oil_factor").values()) == {Decimal("1.01529954")}
    assert report.figures["oil_measured_bbl"] == Decimal("275.4000")
    assert report.figures["oil_residual_bbl"] == 0


def test_ledger__identity_of_stock_and_loads(gauged: Lease, pipeline: psycopg.Connection) -> None:
    run(pipeline, gauged)
    rows = gauged.rows(
        "select opening_nsv_bbl, produced_nsv_bbl, hauled_nsv_bbl, piped_nsv_bbl,"
        " closing_nsv_bbl from wellflow.tank_ledger_day"
    )
    assert rows == [tuple(map(Decimal, ("283.9", "275.4", "191.9", "0", "367.4")))]


def test_ledger__sales_meter_counts_as_piped(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.add_meter("LACT", "oil", "sales", truth_owner="purchaser")
    lease.tag("lact", "oil", "totalizer", "bbl", meter="LACT", hold_max_s=90_000)
    lease.read("lact", [(START, 5000.0), (END, 5200.0)])
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
        lease.read(f"{tank} level", [(START, 100.0), (END, 100.0)])
    run(pipeline, lease)
    assert lease.rows("select piped_nsv_bbl, produced_nsv_bbl from wellflow.tank_ledger_day") == [
        (Decimal(200), Decimal(200))
    ]
    assert sum(filter(None, allocated(lease, "oil_bbl").values())) == Decimal(200)


def test_gas_and_water__all_uses_of_gas_add_up(gauged: Lease, pipeline: psycopg.Connection) -> None:
    gauged.add_meter("LIFT", "gas", "lift")
    volumes = {"SALES": 100.0, "FLARE": 3.37, "LIFT": 55.0, "WATER": 61.0}
    for meter, volume in volumes.items():
        role = "water" if meter == "WATER" else "gas"
        unit = "bbl" if meter == "WATER" else "mcf"
        gauged.tag(meter, role, "totalizer", unit, meter=meter, hold_max_s=90_000)
        gauged.read(meter, [(START, 10.0), (END, 10.0 + volume)])
    run(pipeline, gauged)
    gas, water = allocated(gauged, "gas_mcf"), allocated(gauged, "water_bbl")
    assert sum(filter(None, gas.values())) == Decimal("103.37")
    assert sum(filter(None, water.values())) == Decimal("61")


def test_battery_without_gauge__nothing_is_invented(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    run(pipeline, lease)
    assert allocated(lease, "oil_bbl") == {"A": None, "B": None, "C": None}
    outcome, reasons = day_state(lease)
    assert outcome == "flagged"
    assert "no_opening_stock: T1: Battery TB oil" in reasons


def test_no_test__fails_the_day_and_keeps_the_ledger(
    build_lease: Callable[..., Lease], pipeline: psycopg.Connection
) -> None:
    lease = build_lease()
    lease.test("A", date(2025, 1, 1), 120, 60, 10)
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
        lease.read(f"{tank} level", [(START, 100.0), (END, 110.0)])
    report = run(pipeline, lease)
    assert allocated(lease, "oil_bbl") == {}
    assert lease.rows("select produced_nsv_bbl from wellflow.tank_ledger_day") == [
        (Decimal("33.4"),)
    ]
    outcome, reasons = day_state(lease)
    assert outcome == "failed"
    assert reasons[0].startswith("Battery TB oil: 33.4000 bbl measured but B, C ran without")
    assert report.figures["failed_days"] == 1
    assert report.figures["oil_residual_bbl"] == Decimal("33.4")


def test_zero_theoretical__fails_the_day_of_one_organization_only(
    build_lease: Callable[..., Lease], pipeline: psycopg.Connection
) -> None:
    leases = [build_lease("brazos-bend"), build_lease("pecos-ridge")]
    for lease in leases:
        lease.add_tests()
        for tank in ("T1", "T2"):
            lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
            lease.read(f"{tank} level", [(START, 100.0), (END, 110.0)])
    for name in ("A", "B", "C"):
        leases[0].tag(f"{name} runs", "run_status", "status", "none", completion=name,
                      hold_max_s=90_000)  # fmt: skip
        leases[0].read(f"{name} runs", [(START, 0.0)])
    for lease in leases:
        run(pipeline, lease)
    assert day_state(leases[0])[0] == "failed"
    assert "no completion should have made any" in day_state(leases[0])[1][0]
    assert sum(filter(None, allocated(leases[1], "oil_bbl").values())) == Decimal("33.4")


def test_negative_battery_day__is_kept_flagged_and_conserved(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
        lease.read(f"{tank} level", [(START, 100.0), (END, 99.0)])
    run(pipeline, lease)
    assert sum(filter(None, allocated(lease, "oil_bbl").values())) == Decimal("-3.34")
    assert "negative: Battery TB oil" in day_state(lease)[1]


def test_own_instruments__pass_straight_through(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.add_completion("F-12", facility=None)
    for role, value in (("oil", 283.6), ("gas", 45_000.25), ("water", -457.84)):
        lease.tag(role, role, "day_volume", "sm3", completion="F-12")
        lease.read(role, [(END, value)])
    lease.tag("hours", "hours_on", "day_hours", "h", completion="F-12")
    lease.read("hours", [(END, 0.0)])
    lease.tag("injection", "injection", "day_volume", "sm3", completion="F-12")
    run(pipeline, lease)
    rows = lease.rows(
        "select oil_native, gas_native, water_native, injection_native, native_liquid_unit,"
        " native_gas_unit, hours_on, flags, oil_bbl from wellflow.allocated_day a"
        " join wellflow.completion c on c.id = a.completion_id where completion_name = 'F-12'"
    )
    oil, gas, water, injection, liquid_unit, gas_unit, hours, flags, bbl = rows[0]
    assert (oil, gas, water) == tuple(map(Decimal, ("283.6", "45000.25", "-457.84")))
    assert (injection, liquid_unit, gas_unit, hours) == (None, "sm3", "sm3", Decimal(0))
    assert flags == ["oil_without_hours", "water_negative", "injection_missing"]
    assert bbl == Decimal("1783.7903")


def test_day__says_by_which_method_it_was_shared(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    gauged.add_completion("F-12", facility=None)
    gauged.tag("own oil", "oil", "day_volume", "bbl", completion="F-12")
    gauged.read("own oil", [(END, 5.0)])
    run(pipeline, gauged)
    said = gauged.rows(
        "select completion_name, allocation_method from wellflow.allocated_day a"
        " join wellflow.completion c on c.id = a.completion_id order by completion_name"
    )
    shared = dict.fromkeys("ABC", "proportional")
    assert dict(said) == shared | {"F-12": "own_instrument"}


def test_facility_whose_method_is_not_known__fails_its_day(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    gauged.execute("update wellflow.facility set allocation_method = 'by_feel'")
    run(pipeline, gauged)
    outcome, reasons = day_state(gauged)
    assert outcome == "failed"
    assert reasons[0].startswith("Battery TB: allocation method 'by_feel' is not known; set the")
    assert gauged.rows("select from wellflow.allocated_day") == []


def test_own_meter_in_a_battery__is_the_weight_of_its_share(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    gauged.tag("A oil", "oil", "day_volume", "bbl", completion="A")
    gauged.read("A oil", [(END, 100.0)])
    run(pipeline, gauged)
    assert allocated(gauged, "theoretical_oil_bbl")["A"] == Decimal(100)
    assert sum(filter(None, allocated(gauged, "oil_bbl").values())) == Decimal("275.4")


def test_own_meter_where_the_battery_has_none__passes_through(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("A oil", "oil", "day_volume", "bbl", completion="A")
    lease.read("A oil", [(END, 100.0)])
    run(pipeline, lease)
    assert allocated(lease, "oil_bbl") == {"A": Decimal(100), "B": None, "C": None}


def test_wellhead__transmitter_changed_for_one_in_another_unit_keeps_both_right(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    gauged.tag("old", "tubing_pressure", "pressure", "kpa", completion="A", until=END)
    gauged.tag("new", "tubing_pressure", "pressure", "psig", completion="A", since=END)
    gauged.read("old", [(START + HOUR, 689.4757)])
    gauged.read("new", [(END + HOUR, 100.0)])
    later = DAY + timedelta(days=1)
    run(pipeline, gauged, DAY, later)
    for produced_on in (DAY, later):
        assert allocated(gauged, "tubing_pressure_psig", produced_on)["A"] == Decimal("100.0000")


def test_gas_unit__liquid_is_condensate(gauged: Lease, pipeline: psycopg.Connection) -> None:
    gauged.execute("update wellflow.reporting_unit set kind = 'gas_id'")
    run(pipeline, gauged)
    assert set(allocated(gauged, "oil_bbl").values()) == {None}
    assert sum(filter(None, allocated(gauged, "condensate_bbl").values())) == Decimal("275.4")


def test_rerun__same_rows_but_for_the_run(gauged: Lease, pipeline: psycopg.Connection) -> None:
    stored = "select completion_id, oil_bbl, input_hash from wellflow.allocated_day order by 1"
    run(pipeline, gauged)
    first = gauged.rows(stored)
    run(pipeline, gauged)
    assert gauged.rows(stored) == first
    ledger = gauged.rows("select count(*) from wellflow.tank_ledger_day")
    assert ledger == [(1,)]


def test_closed_month__keeps_its_rows(gauged: Lease, pipeline: psycopg.Connection) -> None:
    run(pipeline, gauged)
    stored = "select completion_id, oil_bbl, run_id from wellflow.allocated_day order by 1"
    first = gauged.rows(stored)
    gauged.close_month(date(2026, 3, 1))
    report = run(pipeline, gauged)
    assert gauged.rows(stored) == first
    assert report.figures["days"] == 0
    assert report.flags == ("period_closed: 2026-03 is closed, its days were left as they are",)


def test_clock_change__a_test_makes_a_twenty_third_hour_less(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    day, start = date(2026, 3, 7), datetime(2026, 3, 7, 13, tzinfo=UTC)
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
        lease.read(f"{tank} level", [(start, 100.0), (start + 23 * HOUR, 110.0)])
    run(pipeline, lease, day, day)
    assert allocated(lease, "theoretical_oil_bbl", day)["A"] == Decimal(115)
    assert allocated(lease, "hours_on", day)["A"] == Decimal(23)
