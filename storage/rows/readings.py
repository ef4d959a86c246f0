"""The raw readings of some tags, by window, through the tenant's view.

Belongs here: reading `wellflow.reading` fast and in order. What the numbers mean is `domain`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.measurement.sample import Sample
from sql import query
from storage.connections import Connection


def window(
    conn: Connection, tag_ids: Sequence[UUID], from_at: datetime, to_at: datetime
) -> dict[UUID, list[Sample]]:
    """Return every reading of the tags from `from_at` to `to_at`, both included, in order."""
    read: dict[UUID, list[Sample]] = {tag_id: [] for tag_id in tag_ids}
    if not read:
        return read
    with conn.cursor(binary=True) as cursor:
        cursor.execute(
            query("readings/window"),
            {"tag_ids": list(read), "from_at": from_at, "to_at": to_at},
        )
        for tag_id, observed_at, value, quality in cursor:
            read[tag_id].append(Sample(observed_at, value, quality))
    return read


def last_before(
    conn: Connection, tag_ids: Sequence[UUID], before_at: datetime, oldest_at: datetime
) -> dict[UUID, Sample]:
    """Return each tag's last good reading before an instant, if one is not older than asked."""
    return _one_each(
        conn,
        "readings/last_before",
        {"tag_ids": list(tag_ids), "before_at": before_at, "oldest_at": oldest_at},
    )


def first_after(
    conn: Connection, tag_ids: Sequence[UUID], after_at: datetime, youngest_at: datetime
) -> dict[UUID, Sample]:
    """Return each tag's first good reading after an instant, if one is not younger than asked."""
    return _one_each(
        conn,
        "readings/first_after",
        {"tag_ids": list(tag_ids), "after_at": after_at, "youngest_at": youngest_at},
    )


def _one_each(conn: Connection, name: str, params: dict[str, object]) -> dict[UUID, Sample]:
    with conn.cursor(binary=True) as cursor:
        cursor.execute(query(name), params)
        return {row[0]: Sample(row[1], row[2], row[3]) for row in cursor}


def reported_before(
    conn: Connection, tag_ids: Sequence[UUID], before_at: datetime
) -> frozenset[UUID]:
    """Return the tags that had sent anything at all before an instant."""
    rows = conn.execute(
        query("readings/reported_before"), {"tag_ids": list(tag_ids), "before_at": before_at}
    )
    return frozenset(row[0] for row in rows)


def counts(conn: Connection, bounds: Sequence[datetime]) -> list[int]:
    """Return how many readings of any tag lie in each span (start, end] between the bounds."""
    params = {"bounds": list(bounds), "from_at": bounds[0], "to_at": bounds[-1]}
    found: dict[int, int] = dict(conn.execute(query("readings/counts"), params).fetchall())
    return [found.get(span, 0) for span in range(1, len(bounds))]
