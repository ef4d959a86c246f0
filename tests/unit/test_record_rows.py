"""Records and rows: the fields are the columns, and a field that is no column is refused."""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

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
from storage.records import field_names, records, row_of


class Pair(NamedTuple):
    month: str
    state: str


@dataclass(frozen=True, slots=True)
class Stranger:
    month: str
    colour: str


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


def test_row__is_the_fields_with_others_beside_and_before_them() -> None:
    assert row_of(Pair("2026-03", "open"), state="closed", version=1) == {
        "month": "2026-03", "state": "closed", "version": 1,
    }  # fmt: skip


def test_records__refuse_a_field_that_the_catalog_does_not_know() -> None:
    with pytest.raises(StorageError, match="Stranger: production_period has no column colour"):
        records(cast("Any", None), Stranger, "production_period")
