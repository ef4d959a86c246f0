"""One cell of a file: what a column takes, and what it refuses by name."""

from contextlib import suppress
from decimal import Decimal

import pytest

from catalog.model import Column
from catalog.registry import BY_NAME, TABLES
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


def test_api_number__is_one_by_declaration_whatever_the_column_is_called() -> None:
    column = Column("bore", "api_number", "Number of the bore")
    assert cell_value(column, "42-501-20130", "w") == "42501201300000"
    with pytest.raises(DataError, match="no API number"):
        cell_value(column, "42", "w")
    assert cell_value(Column("api14", "text", "Any"), "42", "w") == "42"


def test_columns_of_api_numbers__are_those_of_wells() -> None:
    declared = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.all_columns
        if column.kind == "api_number"
    }
    assert declared == {"well.api14"}


def test_kinds__each_have_a_reader_or_are_written_by_us() -> None:
    for table in TABLES:
        for column in table.all_columns:
            if column.kind != "bytes":
                with suppress(DataError):
                    cell_value(column, None, "w")
