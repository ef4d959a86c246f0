"""What a closed month or a booked run was made from, as it was written down."""

from typing import Any
from uuid import UUID

from domain.errors import StorageError
from domain.made_from.canonical import MadeFrom, restored
from storage.bulk import insert_rows
from storage.connections import Connection


def keep(conn: Connection, organization_id: UUID, inputs: MadeFrom) -> None:
    """Keep inputs; the same ones are kept once.

    Raises
    ------
    StorageError
        If something else is kept under their hash.
    """
    row = {
        "organization_id": organization_id,
        "input_hash": inputs.input_hash,
        "inputs": inputs.compressed,
    }
    is_new = insert_rows(conn, "made_from", [row], on_conflict_do_nothing=True)
    if not is_new and content(conn, inputs.input_hash) is None:
        raise StorageError(
            "what is kept under the hash of these inputs is something else",
            where=f"made_from, {inputs.input_hash}",
            remedy="find out who wrote that row; the owner of the database can remove it",
        )


def content(conn: Connection, input_hash: str) -> dict[str, Any] | None:
    """Return the inputs of a hash; nothing where none were kept, or others than it says."""
    found = conn.execute(
        "select inputs from wellflow.made_from where input_hash = %s", (input_hash,)
    ).fetchone()
    return None if found is None else restored(input_hash, found[0])
