"""What a measuring point gave on each production day, be it a meter, a tank or a completion."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from domain.calendar import ProductionDay
from domain.field.point import MeasuringField, Point
from domain.measurement.completion import measure_completion
from domain.measurement.liquid import Liquid, mean_liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from domain.measurement.tag_signals import PointSignals
from domain.measurement.tank_papers import TankPapers
from domain.measurement.tank_stock import OIL_PRODUCTS, TankPoint, measure_tank


def measure_point(
    fields: MeasuringField,
    point: Point,
    papers: TankPapers,
    signals: PointSignals,
    days: Sequence[ProductionDay],
) -> Iterator[Measurement]:
    """Yield what one point measured on each day: volumes, stock, or hours and pressures.

    Raises
    ------
    DataError
        If a unit, a strapping table or a liquid's properties make no sense.
    """
    if point.kind == "meter":
        meter = fields.meters[point.id]
        liquid = _liquid_at(fields, meter.facility_id)
        return measure_meter(MeterPoint(point, meter, liquid), signals, days)
    if point.kind == "tank":
        tanked = TankPoint(
            point, fields.tanks[point.id], papers.tables_of(point.id), papers.loads_of(point.id)
        )
        return measure_tank(tanked, signals, days)
    return measure_completion(point, signals, days)


def _liquid_at(fields: MeasuringField, facility_id: UUID | None) -> Liquid:
    return mean_liquid(
        [
            Liquid(tank.api_gravity_60f, tank.bsw_pct)
            for tank in fields.tanks.values()
            if tank.facility_id == facility_id and tank.product in OIL_PRODUCTS
        ]
    )
