"""The daily assets, run by Dagster against a real database."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from assets.store import StoreResource
from books.measuring import measure
from domain.errors import DataError, StorageError
from pipelines import runs
from pipelines.runs import roll_up_days
from tests.fixtures.lease import Lease

# Steps and sensors take every organization of a database.
pytestmark = pytest.mark.own_database

FIRST = date(2026, 3, 2)
LAST = date(2026, 3, 3)
START = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 07:00 in Texas
HALF_DAY = timedelta(hours=12)
UNSTAMPED = (
    "select to_jsonb(d) - array['run_id', 'id', 'created_at'] from wellflow.{} d"
    " where produced_on between '2026-03-02' and '2026-03-03' order by 1::text"
)


def gauged(lease: Lease) -> Lease:
    """Two tanks and a gas meter, read for two days; one load."""
    lease.tag("T1 level", "level", "level", "in", tank="T1", hold_max_s=90_000)
    lease.tag("T2 level", "level", "level", "in", tank="T2", hold_max_s=90_000)
    lease.tag("sales", "gas", "totalizer", "mcf", meter="SALES", hold_max_s=90_000)
    instants = [START + HALF_DAY * step for step in range(5)]
    lease.read("T1 level", [(at, 50.0 + 20 * step) for step, at in enumerate(instants)])
    lease.read("T2 level", [(at, 120.0) for at in instants])
    lease.read("sales", [(at, 1000.0 + 60 * step) for step, at in enumerate(instants)])
    lease.ticket("1001", "T2", START + HALF_DAY, 191.9)
    return lease


def materialization(instance: dg.DagsterInstance, key: str) -> dg.AssetMaterialization:
    event = instance.get_latest_materialization_event(dg.AssetKey(key))
    assert event is not None
    assert event.asset_materialization is not None
    return event.asset_materialization


def outcomes(lease: Lease, stage: str) -> set[str]:
    rows = lease.rows("select outcome::text from wellflow.day_state where stage::text = %s", stage)
    return {str(outcome) for (outcome,) in rows}


def test_range__is_one_run_and_says_how_many_rows(
    instance: dg.DagsterInstance, store: StoreResource, lease: Lease
) -> None:
    gauged(lease)
    run_id = roll_up_days(instance, store, FIRST, LAST)
    ((days, runs),) = lease.rows(
        "select count(distinct produced_on), count(distinct run_id) from wellflow.allocated_day"
    )
    assert (days, runs) == (2, 1)
    assert lease.rows("select distinct run_id::text from wellflow.measured_day") == [(run_id,)]
    ((stored,),) = lease.rows("select count(*) from wellflow.allocated_day")
    told = materialization(instance, "allocated_day").metadata
    assert told["dagster/row_count"].value == stored == 6
    assert told["rows_are_of"].value == "2026-03-02 to 2026-03-03"
    assert "brazos-bend" in str(told["organizations"].value)


def test_run_twice__leaves_the_same_rows(
    instance: dg.DagsterInstance, store: StoreResource, lease: Lease
) -> None:
    gauged(lease)
    seen = []
    for _ in range(2):
        roll_up_days(instance, store, FIRST, LAST)
        seen.append([lease.rows(UNSTAMPED.format(t)) for t in ("measured_day", "allocated_day")])
    assert seen[0] == seen[1]
    assert all(seen[0])


def test_impossible_day__fails_in_its_own_organization_and_nowhere_else(
    instance: dg.DagsterInstance, store: StoreResource, build_lease: Callable[..., Lease]
) -> None:
    good = gauged(build_lease("brazos-bend"))
    good.add_tests()
    bad = gauged(build_lease("pecos-ridge"))  # no test was ever filed
    roll_up_days(instance, store, FIRST, LAST)
    assert outcomes(good, "allocate").isdisjoint({"failed"})
    assert outcomes(bad, "allocate") == {"failed"}
    assert "pecos-ridge" in str(materialization(instance, "allocated_day").metadata["flags"].value)


def test_organization_without_master_data__is_named_and_stops_no_other(
    instance: dg.DagsterInstance, store: StoreResource, lease: Lease
) -> None:
    gauged(lease)
    lease.owner.execute(
        "insert into wellflow.organization_directory (organization_id, slug)"
        " values (gen_random_uuid(), 'a-newcomer')"
    )
    lease.owner.commit()
    roll_up_days(instance, store, FIRST, LAST)
    assert outcomes(lease, "measure").isdisjoint({"failed"})
    flags = str(materialization(instance, "measured_day").metadata["flags"].value)
    assert "a-newcomer: nothing was done: the organization has no production day" in flags


def days_by_outcome(lease: Lease) -> Counter[str]:
    rows = lease.rows("select outcome::text from wellflow.day_state where stage = 'allocate'")
    return Counter(str(outcome) for (outcome,) in rows)


def test_one_bad_day_of_one_tenant__stops_neither_its_month_nor_another_tenant(
    instance: dg.DagsterInstance, store: StoreResource, build_lease: Callable[..., Lease]
) -> None:
    good, bad = gauged(build_lease("brazos-bend")), gauged(build_lease("pecos-ridge"))
    good.add_tests()
    # Its first day has a volume and no test that could explain it yet.
    bad.add_tests(LAST)
    roll_up_days(instance, store, FIRST, date(2026, 3, 31))
    assert "failed" not in days_by_outcome(good)
    assert days_by_outcome(bad)["failed"] == 1
    assert days_by_outcome(good).total() == days_by_outcome(bad).total() == 30
    ((days,),) = bad.rows("select count(distinct produced_on) from wellflow.allocated_day")
    assert days == 29
    flags = str(materialization(instance, "allocated_day").metadata["flags"].value)
    assert "pecos-ridge: failed: 2026-03-02: " in flags
    told = str(materialization(instance, "allocated_day").metadata["what_to_do"].value)
    assert "| `failed` | blocks |" in told


@pytest.mark.parametrize(("n_days", "n_kept"), [(62, 1), (63, 0)])
def test_range__above_62_days_leaves_nothing_in_the_run_store(
    store: StoreResource, lease: Lease, n_days: int, n_kept: int
) -> None:
    with dg.DagsterInstance.ephemeral() as kept:
        roll_up_days(kept, store, FIRST, FIRST + timedelta(days=n_days - 1))
        assert kept.get_runs_count() == n_kept
    ((days,),) = lease.rows("select count(*) from wellflow.day_state where stage = 'measure'")
    assert days == n_days


def failing(times: int, error: Exception) -> Callable[..., object]:
    left = [error] * times

    def stage(*given: object, **named: object) -> object:
        if left:
            raise left.pop()
        return measure.measure_days(*given, **named)  # type: ignore[arg-type]

    return stage


def test_database_that_comes_back__is_waited_for(
    instance: dg.DagsterInstance,
    store: StoreResource,
    lease: Lease,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assets.outcome.WAIT_S", 0)
    away = StorageError("the server closed the connection", can_retry=True)
    monkeypatch.setattr("assets.days.measure_days", failing(2, away))
    run_id = roll_up_days(instance, store, FIRST, LAST)
    tried = [each for each in instance.all_logs(run_id) if each.dagster_event is not None]
    assert sum(each.get_dagster_event().is_step_up_for_retry for each in tried) == 2


@pytest.mark.parametrize("can_retry", [True, False])
def test_database_that_stays_away__fails_the_step_in_plain_words(
    instance: dg.DagsterInstance, store: StoreResource, lease: Lease,
    monkeypatch: pytest.MonkeyPatch, *, can_retry: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr("assets.outcome.WAIT_S", 0)
    away = StorageError("the disk is full", remedy="make room", can_retry=can_retry)
    monkeypatch.setattr("assets.days.measure_days", failing(99, away))
    with pytest.raises(DataError) as failed:
        runs.roll_up_days(instance, store, FIRST, LAST)
    assert failed.value.what.removeprefix("measured_day: ").endswith("the disk is full; make room")
    assert "Traceback" not in failed.value.what
    assert 'File "' not in failed.value.what
