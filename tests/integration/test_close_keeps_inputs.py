"""What a closed month was made from is kept with it, and no login changes it."""

from uuid import UUID

import pytest

from books.closing.close import CloseReport, close_production
from domain.errors import DataError, PeriodClosed, StorageError
from domain.made_from.canonical import restored
from tests.fixtures.field_month import MONTH, RUN, FieldMonth


def close(field: FieldMonth, run_id: UUID = RUN, **options: bool) -> CloseReport:
    return close_production(
        field.api, field.organization_id, MONTH, field.accountant, run_id, **options
    )


def test_close__keeps_what_the_month_was_made_from(texas_month: FieldMonth) -> None:
    report = close(texas_month)
    ((input_hash, inputs),) = texas_month.rows("select input_hash, inputs from wellflow.made_from")
    assert input_hash == report.input_hash
    kept = restored(input_hash, inputs)
    assert kept is not None
    assert len(kept["completions"]) == report.rows["allocated_month"]


def test_close__is_refused_where_something_else_is_kept_under_its_hash(
    texas_month: FieldMonth,
) -> None:
    promised = close(texas_month, dry_run=True).input_hash
    texas_month.execute(
        "insert into wellflow.made_from (organization_id, input_hash, inputs)"
        " values (%s, %s, 'junk')",
        texas_month.organization_id, promised,
    )  # fmt: skip
    with pytest.raises(StorageError, match="kept under the hash of these inputs is something else"):
        close(texas_month)
    assert texas_month.rows("select state::text from wellflow.production_period") in (
        [],
        [("open",)],
    )


@pytest.mark.parametrize("statement", [
    "update wellflow.made_from set inputs = 'x'",
    "delete from wellflow.made_from",
])  # fmt: skip
def test_made_from__is_never_changed(texas_month: FieldMonth, statement: str) -> None:
    close(texas_month)
    for login in texas_month.each_login():
        with pytest.raises(StorageError, match=r"permission denied|is refused"):
            login(statement)


def test_mark_of_a_change__is_no_logins_to_give(texas_month: FieldMonth) -> None:
    assert texas_month.rows("select month from wellflow.production_period") == [(MONTH,)]
    mark = "update wellflow.production_period set inputs_changed_at = now()"
    for login in texas_month.each_login():
        with pytest.raises(DataError, match="only a migration marks"):
            login(mark)
    close(texas_month)
    for login in texas_month.each_login():
        with pytest.raises(PeriodClosed):
            login(mark)
