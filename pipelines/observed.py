"""Acts of people, as Dagster's pages show them: it runs none of them, it says who did what."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Final

import dagster as dg

from assets.acting import ACTS_OF_PEOPLE
from assets.partitions import month_key
from assets.store import StoreResource
from books.closing.observed import acts_since
from domain.errors import WellflowError
from storage.rows.acts import ActObserved
from storage.rows.directory import Organization, organizations

Event = dg.AssetMaterialization | dg.AssetObservation
CLOSED: Final = ("production_period.changed", "closed")
# What was done, by kind of event in the trail and by the state it left, and which table shows it.
TOLD: Final[dict[tuple[str, str | None], tuple[str, str]]] = {
    CLOSED: ("production_period", "closed the month"),
    ("revenue_run.added", "draft"): ("revenue_distribution", "valued a statement"),
    ("revenue_run.added", "booked"): ("revenue_distribution", "valued a statement"),
    ("revenue_run.changed", "booked"): ("revenue_distribution", "booked a run"),
    ("revenue_run.changed", "reversed"): ("revenue_distribution", "took a run back"),
    ("payment.added", None): ("revenue_distribution", "prepared payments"),
    ("payment.changed", "released"): ("revenue_distribution", "released payments"),
    ("compliance_report.changed", "submitted"): ("compliance_row", "filed a report"),
}


@dg.sensor(
    name="acts_of_people",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Notes on each table who closed, filed, valued and paid; runs nothing.",
)
def acts_of_people(
    context: dg.SensorEvaluationContext, store: dg.ResourceParam[StoreResource]
) -> dg.SensorResult | dg.SkipReason:
    """Report acts of people since the last look, organization by organization."""
    seen: dict[str, int] = json.loads(context.cursor or "{}")
    events: list[Event] = []
    with store.connection() as connection:
        for organization in organizations(connection):
            last = seen.get(organization.slug, 0)
            try:
                acts = acts_since(
                    connection, organization.organization_id, last, actor=ACTS_OF_PEOPLE
                )
            except WellflowError as error:
                context.log.warning("%s: %s", organization.slug, error.message)
                continue
            seen[organization.slug] = max((act.seq for act in acts), default=last)
            events += _told(organization, acts)
    if not events:
        context.update_cursor(json.dumps(seen))
        return dg.SkipReason("nobody closed, filed, valued or paid anything")
    return dg.SensorResult(asset_events=events, cursor=json.dumps(seen))


def _told(organization: Organization, acts: list[ActObserved]) -> Iterator[Event]:
    """Yield one event for acts of one person that follow one another, as payments do."""
    for (kind, state, actor), together in groupby(
        acts, key=lambda act: (act.kind, act.state, act.actor)
    ):
        told = TOLD.get((kind, state)) or TOLD.get((kind, None))
        if told is None:
            continue
        several = list(together)
        table, words = told
        metadata = {
            "who": actor,
            "did": words,
            "when": dg.MetadataValue.timestamp(several[-1].at),
            "organization": organization.slug,
            "number": len(several),
        }
        month = several[-1].month
        if (kind, state) == CLOSED and month is not None:
            key = month_key(month, organization.slug)
            yield dg.AssetMaterialization(table, partition=key, metadata=metadata)
        else:
            yield dg.AssetObservation(table, metadata=metadata)
