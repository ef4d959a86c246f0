"""One cell of a file: what a column takes, and what it refuses by name."""

from decimal import Decimal

import pytest

from catalog.registry import BY_NAME
from domain.errors import DataError
from exchange.cells import cell_value

COLUMNS = {
    column.name: column
    for table in ("statement_line", "tag", "well")
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


@pytest.mark.parametrize("text", ["42-501-20130", "4250120130", "42-501-20130-00-00"])
def test_cell__well_number_is_stored_with_all_its_digits(text: str) -> None:
    assert cell_value(COLUMNS["api14"], text, "line 2") == "42501201300000"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("42-502-20130", "Texas has no county 502; onshore codes are odd"),
        ("99-501-20130", "state code 99 does not exist"),
        ("42-501-2013", "is no API number; write 10, 12 or 14 digits"),
    ],
)
def test_cell__well_number_that_cannot_be_is_refused(text: str, fault: str) -> None:
    with pytest.raises(DataError, match=f"^line 2: .*{fault}"):
        cell_value(COLUMNS["api14"], text, "line 2")
