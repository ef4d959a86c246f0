"""What people did to a month and its money, as the schedules see it: who and when, no figures."""

from uuid import UUID

from access.actors import Schedule, require_stage
from storage.connections import Connection
from storage.rows.acts import ActObserved, acts_observed
from storage.tenant import tenant_transaction


def acts_since(
    conn: Connection, organization_id: UUID, after_seq: int, *, actor: Schedule
) -> list[ActObserved]:
    """Return acts of people since an event of the organization's trail, the oldest first."""
    require_stage(actor, organization_id, "stage.observe")
    with tenant_transaction(conn, organization_id):
        return acts_observed(conn, organization_id, after_seq)
