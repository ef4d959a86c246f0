"""What was read of a field, put in order: points by what is bound, papers by tank, the ledger."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.allocation.battery import TankLedgerDay, ledger_day
from domain.field.equipment import Completion, Meter, StrappedLevel, Tank
from domain.field.papers import Ticket
from domain.field.point import MeasuringField, Point, measuring_field
from domain.measurement.liquid import Liquid, mean_liquid
from domain.measurement.point import measure_point
from domain.measurement.tank import StrappingPoint, StrappingTable, TankDay
from domain.measurement.tank_papers import TankPapers, tank_papers
from tests.fixtures.bound_tags import DAY, END, HOUR, POINT, START, binding, hourly, point_of

PLACE, ELSEWHERE, METER, TANK, WELL, IDLE = (UUID(int=n) for n in range(11, 17))
SINCE, LATER = date(2020, 1, 1), date(2025, 1, 1)
NO_PAPERS = TankPapers({}, ())


def meter(meter_id: UUID, name: str, product: str = "oil") -> Meter:
    return Meter(meter_id, name, PLACE, product, "turbine", "sales", "theirs", Decimal(1), None)


def tank(tank_id: UUID, name: str, product: str = "oil", **facts: object) -> Tank:
    columns = {"facility_id": PLACE, "api_gravity_60f": Decimal(40), "bsw_pct": Decimal(1)} | facts
    return Tank(id=tank_id, tank_name=name, product=product, height_in=Decimal(240), **columns)


def test_points__are_what_a_tag_is_bound_to_under_the_name_it_has() -> None:
    told = [
        binding("oil", "totalizer", "bbl", 1, meter_id=METER),
        binding("temperature", "measurement", "degf", 2, meter_id=METER),
        binding("level", "level", "in", 3, tank_id=TANK),
        binding("oil", "totalizer", "bbl", 4, completion_id=WELL),
    ]
    meters, tanks = [meter(METER, "LACT"), meter(IDLE, "CDP")], [tank(TANK, "T1"), tank(IDLE, "T2")]
    wells = [Completion(WELL, "A-1", "oil"), Completion(IDLE, "A-2", "gas")]
    found = measuring_field(meters, tanks, wells, told)
    assert found == MeasuringField(
        {METER: meters[0], IDLE: meters[1]}, {TANK: tanks[0], IDLE: tanks[1]},
        (Point("meter", METER, "LACT", tuple(told[:2])), Point("tank", TANK, "T1", (told[2],)),
         Point("completion", WELL, "A-1", (told[3],))),
    )  # fmt: skip


def test_tables__of_a_tank_are_dated_and_come_oldest_first() -> None:
    levels = [
        StrappedLevel(of, since, Decimal(level), Decimal(bbl))
        for of, since, level, bbl in (
            (TANK, LATER, 0, 0), (TANK, LATER, 10, 30), (TANK, SINCE, 0, 0), (TANK, SINCE, 10, 20),
            (IDLE, SINCE, 0, 0), (IDLE, SINCE, 10, 40),
        )
    ]  # fmt: skip
    papers = tank_papers(levels, [])

    def table(bbl: int) -> StrappingTable:
        return StrappingTable((StrappingPoint(Decimal(0), Decimal(0)),
                               StrappingPoint(Decimal(10), Decimal(bbl))))  # fmt: skip

    assert papers.tables_of(TANK) == ((SINCE, table(20)), (LATER, table(30)))
    assert papers.tables_of(IDLE) == ((SINCE, table(40)),)
    assert papers.tables_of(UUID(int=99)) == ()


def test_loads__are_those_of_their_tank_in_order_of_sealing() -> None:
    loads = [
        Ticket(UUID(int=n), of, START, START + n * HOUR, Decimal(n))
        for n, of in enumerate((TANK, IDLE, TANK), 1)
    ]
    papers = tank_papers([], iter(loads))
    assert papers.tickets == tuple(loads)
    assert papers.loads_of(TANK) == (loads[0], loads[2])
    assert papers.loads_of(PLACE) == ()


def test_ledger__keeps_stock_movements_and_what_was_produced() -> None:
    stock = TankDay(Decimal(100), Decimal(40), Decimal(80), Decimal(20))
    assert ledger_day(PLACE, SINCE, stock) == TankLedgerDay(
        facility_id=PLACE, produced_on=SINCE, opening_nsv_bbl=Decimal(100),
        produced_nsv_bbl=Decimal(40), hauled_nsv_bbl=Decimal(80), piped_nsv_bbl=Decimal(20),
        closing_nsv_bbl=Decimal(40),
    )  # fmt: skip


def test_point__of_each_kind_is_measured_as_what_it_is() -> None:
    """The oil of a meter is that of its place's oil tanks: the mean of 30 and 40 degAPI."""
    heat = binding("temperature", "measurement", "degf", 2)
    metered, signals = point_of(
        "meter", {binding("oil", "totalizer", "bbl"): hourly(10.0), heat: [(START, 95.0, 0)]}
    )
    tanks = [
        tank(TANK, "T1", api_gravity_60f=Decimal(30), bsw_pct=Decimal(2)),
        tank(IDLE, "T2", "condensate", api_gravity_60f=Decimal(40)),
        tank(WELL, "T3", "water", api_gravity_60f=Decimal(10), bsw_pct=Decimal(9)),
        tank(METER, "T4", facility_id=ELSEWHERE, api_gravity_60f=Decimal(20), bsw_pct=Decimal(8)),
    ]
    fields = MeasuringField({POINT: meter(POINT, "LACT")}, {each.id: each for each in tanks}, ())
    (row,) = measure_point(fields, metered, NO_PAPERS, signals, [DAY])
    oil = mean_liquid([Liquid(Decimal(30), Decimal(2)), Liquid(Decimal(40), Decimal(1))])
    assert row.amount == oil.net_bbl(Decimal(240), Decimal(95))[0]
    assert (row.point_kind, row.point_name, row.truth_owner) == ("meter", "A-1", "theirs")


def test_point__of_a_tank_has_its_tables_and_the_loads_taken_from_it() -> None:
    level = binding("level", "level", "in", hold_max_s=4 * 3600)
    gauges = [(END - 8 * HOUR, 10.0, 0), (END + 2 * HOUR, 10.0, 0)]
    point, signals = point_of("tank", {level: gauges})
    fields = MeasuringField({}, {POINT: tank(POINT, "T1", "water")}, ())
    levels = [StrappedLevel(POINT, SINCE, Decimal(n), 2 * Decimal(n)) for n in (0, 240)]
    load = Ticket(UUID(int=1), POINT, END - 6 * HOUR, END - 5 * HOUR, Decimal(30))
    (row,) = measure_point(fields, point, tank_papers(levels, [load]), signals, [DAY])
    assert (row.quantity, row.amount) == ("water_stock", 20 - 30 + 24)


def test_point__of_a_completion_is_measured_on_every_day_asked_for() -> None:
    point, signals = point_of("completion", {binding("oil", "totalizer", "bbl"): hourly(1.0)})
    (row,) = measure_point(MeasuringField({}, {}, ()), point, NO_PAPERS, signals, [DAY])
    assert (row.point_kind, row.quantity, row.amount) == ("completion", "oil", 24)
    assert list(measure_point(MeasuringField({}, {}, ()), point, NO_PAPERS, signals, [])) == []
