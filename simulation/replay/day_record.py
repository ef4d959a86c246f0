"""A recorded day of a wellbore, and the sample by which its device reports it.

A device closes its daily record at the very end of the production day, so the record of a day is
observed exactly at the end instant of that day, which is the start of the next one; the books
give such a record to the day that ends there (`ProductionCalendar.day_reported_at`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.calendar import ProductionCalendar
from simulation.device_sample import DeviceSample, DeviceSignal


class DayRecord(NamedTuple):
    """What a day's record holds, by quantity; a quantity without a figure is absent."""

    wellbore: str
    produced_on: date
    figures: Mapping[str, float]


def tag_name(wellbore: str, quantity: str) -> str:
    """Return the tag of a quantity of a wellbore."""
    return f"{wellbore}.{quantity}"


def record_samples(
    records: Iterable[DayRecord], calendar: ProductionCalendar
) -> Sequence[DeviceSample]:
    """Return the samples of one device in the order of days.

    Parameters
    ----------
    records : iterable of DayRecord
        Of one or more wellbores; records of one day become one sample.
    calendar : ProductionCalendar
        Decides when a day ends.

    Returns
    -------
    sequence of DeviceSample
        A missing figure is not in it, a negative one is; a day without any is left out.
    """
    days: defaultdict[date, dict[str, DeviceSignal]] = defaultdict(dict)
    for record in records:
        for quantity, figure in record.figures.items():
            days[record.produced_on][tag_name(record.wellbore, quantity)] = DeviceSignal(figure)
    return [DeviceSample(calendar.day_window(day).end, days[day]) for day in sorted(days)]
