"""A record's fields are its table's columns: read, written, and refused where they are not."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import pytest

from catalog.registry import BY_NAME
from domain.decline.completion_fit import CompletionFit, FitOutcome
from domain.errors import StorageError
from domain.period import Period
from domain.revenue.contract import ContractCode
from domain.revenue.distributed import Distribution
from domain.revenue.distribution import OwnerShare
from domain.revenue.run import Run
from domain.tag import RegisteredTag, TagBinding
from storage.records import field_names, row_of, selection


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


@pytest.mark.parametrize(
    ("kind", "table_name"),
    [
        (Run, "revenue_run"), (Distribution, "revenue_distribution"), (OwnerShare, "owner_revenue"),
        (ContractCode, "sales_contract"), (Period, "production_period"),
        (FitOutcome, "decline_fit"), (RegisteredTag, "tag"), (TagBinding, "tag_binding"),
    ],
)  # fmt: skip
def test_record__has_no_field_beside_its_columns(kind: object, table_name: str) -> None:
    columns = {column.name for column in BY_NAME[table_name].all_columns}
    assert set(field_names(kind)) - columns == set()


def test_run_and_distribution__carry_every_column_that_their_table_needs() -> None:
    for kind, table_name, given in (
        (Run, "revenue_run", set()),
        (Distribution, "revenue_distribution", {"id", "revenue_run_id"}),
        (OwnerShare, "owner_revenue", {"revenue_distribution_id"}),
        (FitOutcome, "decline_fit", {"run_id", *field_names(CompletionFit)}),
    ):
        needed = {
            column.name
            for column in BY_NAME[table_name].all_columns
            if not column.optional and column.default is None
        }
        assert needed - {"organization_id", *field_names(kind), *given} == set()
