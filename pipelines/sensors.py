"""What is noticed rather than scheduled."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import dagster as dg

from assets.acting import LATE_READINGS
from assets.partitions import ORGANIZATIONS, range_tags
from assets.store import StoreResource
from books.days.late_readings import DaysToMake, days_to_make_again
from domain.errors import WellflowError
from pipelines.jobs import DAILY_ROLLUP
from storage.rows.directory import organizations

# A month is closed within the next; a reading still later is looked for by the close itself.
DAYS_LOOKED_BACK: Final = timedelta(days=62)
_ONE_DAY: Final = timedelta(days=1)


@dg.sensor(
    name="organization_partitions",
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Gives every new organization its partitions.",
)
def organization_partitions(
    context: dg.SensorEvaluationContext, store: dg.ResourceParam[StoreResource]
) -> dg.SensorResult | dg.SkipReason:
    """Add a partition for each organization that has none yet."""
    known = set(context.instance.get_dynamic_partitions("organization"))
    new = sorted({one.slug for one in store.organizations()} - known)
    if not new:
        return dg.SkipReason("no new organization")
    return dg.SensorResult(dynamic_partitions_requests=[ORGANIZATIONS.build_add_request(new)])


@dg.sensor(
    name="late_readings",
    job=DAILY_ROLLUP,
    minimum_interval_seconds=3600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes days again whose readings arrived after they were measured, with the days "
    "beside them. Days of closed months stay as they are; the tick says what came too late.",
)
def late_readings(
    context: dg.SensorEvaluationContext, store: dg.ResourceParam[StoreResource]
) -> dg.SensorResult | dg.SkipReason:
    """Ask for one run over the changed days of each organization, once for each state of them."""
    yesterday = datetime.now(UTC).date() - _ONE_DAY
    requests, told = [], list[str]()
    for slug, found in _changed(context, store, yesterday).items():
        told += [f"{slug}: {flag}" for flag in found.late.flags_of_closed]
        if found.span is not None:
            key = f"late:{slug}:{found.fingerprint}"
            requests.append(dg.RunRequest(run_key=key, tags=range_tags(*found.span)))
    for line in told:
        context.log.warning(line)
    if not requests:
        return dg.SkipReason("; ".join(told) or "no reading came late")
    return dg.SensorResult(run_requests=requests)


def _changed(
    context: dg.SensorEvaluationContext, store: StoreResource, yesterday: date
) -> dict[str, DaysToMake]:
    changed = {}
    with store.connection() as connection:
        for organization in organizations(connection):
            try:
                changed[organization.slug] = days_to_make_again(
                    connection,
                    organization.organization_id,
                    yesterday - DAYS_LOOKED_BACK,
                    yesterday,
                    actor=LATE_READINGS,
                )
            except WellflowError as error:
                context.log.warning("%s: %s", organization.slug, error.message)
    return changed
