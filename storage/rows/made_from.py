"""What a closed month or a booked run was made from, as it was written down."""

from typing import Any
from uuid import UUID

from domain.made_from.canonical import MadeFrom, restored
from storage.bulk import insert_rows
from storage.connections import Connection


def keep(conn: Connection, organization_id: UUID, inputs: MadeFrom) -> None:
    """Keep inputs; the same ones are kept once."""
    row = {
        "organization_id": organization_id,
        "input_hash": inputs.input_hash,
        "inputs": inputs.compressed,
    }
    insert_rows(conn, "made_from", [row], on_conflict_do_nothing=True)


def content(conn: Connection, input_hash: str) -> dict[str, Any]:
    """Return the inputs of a hash; empty where none were kept."""
    found = conn.execute(
        "select inputs from wellflow.made_from where input_hash = %s", (input_hash,)
    ).fetchone()
    return {} if found is None else restored(found[0])
