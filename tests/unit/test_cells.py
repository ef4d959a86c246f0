"""One cell of a file: what a column takes, and what it refuses by name."""

from decimal import Decimal

import pytest

from catalog.registry import BY_NAME
from domain.errors import DataError
from exchange.cells import cell_value

COLUMNS = {
    column.name: column
    for table in ("statement_line", "tag")
    for column in BY_NAME[table].all_columns
}


def test_cell__number_is_kept_to_its_column_s_places() -> None:
    value = cell_value(COLUMNS["volume"], " 12.5 ", "line 2")
    assert (value, str(value)) == (Decimal("12.5"), "12.5000")


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "sNaN"])
@pytest.mark.parametrize("column", ["volume", "deadband"])
def test_cell__what_is_no_finite_number_is_refused(column: str, text: str) -> None:
    with pytest.raises(DataError, match=f"line 2: .*{text}.* is not a finite number"):
        cell_value(COLUMNS[column], text, "line 2")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1e50", "too large"),
        ("123456789012", "too large"),
        ("1.00005", "more than 4 decimals"),
        ("12,5", "is not a number"),
    ],
)
def test_cell__number_that_does_not_fit_is_refused_not_rounded(text: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        cell_value(COLUMNS["volume"], text, "line 2")
