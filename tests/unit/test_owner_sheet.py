"""The owners' sheet: each of its columns shows a field that there is, under one heading."""

from dataclasses import fields

from domain.revenue.owner_line import OwnerLine
from exchange.owner_statements import COLUMNS


def test_every_column_shows_a_field_of_the_line() -> None:
    known = {field.name for field in fields(OwnerLine)}
    assert [shown for _, shown in COLUMNS if isinstance(shown, str) and shown not in known] == []


def test_no_heading_stands_twice() -> None:
    headings = [heading for heading, _ in COLUMNS]
    assert len(headings) == len(set(headings))
    assert headings[:3] == ["owner", "property_name", "property_number"]
