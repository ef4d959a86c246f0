"""What the Dagster UI says of a table: its grain, its owner, its columns with their units."""

from collections.abc import Mapping
from typing import Any, Final

import dagster as dg

from assets.checks import check_specs, flags_of, said_of
from catalog.model import Column, Table
from catalog.registry import BY_NAME

OWNERS: Final[Mapping[str, str]] = {
    "signals": "team:scada",
    "measurement": "team:production",
    "allocation": "team:production",
    "engineering": "team:engineering",
    "compliance": "team:compliance",
    "revenue": "team:accounting",
}


def _column(column: Column) -> dg.TableColumn:
    unit = f" [{column.unit}]" if column.unit else ""
    return dg.TableColumn(
        name=column.name,
        type=column.sql_type,
        description=f"{column.meaning}{unit}",
        constraints=dg.TableColumnConstraints(nullable=column.optional),
    )


def table_metadata(table: Table) -> dict[str, Any]:
    """Return the metadata every asset of a table carries."""
    return {
        "dagster/table_name": f"{table.schema}.{table.name}",
        "dagster/column_schema": dg.TableSchema([_column(one) for one in table.all_columns]),
        "grain": table.grain,
        "glossary": dg.MetadataValue.text("docs/glossary.md"),
    }


def describe(table_name: str, story: str, group: str | None = None) -> dict[str, Any]:
    """Return the arguments of an asset that writes one table of the catalog, its checks included.

    `story` is what a business person reads: where the numbers come from and who uses them.
    `group` is the step of the month's work it belongs to, where that is not its table's family.
    """
    return {
        "name": table_name,
        "check_specs": check_specs(table_name),
        **_described(table_name, story, group),
    }


def describe_source(table_name: str, story: str, group: str | None = None) -> dg.AssetSpec:
    """Return the asset of a table that something other than Dagster fills."""
    return dg.AssetSpec(key=table_name, **_described(table_name, story, group))


def _described(table_name: str, story: str, group: str | None) -> dict[str, Any]:
    table = BY_NAME[table_name]
    own = flags_of(table_name)
    explained = {"flags": dg.MetadataValue.md(said_of(own))} if own else {}
    return {
        "group_name": group or table.family,
        "owners": [OWNERS[table.family]],
        "kinds": {"postgres"},
        "tags": {"family": table.family},
        "description": f"{story}\n\nGrain: {table.grain}.",
        "metadata": table_metadata(table) | explained,
    }
