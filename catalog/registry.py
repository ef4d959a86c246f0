"""Every table there is, by family and by name."""

from typing import Final

from catalog.model import Table
from catalog.tables import (
    allocation,
    compliance,
    engineering,
    land,
    measurement,
    parties,
    people,
    revenue,
    signals,
    trail,
    trust,
    wells,
)

FAMILIES: Final = (
    people, parties, land, wells, measurement, signals, allocation, engineering, compliance,
    revenue, trust, trail,
)  # fmt: skip
TABLES: Final[tuple[Table, ...]] = tuple(table for family in FAMILIES for table in family.TABLES)
BY_NAME: Final[dict[str, Table]] = {table.name: table for table in TABLES}
