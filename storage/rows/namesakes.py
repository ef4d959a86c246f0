"""Meters, tanks and completions whose name two have: read under their whole names.

So whatever a person is told of one says which it is, ``BATT-A/TK-1``; a name that one thing alone
has stays as it is.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from storage.connections import Connection

R = TypeVar("R", bound=Any)  # a dataclass


def told_apart(conn: Connection, name: str, named: Iterable[R], id_field: str = "id") -> list[R]:
    """Return records, each called in its field `name` as no other of its sort is."""
    names: dict[UUID, str] = dict(
        conn.execute("select id, point_name from wellflow.point").fetchall()
    )
    return [replace(each, **{name: names[getattr(each, id_field)]}) for each in named]
