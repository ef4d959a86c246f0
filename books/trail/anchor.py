"""Anchors: the end of a chain written down outside the database, where its owner cannot change it.

Call it when the act has committed: daily, and after each close, filing, payment and backup.
"""

import logging
from pathlib import Path
from uuid import UUID

from access.actors import Actor, Schedule, require_reading, token_of
from domain.capabilities import READ_FIELD
from domain.errors import ConfigError
from domain.trail.anchor import Anchor, anchor_line, line_of
from storage.anchor_files import FOLDER, held_for_adding
from storage.connections import Connection
from storage.rows import trail
from storage.rows.directory import organizations
from storage.server.settings import state_dir
from storage.tenant import tenant_transaction

log = logging.getLogger(__name__)


def anchor_now(
    conn: Connection, organization_id: UUID, reason: str, actor: Actor, folder: Path
) -> Anchor | None:
    """Write the end of an organization's chain into its file of anchors.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline, api or owner role, outside a transaction.
    organization_id : UUID
        Tenant.
    reason : str
        daily, close, filing, payment, backup or request.
    actor : Actor
        Whose act it follows, or the schedule that writes daily.
    folder : Path
        Folder of the files: `anchors` in the state folder.

    Returns
    -------
    Anchor or None
        What was written; nothing where the organization has no events.

    Raises
    ------
    DataError
        The person belongs to another organization.
    OSError
        The file cannot be written; the database then knows of no anchor either.
    """
    require_reading(actor, organization_id, READ_FIELD)
    with held_for_adding(folder, _slug(conn, organization_id)) as file:
        lines = file.lines()
        number = len(lines) + 1
        with tenant_transaction(conn, organization_id, token_of(actor)):
            anchor = trail.anchor(conn, organization_id, reason, f"{file.name}#{number}")
            if anchor is None:
                return None
            # Before the commit: what the database says is in the file, is.
            file.append(line_of(str(organization_id), anchor, number, lines[-1] if lines else ""))
    log.info("anchored %s in %s", anchor_line(anchor.seq, anchor.hash), anchor.where_to)
    return anchor


def anchor_after(conn: Connection, organization_id: UUID, reason: str, actor: Actor) -> None:
    """Write down the end of the chain after an act that is done, in the installation's folder.

    A file that cannot be written undoes nothing: it is said, and the daily anchor comes.
    """
    folder = state_dir() / FOLDER
    try:
        anchor_now(conn, organization_id, reason, actor, folder)
    except OSError as error:
        log.warning("the trail was not anchored after this %s: %s: %s", reason, folder, error)


def anchor_all(
    conn: Connection, reason: str, schedule: Schedule, folder: Path
) -> dict[str, Anchor]:
    """Write down the end of every organization's chain; return the anchors by slug."""
    found = {
        each.slug: anchor_now(conn, each.organization_id, reason, schedule, folder)
        for each in organizations(conn)
    }
    return {slug: anchor for slug, anchor in found.items() if anchor is not None}


def _slug(conn: Connection, organization_id: UUID) -> str:
    for each in organizations(conn):
        if each.organization_id == organization_id:
            return each.slug
    raise ConfigError(f"there is no organization {organization_id}")
