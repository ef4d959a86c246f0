"""Meters, tanks and completions whose name two have: read under their whole names.

So whatever a person is told of one says which it is, ``BATT-A/TK-1``; a name that one thing alone
has stays as it is.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from domain.decline.completion_month import CompletionMonth
from domain.field.equipment import Completion, Meter, Tank
from domain.month.records import CompletionSum
from sql import query
from storage.connections import Connection


def meters_told_apart(conn: Connection, meters: Iterable[Meter]) -> list[Meter]:
    """Return meters, each by a name that no other has."""
    whole = _whole_names(conn)
    return [replace(each, meter_name=whole.get(each.id, each.meter_name)) for each in meters]


def tanks_told_apart(conn: Connection, tanks: Iterable[Tank]) -> list[Tank]:
    """Return tanks, each by a name that no other has."""
    whole = _whole_names(conn)
    return [replace(each, tank_name=whole.get(each.id, each.tank_name)) for each in tanks]


def completions_told_apart(conn: Connection, completions: Iterable[Completion]) -> list[Completion]:
    """Return completions, each by a name that no other has."""
    whole = _whole_names(conn)
    return [
        replace(each, completion_name=whole.get(each.id, each.completion_name))
        for each in completions
    ]


def sums_told_apart(conn: Connection, sums: Iterable[CompletionSum]) -> list[CompletionSum]:
    """Return sums of completions, each by a name that no other has."""
    whole = _whole_names(conn)
    return [
        replace(each, completion_name=whole.get(each.completion_id, each.completion_name))
        for each in sums
    ]


def months_told_apart(conn: Connection, months: Iterable[CompletionMonth]) -> list[CompletionMonth]:
    """Return months of completions, each by a name that no other has."""
    whole = _whole_names(conn)
    return [
        replace(each, completion_name=whole.get(each.completion_id, each.completion_name))
        for each in months
    ]


def _whole_names(conn: Connection) -> dict[UUID, str]:
    return dict(conn.execute(query("measurement/namesakes")).fetchall())
