"""A record's fields are its table's columns: read, written, and refused where they are not."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import pytest

from domain.errors import StorageError
from storage.records import row_of, selection


@dataclass(frozen=True, slots=True)
class Gauge:
    """Some columns of a tank, in an order of their own."""

    tank_name: str
    product: str
    id: UUID


class Named(NamedTuple):
    """One column of a tank."""

    tank_name: str


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A record with a field that no column is called."""

    tank_nam: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A record with a list of words."""

    amount: int
    flags: tuple[str, ...]


def test_selection__has_the_fields_in_their_order_and_words_as_text() -> None:
    assert selection(Gauge, "tank").as_string() == (
        'select "tank_name", "product"::text as "product", "id" from "wellflow"."tank"'
    )
    assert selection(Named, "tank").as_string() == 'select "tank_name" from "wellflow"."tank"'


def test_field_that_is_no_column__is_refused_by_name() -> None:
    with pytest.raises(StorageError, match="tank has no column tank_nam"):
        selection(Misspelt, "tank")


def test_table_that_does_not_exist__is_refused_by_name() -> None:
    with pytest.raises(StorageError, match="no table 'tnak'"):
        selection(Named, "tnak")


def test_row__has_the_fields_and_what_only_the_writer_knows() -> None:
    run = UUID(int=7)
    row = row_of(Flagged(3, ("negative", "stale")), run_id=run)
    assert row == {"amount": 3, "flags": ["negative", "stale"], "run_id": run}
