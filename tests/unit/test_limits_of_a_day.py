"""Where a day's figures end: numbers no instrument shows, spans, ratios, and rounding."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.completion_day import CompletionDay, books_unit
from domain.allocation.theoretical import HoursOn
from domain.allocation.wellhead import Wellhead
from domain.errors import DataError
from domain.field.binding import Binding
from domain.measurement.completion import measure_completion, to_books_unit
from domain.measurement.flow import flow_of_day, flow_source
from domain.measurement.measured_day import Measurement
from domain.measurement.native import gas_mcf, level_in, liquid_bbl, pressure_psig, temperature_degf
from tests.fixtures.bound_tags import (
    BAD,
    DAY,
    END,
    HOUR,
    SECOND,
    START,
    Readings,
    binding,
    point_of,
)

TICK = timedelta(microseconds=1)


def made(sent: dict[Binding, Readings]) -> dict[str, Measurement]:
    point, signals = point_of("completion", sent)
    return {each.quantity: each for each in measure_completion(point, signals, [DAY])}


def test_record__at_the_very_start_of_a_day_is_of_the_day_before() -> None:
    record = binding("oil", "day_volume", "bbl")
    assert made({record: [(START, 10.0, 0)]})["oil"].amount is None
    assert made({record: [(START + TICK, 10.0, 0)]})["oil"].amount == 10
    assert made({record: [(END, 10.0, 0), (END + TICK, 20.0, 0)]})["oil"].amount == 10


@pytest.mark.parametrize("sign", [1, -1])
def test_volume__no_meter_passes_ten_thousand_million_in_a_day(sign: int) -> None:
    record = binding("oil", "day_volume", "bbl")
    row = made({record: [(END, sign * 9_999_999_999.0, 0)]})["oil"]
    assert row.amount_native == sign * 9_999_999_999
    row = made({record: [(END, sign * 1e10, 0)]})["oil"]
    assert (row.amount, row.amount_native, row.flags) == (None, None, ("missing",))


@pytest.mark.parametrize("sign", [1, -1])
def test_wellhead__no_instrument_shows_ten_million(sign: int) -> None:
    pressure = binding("tubing_pressure", "measurement", "psig")
    assert made({pressure: [(END, sign * 9_999_999.0, 0)]})["tubing_pressure"].amount == (
        sign * 9_999_999
    )
    assert made({pressure: [(END, sign * 1e7, 0)]}) == {}


@pytest.mark.parametrize("sign", [1, -1])
def test_reading__of_a_wrong_word_order_is_none(sign: int) -> None:
    choke = binding("choke", "measurement", "none")
    sane, absurd = [(END, 2.0, 0)], [(END - HOUR, sign * 1e15, 0)]
    assert made({choke: absurd + sane})["choke"].amount == 2
    level = binding("oil", "totalizer", "bbl", scale=Decimal("1e-9"))
    counted = [(START, 0.0, 0), (END - HOUR, sign * 1e15, 0), (END, 24e9, 0)]
    assert made({level: counted})["oil"].amount == 24
    just_sane = [(START, 0.0, 0), (END, 9.9e14, 0)]
    assert made({level: just_sane})["oil"].amount == 990_000


def test_wellhead__is_the_plain_mean_of_what_is_readable_in_its_day() -> None:
    pressure = binding("casing_pressure", "measurement", "kpa")
    sent = [(START, 9e3, 0), (START + TICK, 100.0, 0), (START + HOUR, 5e3, BAD),
            (START + 2 * HOUR, None, 0), (END, 300.0, 0), (END + TICK, 9e3, 0)]  # fmt: skip
    row = made({pressure: sent})["casing_pressure"]
    assert (row.amount_native, row.native_unit, row.unit, row.method) == (
        200, "kpa", "psig", "mean",
    )  # fmt: skip
    assert row.amount == Decimal("29.0075")
    assert (row.is_estimate, row.flags) == (False, ())


def test_wellhead__of_an_unknown_unit_is_left_out_but_for_a_choke() -> None:
    sent = [(END, 64.0, 0)]
    assert made({binding("temperature", "measurement", "none"): sent}) == {}
    assert made({binding("line_pressure", "measurement", "none"): sent}) == {}
    row = made({binding("choke", "measurement", "none"): sent})["choke"]
    assert (row.amount, row.unit) == (64, "none")
    row = made({binding("temperature", "measurement", "degc"): sent})["temperature"]
    assert (row.amount, row.unit) == (Decimal("147.2000"), "degf")


def test_wellhead__of_two_instruments_the_newer_counts_from_its_own_day_on() -> None:
    older = binding("choke", "measurement", "none", 1, effective_to=START + 12 * HOUR)
    newer = binding("choke", "measurement", "none", 2, effective_from=START + 12 * HOUR)
    sent = {older: [(START + HOUR, 1.0, 0)], newer: [(START + 13 * HOUR, 2.0, 0)]}
    assert made(sent)["choke"].amount == 2
    later = binding("choke", "measurement", "none", 2, effective_from=END)
    assert made({older: [(START + HOUR, 1.0, 0)], later: [(END, 2.0, 0)]})["choke"].amount == 1


def completion_day(**volumes: str | None) -> CompletionDay:
    hours = HoursOn(Decimal(24), Decimal(24), is_assumed=False, flags=(), input_hash="")
    given = CompletionDay(UUID(int=1), "A-1", DAY, hours, None, Wellhead())
    for product, amount in volumes.items():
        given.take_share(product, None if amount is None else Decimal(amount))
    return given


@pytest.mark.parametrize(
    ("oil", "gas", "ratio"),
    [
        ("10", "25", "2500.0000"), ("3", "1", "333.3333"), ("10", "0", "0.0000"),
        ("0", "25", None), ("-1", "25", None), ("10", "-1", None), (None, "25", None),
        ("10", None, None), ("0.0001", "99.9999", "999999000.0000"), ("0.0001", "100", None),
    ],
)  # fmt: skip
def test_gas_oil_ratio__is_of_oil_there_is_and_gas_that_is_not_negative(
    oil: str | None, gas: str | None, ratio: str | None
) -> None:
    found = completion_day(oil=oil, gas=gas).allocated_day().gas_oil_ratio_scf_per_bbl
    assert found == (None if ratio is None else Decimal(ratio))


def test_factor__that_no_column_holds_is_none_but_looked_at() -> None:
    given = completion_day()
    given.expect("condensate", Decimal(1), Decimal(10) ** 9, Decimal(1))
    assert (given.factors, list(given.flags)) == ({"oil": None}, ["oil_factor_out_of_band"])
    given.expect("gas", Decimal(1), Decimal(10) ** 9 - 1, Decimal(1))
    assert given.factors["gas"] == Decimal(10) ** 9 - 1
    assert given.theoreticals == {"oil": 1, "gas": 1}


def test_share__of_two_batteries_adds_up_and_a_silent_one_takes_nothing_away() -> None:
    given = completion_day(oil="3")
    given.take_share("oil", Decimal(4))
    given.take_share("oil", None)
    assert (given.volumes, given.natives) == ({"oil": 7}, {"oil": (7, "bbl")})
    given.take_share("gas", None)
    assert (given.volumes["gas"], given.natives["gas"]) == (None, (None, "mcf"))
    given.take_share("gas", Decimal(5))
    assert given.volumes["gas"] == 5


def test_natives__of_a_count_in_no_unit_are_in_the_books_own() -> None:
    given = completion_day()
    given.pass_through("oil", Decimal(1), Decimal(2), "none")
    given.pass_through("gas", Decimal(1), Decimal(3), "e3m3")
    assert given.natives == {"oil": (2, "bbl"), "gas": (3, "e3m3")}
    assert [books_unit(each) for each in ("oil", "gas", "water", "injection")] == [
        "bbl", "mcf", "bbl", "bbl",
    ]  # fmt: skip


def test_native__each_unit_of_a_device_in_that_of_the_books() -> None:
    one = Decimal(1)
    assert [liquid_bbl(one, unit) for unit in ("bbl", "none", "gal", "m3")] == [
        1, 1, Decimal("0.0238"), Decimal("6.2898"),
    ]  # fmt: skip
    assert [gas_mcf(Decimal(10_000), unit, pressure_base_psia=Decimal("14.73"))
            for unit in ("mcf", "none")] == [Decimal("10054.6075")] * 2  # fmt: skip
    assert gas_mcf(one, "e3m3", pressure_base_psia=Decimal(99)) == gas_mcf(one, "e3m3")
    assert [level_in(one, unit) for unit in ("in", "none", "ft", "m")] == [
        1, 1, 12, Decimal("39.3701"),
    ]  # fmt: skip
    assert [pressure_psig(one, unit) for unit in ("psig", "kpa", "bar", "none")] == [
        1, Decimal("0.1450"), Decimal("14.5038"), None,
    ]  # fmt: skip
    assert [temperature_degf(one, unit) for unit in ("degf", "degc", "none")] == [
        1, Decimal("33.8000"), None,
    ]  # fmt: skip
    with pytest.raises(DataError) as refused:
        level_in(one, "bbl")
    assert str(refused.value) == "unit 'bbl' does not measure a level; use in, ft or m"


def test_binding__holds_from_its_first_instant_to_its_last() -> None:
    def found(**bounds: object) -> object:
        tag = binding("oil", "totalizer", "bbl", **bounds)
        _, signals = point_of("completion", {tag: [(START, 0.0, 0), (END, 24.0, 0)]})
        return flow_of_day([flow_source(signals.bound(tag))], DAY)

    assert found(effective_to=START) is None
    assert found(effective_from=END) is None
    assert found(effective_to=START + SECOND) is not None
    assert found(effective_from=END - SECOND) is not None


def test_books_unit__of_a_flow_that_is_not_there_is_still_told() -> None:
    silent = made({binding("gas", "day_volume", "e3m3"): []})["gas"]
    assert (silent.amount, silent.unit, silent.native_unit, silent.liquid_basis) == (
        None, "mcf", "e3m3", None,
    )  # fmt: skip
    silent = made({binding("water", "day_volume", "m3"): []})["water"]
    assert (silent.amount, silent.unit, silent.liquid_basis) == (None, "bbl", "nsv")


def test_rate__per_day_counts_in_its_volume() -> None:
    rate = binding("gas", "rate", "mcf_per_day")
    row = made({rate: [(START, 240.0, 0)] + [(START + HOUR * n, 240.0, 0) for n in range(1, 24)]})
    assert (row["gas"].amount, row["gas"].native_unit) == (240, "mcf")
    assert (row["gas"].method, row["gas"].is_estimate) == ("rate_integration", True)
    _, signals = point_of("completion", {rate: [(START, 1.0, 0)]})
    flow = flow_of_day([flow_source(signals.bound(rate))], DAY)
    assert flow is not None
    assert to_books_unit("gas", flow) == (flow.amount_native, "mcf")
