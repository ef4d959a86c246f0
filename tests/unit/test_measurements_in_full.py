"""Every sort of measurement in full, its fingerprint too: what made a day stays as it is."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Meter, Tank
from domain.measurement.completion import measure_completion
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from tests.fixtures.bound_tags import BAD, DAY, END, HOUR, POINT, START, Readings, binding, point_of

RECORD = binding("oil", "day_volume", "m3", scale=Decimal(2))
COUNTER = binding("water", "totalizer", "bbl", rollover_at=1_000.0, deadband=0.5,
                  max_rate_per_hour=50.0)  # fmt: skip
RATE = binding("gas", "rate", "mcf_per_day")
STATUS = binding("run_status", "status", "none")
HOURS = binding("hours_on", "day_hours", "h")
PRESSURE = binding("tubing_pressure", "measurement", "psig")
STEADY = [(START + HOUR * n, 240.0, 0) for n in range(24)]
COUNTED = [(START + HOUR * n, 10.0 * n, 0) for n in range(25)]


def completion(sent: dict[Binding, Readings]) -> Measurement:
    point, signals = point_of("completion", sent)
    (row,) = measure_completion(point, signals, [DAY])
    return row


def meter(sent: dict[Binding, Readings]) -> Measurement:
    point, signals = point_of("meter", sent, "LACT")
    facts = Meter(POINT, "LACT", None, "oil", "lact", "sales", "theirs", Decimal("1.01"), None)
    metered = MeterPoint(point, facts, Liquid(Decimal(38), Decimal("0.5")))
    (row,) = measure_meter(metered, signals, [DAY])
    return row


def tank(sent: dict[Binding, Readings], product: str = "oil") -> Measurement:
    point, signals = point_of("tank", sent, "T1")
    facts = Tank(POINT, "T1", UUID(int=6), product, Decimal(240), Decimal(40), Decimal(1))
    table = upright_table(Decimal(2), Decimal(240))
    (row,) = measure_tank(TankPoint(point, facts, ((date(2000, 1, 1), table),), ()), signals, [DAY])
    return row


CASES = {
    "record": lambda: completion({RECORD: [(END, 5.0, 0)]}),
    "two records": lambda: completion({RECORD: [(END - HOUR, 4.0, 0), (END, 5.0, 0x40000000)]}),
    "no record": lambda: completion({RECORD: [(END, 5.0, BAD)]}),
    "counter": lambda: completion({COUNTER: COUNTED}),
    "rate": lambda: completion({RATE: STEADY}),
    "half a rate": lambda: completion({RATE: STEADY[:12]}),
    "status": lambda: completion({STATUS: [(START, 1.0, 0)]}),
    "hours": lambda: completion({HOURS: [(END, 23.50001, 0)]}),
    "no hours": lambda: completion({HOURS: []}),
    "pressure": lambda: completion({PRESSURE: [(END - HOUR, 200.0, 0), (END, 210.0, 0)]}),
    "meter": lambda: meter({binding("oil", "totalizer", "bbl"): COUNTED}),
    "corrected meter": lambda: meter({
        binding("oil", "totalizer", "bbl", 1): COUNTED,
        binding("temperature", "measurement", "degf", 2): [(START, 95.0, 0)],
    }),
    "half a meter": lambda: meter({binding("oil", "totalizer", "bbl"): COUNTED[:6]}),
    "silent corrected meter": lambda: meter({
        binding("oil", "totalizer", "bbl", 1): [],
        binding("temperature", "measurement", "degf", 2): [(START, 95.0, 0)],
    }),
    "tank": lambda: tank({
        binding("level", "level", "in", 1): [(END, 100.0, 0)],
        binding("temperature", "measurement", "degf", 2): [(END, 80.0, 0)],
    }),
    "water tank": lambda: tank({binding("level", "level", "ft", 1): [(END, 10.0, 0)]}, "water"),
}  # fmt: skip


def shown(row: Measurement) -> list[str]:
    """Return a measurement as words, its fingerprint last; its day and point are of these tests."""
    assert (row.day, row.point_id) == (DAY, POINT)
    seen = f"{row.coverage.good_pct} % {row.coverage.longest_gap_s} s"
    words = (
        row.point_kind, row.point_name, row.quantity, row.amount, row.unit, row.amount_native,
        row.native_unit, row.method, "estimate" if row.is_estimate else "actual", seen,
        *row.flags, row.liquid_basis, row.truth_owner, row.fingerprint,
    )  # fmt: skip
    return [str(word) for word in words]


IN_FULL = {
    "record": (
        "completion, A-1, oil, 62.8981, bbl, 10.000000, m3, flow_computer_record, actual, 100 % 0"
        " s, nsv, ours, "
        "record/1:80d9a8faf635af5a650ae8907db43815"
    ),
    "two records": (
        "completion, A-1, oil, 62.8981, bbl, 10.000000, m3, flow_computer_record, actual, 100 % 0"
        " s, uncertain, several_records, nsv, ours, "
        "record/1:38220ffe08db2b8a6abb972f575c61c4"
    ),
    "no record": (
        "completion, A-1, oil, None, bbl, None, m3, flow_computer_record, actual, 0 % 86400 s, "
        "missing, nsv, ours, "
        "record/1:87c13403c5fa05346675f44a7457d7f8"
    ),
    "counter": (
        "completion, A-1, water, 240.0000, bbl, 240.000000, bbl, totalizer, actual, 100.0000 % "
        "3600 s, nsv, ours, "
        "totalizer/1:f708c3c960a49559a63e6330530c3be6"
    ),
    "rate": (
        "completion, A-1, gas, 240.0000, mcf, 240.000000, mcf, rate_integration, estimate, "
        "100.0000 % 3600 s, None, ours, "
        "rate/1:c2c797c030a998567d43d5842ae7a8ab"
    ),
    "half a rate": (
        "completion, A-1, gas, 240.0000, mcf, 240.000000, mcf, rate_integration, estimate, "
        "54.1667 % 46800 s, low_coverage, bridged_gap, None, ours, "
        "rate/1:d8e1335ff9ad9e1a7e7ae122548710ff"
    ),
    "status": (
        "completion, A-1, hours_on, 24.0000, h, 24.0000, h, rate_integration, estimate, 8.3333 % "
        "86400 s, low_coverage, None, ours, "
        "run_status/1:80b0fa494ab0bcfed4d5d99550782e1a"
    ),
    "hours": (
        "completion, A-1, hours_on, 23.5000, h, 23.500010, h, flow_computer_record, actual, 100 %"
        " 0 s, None, ours, "
        "record/1:7a361e2970b135a895badc03c1bf1b7e"
    ),
    "no hours": (
        "completion, A-1, hours_on, None, h, None, h, flow_computer_record, actual, 0 % 86400 s, "
        "missing, None, ours, "
        "record/1:d97ad3d1510a7d4bc675477b724d8ea3"
    ),
    "pressure": (
        "completion, A-1, tubing_pressure, 205.0000, psig, 205.0000, psig, mean, actual, 4.1667 %"
        " 82800 s, None, ours, "
        "mean/1:febf8cfb5a37a3ea66d36c7d118f1e14"
    ),
    "meter": (
        "meter, LACT, oil, 242.4000, bbl, 240.000000, bbl, totalizer, actual, 100.0000 % 3600 s, "
        "nsv, theirs, "
        "meter/1:b8fc6eba9e616d04dbcfafc89b024383"
    ),
    "corrected meter": (
        "meter, LACT, oil, 237.0265, bbl, 240.000000, bbl, totalizer, actual, 100.0000 % 3600 s, "
        "nsv, theirs, "
        "oil_meter/1:d61a4ba0be6af0c7021e30a13083dcbc"
    ),
    "half a meter": (
        "meter, LACT, oil, 50.5000, bbl, 50.000000, bbl, totalizer, estimate, 29.1667 % 68400 s, "
        "part_of_day, low_coverage, bridged_gap, nsv, theirs, "
        "meter/1:cd3887cd5e39334547d53dd1c1c1ef65"
    ),
    "silent corrected meter": (
        "meter, LACT, oil, None, bbl, None, bbl, totalizer, estimate, 0.0000 % 86400 s, missing, "
        "nsv, theirs, "
        "oil_meter/1:f830a0db3dca173dd343384b0297edd3"
    ),
    "tank": (
        "tank, T1, oil_stock, 196.0055, bbl, 100.0000, in, tank_gauge, estimate, 0.0000 % 86400 "
        "s, nsv, ours, "
        "tank/1:4d8e12e41d43d9b197b268d0947d00f6"
    ),
    "water tank": (
        "tank, T1, water_stock, 240.0000, bbl, 10.0000, ft, tank_gauge, estimate, 0.0000 % 86400 "
        "s, observed, ours, "
        "tank/1:9db5ce3326b882323dcd9153a66b1849"
    ),
}


@pytest.mark.parametrize("sort", CASES)
def test_measurement__is_what_it_was_in_full(sort: str) -> None:
    assert ", ".join(shown(CASES[sort]())) == IN_FULL[sort]
