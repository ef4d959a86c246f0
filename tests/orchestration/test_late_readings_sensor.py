"""The sensor that has days made again when readings came late."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from assets.store import StoreResource
from pipelines.runs import roll_up_days
from pipelines.sensors import late_readings
from tests.fixtures.lease import Lease

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database

DAY = timedelta(days=1)
TODAY = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
FIRST = TODAY - 5 * DAY


def asked(instance: dg.DagsterInstance, store: StoreResource) -> list[dg.RunRequest]:
    context = dg.build_sensor_context(instance=instance, resources={"store": store})
    return list(late_readings.evaluate_tick(context).run_requests or [])


def test_late_reading__asks_once_for_its_day_and_the_days_beside_it(
    instance: dg.DagsterInstance, store: StoreResource, lease: Lease
) -> None:
    lease.tag("sales", "gas", "totalizer", "mcf", meter="SALES", hold_max_s=90_000)
    lease.read("sales", [(FIRST + DAY * n, 100.0 * n) for n in range(5)])
    first, last = FIRST.date(), FIRST.date() + 3 * DAY
    assert asked(instance, store) == []
    roll_up_days(instance, store, first, last)
    assert asked(instance, store) == []
    lease.read("sales", [(FIRST + DAY * 1.5, 170.0)])
    (request,) = asked(instance, store)
    assert sorted(request.tags.values())[:2] == [str(first), str(first + 2 * DAY)]
    assert [each.run_key for each in asked(instance, store)] == [request.run_key]
    roll_up_days(instance, store, first, first + 2 * DAY)
    assert asked(instance, store) == []
    lease.read("sales", [(FIRST + DAY * 1.6, 175.0)])
    (again,) = asked(instance, store)
    assert again.run_key != request.run_key
