"""Pure parts of the daily stages: conservation, spans, flags, flows, native units."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.days.scope import DAYS_AT_ONCE, spans
from domain.allocation.proportional import share_exactly
from domain.calendar import ProductionCalendar, production_days
from domain.counted_flags import CountedFlags
from domain.day_book import DayBook
from domain.errors import DataError
from domain.field.binding import Binding
from domain.measurement.coverage import Signal
from domain.measurement.flow import FlowSource, flow_of_day, flow_source
from domain.measurement.liquid import Liquid, mean_liquid
from domain.measurement.measured_day import signs
from domain.measurement.native import gas_mcf, level_in, liquid_bbl, pressure_psig, temperature_degf
from domain.measurement.quality import Quality
from domain.measurement.sample import Sample
from domain.measurement.tag_signals import BoundSignals
from domain.numbers.rounding import from_units

TEXAS = ProductionCalendar("America/Chicago", 7)
DAY = production_days(TEXAS, [date(2026, 3, 2)])[0]
HOUR = timedelta(hours=1)
QUANTUM = Decimal("0.0001")

units = st.integers(min_value=-(10**9), max_value=10**11)
weights = st.lists(st.integers(min_value=0, max_value=10**8), min_size=1, max_size=12)


def source(
    kind: str,
    readings: Sequence[tuple[datetime, float | None, int]],
    unit: str = "bbl",
    **rules: object,
) -> FlowSource:
    """Return a bound tag with its readings."""
    binding = Binding(
        **{
            "tag_id": UUID(int=1), "tag_name": "tag", "kind": kind, "unit": unit,
            "rollover_at": None, "deadband": 0.0, "max_rate_per_hour": None, "hold_max_s": 7200,
            "role": "oil", "meter_id": UUID(int=2), "tank_id": None, "completion_id": None,
            "scale": Decimal(1), "effective_from": datetime(2000, 1, 1, tzinfo=UTC),
            "effective_to": None, **rules,
        }  # type: ignore[arg-type]
    )  # fmt: skip
    samples = [Sample(*reading) for reading in readings]
    signals = [Signal(at, value, value is not None and quality == 0)
               for at, value, quality in samples]  # fmt: skip
    return flow_source(BoundSignals(binding, samples, signals))


@given(measured=units, expected=weights)
def test_allocate__parts_always_add_up_to_what_was_measured(
    measured: int, expected: list[int]
) -> None:
    volume = from_units(measured, QUANTUM)
    theoretical = {UUID(int=n): from_units(w, QUANTUM) for n, w in enumerate(expected, start=1)}
    if measured != 0 and sum(expected) == 0:
        with pytest.raises(DataError):
            share_exactly(volume, theoretical)
        return
    shares = share_exactly(volume, theoretical)
    assert sum(shares.values(), Decimal(0)) == volume
    assert all(share == 0 for key, share in shares.items() if theoretical[key] == 0)


@given(measured=units.filter(lambda units: units >= 0), expected=weights.filter(any))
def test_allocate__does_not_depend_on_the_order_of_completions(
    measured: int, expected: list[int]
) -> None:
    volume = from_units(measured, QUANTUM)
    theoretical = {UUID(int=n): Decimal(w) for n, w in enumerate(expected, start=1)}
    backwards = dict(reversed(theoretical.items()))
    assert share_exactly(volume, theoretical) == share_exactly(volume, backwards)


def test_allocate__g11_water() -> None:
    shares = share_exactly(
        Decimal("812.0"), {"A": Decimal(300), "B": Decimal(125), "C": Decimal(420)}
    )  # type: ignore[dict-item]
    assert [round(bbl, 1) for bbl in shares.values()] == [
        Decimal("288.3"), Decimal("120.1"), Decimal("403.6"),
    ]  # fmt: skip


def test_spans__cover_every_day_once() -> None:
    first, last = date(2007, 9, 1), date(2016, 12, 1)
    cut = list(spans(first, last))
    assert cut[0][0] == first
    assert cut[-1][1] == last
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(cut))
    assert max((end - start).days for start, end in cut) < DAYS_AT_ONCE


def test_spans__backwards_is_refused() -> None:
    with pytest.raises(DataError, match="before it starts"):
        list(spans(date(2026, 3, 2), date(2026, 3, 1)))


def test_day_book__failed_beats_flagged_and_reasons_are_few() -> None:
    book = DayBook()
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    book.flag(days[1], "negative: A water")
    book.flag(days[1], "negative: A water")
    book.fail(days[2], "no test")
    for number in range(30):
        book.flag(days[2], f"flag {number}")
    states = list(book.states("measure", days, "2"))
    assert [state.outcome for state in states] == ["ok", "flagged", "failed"]
    assert states[1].reasons == ("negative: A water",)
    assert states[2].reasons[0] == "no test"
    assert states[2].reasons[-1] == "and 11 more"
    assert len(states[2].reasons) == 21
    assert {state.form for state in states} == {"2"}


def test_findings__one_line_each_with_its_count_and_first_day() -> None:
    findings = CountedFlags()
    findings.add("negative", "F-12 water", date(2012, 8, 13))
    findings.add("negative", "F-12 water", date(2008, 4, 23))
    findings.add("missing", "F-4 oil", date(2008, 4, 23))
    assert findings.lines == (
        "missing: F-4 oil, 1 day, first 2008-04-23",
        "negative: F-12 water, 2 days, first 2008-04-23",
    )
    assert findings.count("negative") == 2


def test_signs__nothing_and_below_zero() -> None:
    assert signs(None) == ("missing",)
    assert signs(Decimal("-0.0001")) == ("negative",)
    assert signs(Decimal(0)) == ()


def test_record__at_the_end_instant_belongs_to_the_day() -> None:
    start, end = DAY.window
    flow = flow_of_day([source("day_volume", [(start, 1.0, 0), (end, 2.5, 0)])], DAY)
    assert flow is not None
    assert flow.amount_native == Decimal("2.5")
    assert flow.coverage.good_pct == 100


def test_record__two_in_a_day_gives_the_last_and_a_flag() -> None:
    _, end = DAY.window
    flow = flow_of_day([source("day_volume", [(end - HOUR, 1.0, 0), (end, 2.0, 0)])], DAY)
    assert flow is not None
    assert flow.amount_native == Decimal(2)
    assert flow.flags == ("several_records",)


@pytest.mark.parametrize(
    ("value", "quality", "amount", "flags"),
    [
        (5.0, Quality.UNCERTAIN_OUT_OF_RANGE, Decimal(5), ("uncertain",)),
        (5.0, Quality.GOOD_LOCAL_OVERRIDE, Decimal(5), ("local_override",)),
        (5.0, Quality.BAD_SENSOR_FAILURE, None, ()),
        (None, Quality.BAD_COMMUNICATION, None, ()),
        (1e300, Quality.GOOD, None, ()),
    ],
)
def test_record__quality_decides(
    value: float | None, quality: int, amount: Decimal | None, flags: tuple[str, ...]
) -> None:
    flow = flow_of_day([source("day_volume", [(DAY.window.end, value, quality)])], DAY)
    assert flow is not None
    assert (flow.amount_native, flow.flags) == (amount, flags)


def test_rate__step_until_the_next_reading_as_an_estimate() -> None:
    start = DAY.window.start
    readings = [(start, 240.0, 0), (start + 10 * HOUR, 0.0, 0), (start + 14 * HOUR, 300.0, 0)]
    flow = flow_of_day([source("rate", readings, "bbl_per_day", hold_max_s=90_000)], DAY)
    assert flow is not None
    assert (flow.amount_native, flow.native_unit) == (Decimal(225), "bbl")
    assert flow.is_estimate


def test_totalizer__nothing_after_the_last_reading_is_invented() -> None:
    start = DAY.window.start
    readings = [(start + HOUR * hour, 10.0 * hour, 0) for hour in range(7)]
    flow = flow_of_day([source("totalizer", readings)], DAY)
    assert flow is not None
    assert flow.amount_native == Decimal(60)
    assert flow.flags == ("part_of_day", "low_coverage", "bridged_gap")
    assert flow.is_estimate


def test_totalizer__days_add_up_to_the_difference_of_the_ends() -> None:
    days = production_days(TEXAS, [date(2026, 3, day) for day in range(5, 12)])
    at = [days[0].window.start + timedelta(hours=0.7 * step) for step in range(241)]
    readings = [(instant, 0.37 * step, 0) for step, instant in enumerate(at)]
    totalizer = source("totalizer", readings)
    total = sum(
        (flow.amount_native for day in days if (flow := flow_of_day([totalizer], day))
         and flow.amount_native is not None),
        Decimal(0),
    )  # fmt: skip
    shown = [value for instant, value, _ in readings if instant <= days[-1].window.end]
    assert float(total) == pytest.approx(shown[-1] + 0.37 * (0.6 / 0.7), abs=0.3)


def test_flow__none_where_nothing_was_bound() -> None:
    later = source("day_volume", [], effective_from=DAY.window.end)
    assert flow_of_day([later], DAY) is None


def test_liquid__run_ticket_of_the_reference() -> None:
    liquid = Liquid(Decimal(40), Decimal("0.3"))
    net, flags = liquid.net_bbl(Decimal(180), Decimal(100))
    assert net is not None
    assert round(net, 2) == Decimal("175.83")
    assert flags == ()


def test_liquid__assumptions_are_flagged() -> None:
    assert Liquid(Decimal(40), Decimal(0)).net_bbl(Decimal(10), None) == (
        Decimal(10), ("assumed_60f",),
    )  # fmt: skip
    assert Liquid(None, Decimal(0)).net_bbl(Decimal(10), Decimal(90)) == (
        Decimal(10), ("no_gravity",),
    )  # fmt: skip


def test_liquid__a_broken_probe_gives_no_volume() -> None:
    assert Liquid(Decimal(40), Decimal(0)).net_bbl(Decimal(10), Decimal(900)) == (
        None, ("outside_standard",),
    )  # fmt: skip


def test_mean_liquid__of_those_whose_gravity_is_known() -> None:
    liquids = [Liquid(Decimal(40), Decimal(1)), Liquid(Decimal(42), Decimal(3)),
               Liquid(None, Decimal(9))]  # fmt: skip
    assert mean_liquid(liquids) == Liquid(Decimal(41), Decimal(2))
    assert mean_liquid(liquids[2:]) == Liquid(None, Decimal(9))
    assert mean_liquid([]) == Liquid(None, Decimal(0))


def test_native__units_of_devices() -> None:
    assert liquid_bbl(Decimal(100), "sm3") == Decimal("628.9811")
    assert liquid_bbl(Decimal(3), "none") == Decimal(3)
    assert gas_mcf(Decimal(10_000), "mcf", pressure_base_psia=Decimal("14.73")) == Decimal(
        "10054.6075"
    )
    assert level_in(Decimal(2), "ft") == Decimal(24)
    assert level_in(Decimal("0.0254"), "m") == Decimal(1)
    assert pressure_psig(Decimal(100), "bar") == Decimal("1450.3774")
    assert pressure_psig(Decimal(100), "none") is None
    assert temperature_degf(Decimal(100), "degc") == Decimal(212)


@pytest.mark.parametrize("call", [liquid_bbl, gas_mcf, level_in])
def test_native__a_unit_of_something_else_is_refused(call: object) -> None:
    with pytest.raises(DataError):
        call(Decimal(1), "psig")  # type: ignore[operator]
