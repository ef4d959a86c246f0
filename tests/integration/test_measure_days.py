"""Raw readings to measured days: totalizers, tanks, records, status, gaps, clock changes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg

from books.allocating.allocate import allocate_days
from books.measuring.measure import measure_days
from domain.measurement.quality import Quality
from storage.identity import uuid7
from tests.fixtures.lease import Lease
from tests.fixtures.signed_in import ANY_STAGE

DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 07:00 in Texas, before the clocks change
END = START + timedelta(days=1)
HOUR = timedelta(hours=1)

Measured = dict[tuple[str, str], tuple[Decimal | None, list[str]]]


def hourly(
    start: datetime, hours: int, value: Callable[[int], float]
) -> Iterator[tuple[datetime, float]]:
    """Yield a reading each hour, both ends included."""
    for hour in range(hours + 1):
        yield start + HOUR * hour, value(hour)


def measured(lease: Lease, produced_on: date = DAY) -> Measured:
    """Return amount and flags by point and quantity."""
    rows = lease.rows(
        "select coalesce(m.meter_name, t.tank_name, c.completion_name), d.quantity::text,"
        " d.amount, d.flags from wellflow.measured_day d"
        " left join wellflow.meter m on m.id = d.meter_id"
        " left join wellflow.tank t on t.id = d.tank_id"
        " left join wellflow.completion c on c.id = d.completion_id where d.produced_on = %s",
        produced_on,
    )
    return {(str(name), str(quantity)): (amount, flags) for name, quantity, amount, flags in rows}  # type: ignore[misc]


def run(pipeline: psycopg.Connection, lease: Lease, first: date = DAY, last: date = DAY) -> UUID:
    run_id = uuid7()
    measure_days(pipeline, lease.organization_id, first, last, run_id, actor=ANY_STAGE)
    return run_id


def test_totalizer__difference_between_the_ends_of_the_day(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.read("gas", hourly(START - HOUR, 27, lambda hour: 1000.0 + 10 * hour))
    run(pipeline, lease)
    assert measured(lease)["SALES", "gas"] == (Decimal("240.0000"), [])


def test_totalizer__rolls_over(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES", rollover_at=1000.0,
              max_rate_per_hour=50.0)  # fmt: skip
    lease.read("gas", hourly(START, 24, lambda hour: (880.0 + 10 * hour) % 1000))
    run(pipeline, lease)
    assert measured(lease)["SALES", "gas"] == (Decimal("240.0000"), ["rollover"])


def test_totalizer__gap_is_bridged(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.read("gas", [(START, 0.0), (START + HOUR, 10.0), (START + 23 * HOUR, 230.0),
                       (END, 240.0), (END + HOUR, 250.0)])  # fmt: skip
    run(pipeline, lease)
    amount, flags = measured(lease)["SALES", "gas"]
    assert amount == Decimal("240.0000")
    assert flags == ["low_coverage", "bridged_gap"]


def test_totalizer__dead_all_day_is_missing(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.read("gas", [(START - HOUR, 0.0)])
    lease.read("gas", ((START + HOUR * h, None, Quality.BAD_COMMUNICATION) for h in range(24)))
    run(pipeline, lease)
    assert measured(lease)["SALES", "gas"] == (None, ["missing"])
    ((outcome, reasons),) = lease.rows(
        "select outcome::text, reasons from wellflow.day_state where stage = 'measure'"
    )
    assert outcome == "flagged"
    assert reasons == ["missing: SALES gas"]


def test_totalizer__meter_changed_in_the_day_adds_both_registers(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    noon = START + 12 * HOUR
    lease.tag("old", "gas", "totalizer", "mcf", meter="SALES", until=noon)
    lease.tag("new", "gas", "totalizer", "mcf", meter="SALES", since=noon)
    lease.read("old", hourly(START, 12, lambda hour: 5000.0 + 10 * hour))
    lease.read("new", hourly(noon, 12, lambda hour: 20.0 * hour))
    run(pipeline, lease)
    assert measured(lease)["SALES", "gas"] == (Decimal("360.0000"), ["changed_over"])


def test_tank__gauge_temperature_and_gravity_give_net_standard(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("level", "level", "level", "in", tank="T1")
    lease.tag("warmth", "temperature", "temperature", "degf", tank="T1")
    lease.read("level", hourly(START, 24, lambda _: 100.0))
    lease.read("warmth", hourly(START, 24, lambda _: 100.0))
    run(pipeline, lease)
    amount, flags = measured(lease)["T1", "oil_stock"]
    # 100 in x 1.67 bbl/in x CTL 0.97980 of 40 degAPI at 100 degF
    assert amount is not None
    assert abs(amount - Decimal("163.6266")) < Decimal("0.001")
    assert flags == []


def test_tank__silent_at_the_end_of_the_day_is_interpolated_around_the_load(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("level", "level", "level", "in", tank="T1")
    lease.ticket("1", "T1", END + 5 * HOUR, 83.5)
    # 10 bbl/h made throughout; the gauge is silent for 20 h across the end of the day
    before, after = END - 10 * HOUR, END + 10 * HOUR
    lease.read("level", [(START, 0.0), (before, 83.833832), (after, 83.833832 + 69.760479)])
    run(pipeline, lease)
    amount, flags = measured(lease)["T1", "oil_stock"]
    assert amount is not None
    assert abs(amount - Decimal(240)) < Decimal("0.01")
    assert flags == ["assumed_60f", "stale_level"]


def test_tank__gauge_outside_its_table_gives_no_stock(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("level", "level", "level", "in", tank="T1")
    lease.read("level", hourly(START, 24, lambda _: 241.0))
    run(pipeline, lease)
    assert measured(lease)["T1", "oil_stock"] == (None, ["outside_strapping", "missing"])


def test_tank__strapping_out_of_order_fails_its_days_and_allocation_goes_on(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.insert("strapping", {"tank_id": lease.id_of("tank", "T1"), "level_in": 120,
                               "effective_from": date(2000, 1, 1), "volume_bbl": 999})  # fmt: skip
    lease.tag("level", "level", "level", "in", tank="T1")
    lease.read("level", hourly(START, 24, lambda _: 100.0))
    run(pipeline, lease)
    ((outcome, reasons),) = lease.rows("select outcome::text, reasons from wellflow.day_state")
    assert outcome == "failed"
    assert "strapping is out of order" in str(reasons)
    report = allocate_days(pipeline, lease.organization_id, DAY, DAY, uuid7(), actor=ANY_STAGE)
    assert report.figures["failed_days"] == 0


def test_record__kept_with_native_value_unit_and_sign(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("oil", "oil", "day_volume", "sm3", completion="A")
    lease.tag("water", "water", "day_volume", "sm3", completion="A")
    lease.tag("gas", "gas", "day_volume", "sm3", completion="A")
    lease.read("oil", [(END, 100.0)])
    lease.read("water", [(END, -457.84)])
    lease.read("gas", [(START, 7.0)])  # the day before
    run(pipeline, lease)
    found = measured(lease)
    assert found["A", "oil"] == (Decimal("628.9811"), [])
    assert found["A", "water"][1] == ["negative"]
    assert found["A", "gas"] == (None, ["missing"])
    rows = lease.rows(
        "select amount_native, native_unit, method::text from wellflow.measured_day"
        " where quantity = 'water'"
    )
    assert rows == [(Decimal("-457.840000"), "sm3", "flow_computer_record")]


def test_record__before_the_first_word_of_a_tag_is_not_missing(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("oil", "oil", "day_volume", "sm3", completion="A")
    lease.read("oil", [(END, 100.0)])
    run(pipeline, lease, DAY - timedelta(days=3), DAY + timedelta(days=1))
    rows = lease.rows("select produced_on, amount_native from wellflow.measured_day order by 1")
    assert rows == [(DAY, Decimal("100.000000")), (DAY + timedelta(days=1), None)]


def test_hours__flags_where_hours_and_oil_do_not_go_together(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    for name in ("A", "B", "C"):
        lease.tag(f"oil {name}", "oil", "day_volume", "bbl", completion=name)
        lease.tag(f"hours {name}", "hours_on", "day_hours", "h", completion=name)
    for name, oil, hours in (("A", 10.0, 0.0), ("B", 0.0, 12.0), ("C", 10.0, 25.0)):
        lease.read(f"oil {name}", [(END, oil)])
        lease.read(f"hours {name}", [(END, hours)])
    run(pipeline, lease)
    found = measured(lease)
    assert found["A", "oil"][1] == ["oil_without_hours"]
    assert found["B", "oil"][1] == ["hours_without_oil"]
    assert found["C", "hours_on"] == (Decimal("25.0000"), ["hours_above_day"])


def test_hours__half_of_the_last_place_rounds_away(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("hours", "hours_on", "day_hours", "h", completion="A")
    lease.read("hours", [(END, 12.00005)])
    run(pipeline, lease)
    assert measured(lease)["A", "hours_on"][0] == Decimal("12.0001")


def test_run_status__gives_hours_on(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("status", "run_status", "status", "none", completion="A")
    lease.read("status", hourly(START, 24, lambda hour: 0.0 if 6 <= hour < 12 else 1.0))
    run(pipeline, lease)
    assert measured(lease)["A", "hours_on"] == (Decimal("18.0000"), [])


def test_hours__a_silent_record_gives_way_to_the_run_status(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("hours", "hours_on", "day_hours", "h", completion="A")
    lease.tag("status", "run_status", "status", "none", completion="A")
    lease.read("hours", [(START, 24.0)])  # the day before
    lease.read("status", hourly(START, 24, lambda hour: 0.0 if 6 <= hour < 12 else 1.0))
    run(pipeline, lease)
    assert measured(lease)["A", "hours_on"] == (Decimal("18.0000"), [])


def test_two_tags_of_one_flow__fail_the_point_by_name_and_not_the_others(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    for name in ("one", "two"):
        lease.tag(name, "gas", "totalizer", "mcf", meter="SALES")
        lease.read(name, hourly(START, 24, lambda hour: 10.0 * hour))
    lease.tag("flare", "gas", "totalizer", "mcf", meter="FLARE")
    lease.read("flare", hourly(START, 24, lambda hour: 10.0 * hour))
    run(pipeline, lease)
    assert list(measured(lease)) == [("FLARE", "gas")]
    ((outcome, reasons),) = lease.rows("select outcome::text, reasons from wellflow.day_state")
    assert outcome == "failed"
    assert "SALES: tags one and two both count the same flow" in str(reasons)


def test_clock_change__days_of_23_and_25_hours(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    for first, second in ((date(2026, 3, 7), 23), (date(2026, 10, 31), 25)):
        start = datetime(first.year, first.month, first.day, 13 if second == 23 else 12, tzinfo=UTC)
        lease.read("gas", hourly(start, second + 24, lambda hour: 10.0 * hour))
    for day, hours in ((date(2026, 3, 7), 23), (date(2026, 10, 31), 25)):
        run(pipeline, lease, day, day)
        assert measured(lease, day)["SALES", "gas"][0] == Decimal(10 * hours)
        rows = lease.rows(
            "select hours_in_day from wellflow.measured_day where produced_on = %s", day
        )
        assert rows == [(Decimal(hours),)]


def test_rerun__same_rows_but_for_the_run(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.read("gas", hourly(START, 24, lambda hour: 10.0 * hour))
    stored = "select id, amount, input_hash, run_id from wellflow.measured_day"
    first = run(pipeline, lease)
    ((row_id, amount, input_hash, run_id),) = lease.rows(stored)
    assert run_id == first
    second = run(pipeline, lease)
    assert lease.rows(stored) == [(row_id, amount, input_hash, second)]


def test_closed_month__is_skipped_and_reported(lease: Lease, pipeline: psycopg.Connection) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.read("gas", hourly(START, 24, lambda hour: 10.0 * hour))
    first = run(pipeline, lease)
    lease.close_month(date(2026, 3, 1))
    report = measure_days(
        pipeline, lease.organization_id, date(2026, 2, 28), DAY, uuid7(), actor=ANY_STAGE
    )
    assert report.figures["days"] == 1
    assert report.flags[0].startswith("period_closed: 2026-03")
    assert lease.rows("select run_id from wellflow.measured_day where produced_on = %s", DAY) == [
        (first,)
    ]


def test_wrong_unit__fails_the_point_and_not_the_others(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
    lease.tag("flare", "gas", "totalizer", "psig", meter="FLARE")
    for tag in ("gas", "flare"):
        lease.read(tag, hourly(START, 24, lambda hour: 10.0 * hour))
    run(pipeline, lease)
    assert list(measured(lease)) == [("SALES", "gas")]
    ((outcome, reasons),) = lease.rows("select outcome::text, reasons from wellflow.day_state")
    assert outcome == "failed"
    assert "does not measure gas" in str(reasons)


def test_two_organizations__each_measures_its_own(
    build_lease: Callable[..., Lease], pipeline: psycopg.Connection
) -> None:
    brazos, pecos = build_lease("brazos-bend"), build_lease("pecos-ridge")
    for lease, rate in ((brazos, 10.0), (pecos, 20.0)):
        lease.tag("gas", "gas", "totalizer", "mcf", meter="SALES")
        lease.read("gas", [(START, 0.0), (END, 24 * rate)])
    run(pipeline, brazos)
    assert measured(pecos) == {}
    run(pipeline, pecos)
    assert measured(brazos)["SALES", "gas"][0] == Decimal(240)
    assert measured(pecos)["SALES", "gas"][0] == Decimal(480)
