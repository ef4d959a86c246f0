"""What every row of a table must meet, as plain declarations for an audit.

Names and arguments are those of Great Expectations; nothing of it is imported here. Quantities
are expected as integers of the column's smallest unit, because sums over decimals fail there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.enumerations import ENUMERATIONS
from catalog.model import SQL_TYPE, Column, Table
from catalog.render.ddl import key_columns

_NOT_NULL: Final = "expect_column_values_to_not_be_null"
_IN_SET: Final = "expect_column_values_to_be_in_set"
_BETWEEN: Final = "expect_column_values_to_be_between"
_UNIQUE: Final = "expect_column_values_to_be_unique"
_DIFFERS: Final = "differ from row to row"
_UNIQUE_TOGETHER: Final = "expect_compound_columns_to_be_unique"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One rule: the name of an expectation, its arguments, and what a value must do."""

    name: str
    arguments: Mapping[str, Any]
    says: str = field(default="", compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns it speaks of."""
        listed: list[str] = self.arguments.get("column_list", [])
        return tuple(listed) or (str(self.arguments["column"]),)


def expectations(table: Table) -> tuple[Expectation, ...]:
    """Return what the catalog says of every row: key, presence, words and ranges."""
    rules = [_uniqueness(key_columns(table))]
    for column in table.all_columns:
        rules += _of_column(column)
    return tuple(rules)


def units_per_one(column: Column) -> int:
    """Return how many of the column's smallest units make one, as 10 000 for ``numeric(15,4)``."""
    declared = SQL_TYPE[column.kind] if column.kind != "enum" else ""
    if not declared.startswith("numeric("):
        return 1
    return int(10 ** int(declared.rstrip(")").rpartition(",")[2]))


def _uniqueness(key: tuple[str, ...]) -> Expectation:
    if len(key) == 1:
        return Expectation(_UNIQUE, {"column": key[0]}, _DIFFERS)
    return Expectation(_UNIQUE_TOGETHER, {"column_list": list(key)}, _DIFFERS)


def _of_column(column: Column) -> list[Expectation]:
    rules = []
    if not column.optional:
        rules.append(Expectation(_NOT_NULL, {"column": column.name}, "be there"))
    if column.enumeration is not None:
        words = list(ENUMERATIONS[column.enumeration])
        rules.append(
            Expectation(
                _IN_SET,
                {"column": column.name, "value_set": words},
                f"be one of {', '.join(words)}",
            )
        )
    limits = {
        name: round(limit * units_per_one(column)) if column.kind != "real" else limit
        for name, limit in (("min_value", column.low), ("max_value", column.high))
        if limit is not None
    }
    if limits:
        said = [
            f"at {side} {limit:g}"
            for side, limit in (("least", column.low), ("most", column.high))
            if limit is not None
        ]
        rules.append(
            Expectation(_BETWEEN, {"column": column.name, **limits}, f"be {' and '.join(said)}")
        )
    return rules
