"""Verifies the trail: every link of a chain, and its anchors inside and outside the database."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.trail.anchor import Anchor, anchors_of, fault_beside
from domain.trail.chain import BrokenLink, Head, Walked, walk
from storage.anchor_files import SUFFIX, held_for_reading, slugs_in
from storage.connections import Connection
from storage.rows import trail
from storage.rows.directory import Organization, organizations

_NO_CHAIN: Final = Walked(0, end=Head(0, None), protected_to=0)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of one organization's trail."""

    slug: str
    walked: Walked
    faults: tuple[BrokenLink, ...]
    last_anchor: Anchor | None

    @property
    def is_whole(self) -> bool:
        """Whether no link is broken and every anchor fits."""
        return not self.faults


def verify_trail(
    conn: Connection, organization: Organization, folder: Path, printed: Sequence[Anchor] = ()
) -> Verified:
    """Verify one organization's trail.

    Parameters
    ----------
    conn : Connection
        Connection of the owner, outside a transaction.
    organization : Organization
        Whose trail.
    folder : Path
        Folder of the files of anchors; one that is missing has none.
    printed : sequence of Anchor
        Anchors read off paper.
    """
    with ExitStack() as stack:
        with held_for_reading(folder, organization.slug) as file:
            stack.enter_context(trail.snapshot_of(conn, organization.organization_id))
            stored = trail.anchors(conn)
            lines = file.lines()
        kept = anchors_of(lines, str(organization.organization_id), file.name)
        outside = (*kept.anchors, *printed)
        walked = walk(trail.events(conn), trail.head(conn), outside, stored)
    told = kept.fault or fault_beside(kept, stored, file.name)
    faults = [] if walked.fault is None else [walked.fault]
    if told:
        faults.append(BrokenLink("anchors", walked.protected_to, told))
    last = max(outside, default=None, key=lambda anchor: anchor.seq)
    return Verified(organization.slug, walked, tuple(faults), last)


def verify_trails(conn: Connection, folder: Path) -> list[Verified]:
    """Verify the trail of every organization, and of those that have a file and are gone."""
    known = organizations(conn)
    found = [verify_trail(conn, each, folder) for each in known]
    gone = sorted(set(slugs_in(folder)) - {each.slug for each in known})
    return found + [_gone(slug) for slug in gone]


def _gone(slug: str) -> Verified:
    told = f"{slug}{SUFFIX} holds anchors of an organization that the database does not have"
    return Verified(slug, _NO_CHAIN, (BrokenLink("cut off", 1, told),), None)
