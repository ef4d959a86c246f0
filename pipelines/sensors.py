"""What is noticed rather than scheduled."""

import dagster as dg

from assets.partitions import ORGANIZATIONS
from assets.store import Store


@dg.sensor(
    name="organization_partitions",
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Gives every new organization its partitions.",
)
def organization_partitions(
    context: dg.SensorEvaluationContext, store: dg.ResourceParam[Store]
) -> dg.SensorResult | dg.SkipReason:
    """Add a partition for each organization that has none yet."""
    known = set(context.instance.get_dynamic_partitions("organization"))
    new = sorted({one.slug for one in store.organizations()} - known)
    if not new:
        return dg.SkipReason("no new organization")
    return dg.SensorResult(dynamic_partitions_requests=[ORGANIZATIONS.build_add_request(new)])
