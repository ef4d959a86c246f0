"""Polars schemas of tables; the only module of the catalog that loads polars."""

import re
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from catalog.enumerations import ENUMERATIONS
from catalog.model import SQL_TYPE, Column, Table

_NUMERIC: Final = re.compile(r"numeric\((\d+),(\d+)\)")
_TYPES: Final[dict[str, DataType | DataTypeClass]] = {
    "uuid": pl.String,
    "text": pl.String,
    "json": pl.String,
    "bool": pl.Boolean,
    "int": pl.Int32,
    "bigint": pl.Int64,
    "date": pl.Date,
    "instant": pl.Datetime("us", "UTC"),
    "texts": pl.List(pl.String),
    "bytes": pl.Binary,
    "real": pl.Float64,
    "api_number": pl.String,
}


def frame_schema(table: Table) -> pl.Schema:
    """Return the schema of a frame that holds rows of a table; uuid and json are text."""
    return pl.Schema({column.name: frame_type(column) for column in table.all_columns})


def frame_type(column: Column) -> DataType | DataTypeClass:
    """Return the Polars type of a column, numbers with the precision of the database."""
    if column.enumeration is not None:
        return pl.Enum(ENUMERATIONS[column.enumeration])
    exact = _NUMERIC.fullmatch(SQL_TYPE[column.kind])
    if exact is not None:
        return pl.Decimal(int(exact[1]), int(exact[2]))
    return _TYPES[column.kind]
