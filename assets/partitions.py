"""The partitions of every asset, defined here and nowhere else.

A key is a label: a production date or month, and an organization's slug. Which instants a
production date covers is the business of `domain.calendar`, because organizations differ.
"""

from datetime import date
from typing import Final, NamedTuple

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

FIRST_DAY: Final = "2007-01-01"

PRODUCTION_DAYS: Final = dg.DailyPartitionsDefinition(start_date=FIRST_DAY)
PRODUCTION_MONTHS: Final = dg.MonthlyPartitionsDefinition(start_date=FIRST_DAY)
ORGANIZATIONS: Final = dg.DynamicPartitionsDefinition(name="organization")
MONTHS_BY_ORGANIZATION: Final = dg.MultiPartitionsDefinition(
    {"month": PRODUCTION_MONTHS, "organization": ORGANIZATIONS}
)


class DayRange(NamedTuple):
    """The production dates one run covers, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the range as a person reads it."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


class OrganizationMonth(NamedTuple):
    """The month and the organization one run works for."""

    month: date
    slug: str

    def __str__(self) -> str:
        """Return month and organization as a person reads them."""
        return f"{self.month:%Y-%m} of {self.slug}"


def day_range(context: dg.AssetExecutionContext) -> DayRange:
    """Return the production dates of a run over one day or a range of days."""
    keys = context.partition_key_range
    return DayRange(date.fromisoformat(keys.start), date.fromisoformat(keys.end))


def range_tags(first: date, last: date) -> dict[str, str]:
    """Return the tags of one run over a range of days, both included."""
    return {
        ASSET_PARTITION_RANGE_START_TAG: first.isoformat(),
        ASSET_PARTITION_RANGE_END_TAG: last.isoformat(),
    }


def organization_month(context: dg.AssetExecutionContext) -> OrganizationMonth:
    """Return the month and organization of a run."""
    key = context.partition_key
    if not isinstance(key, dg.MultiPartitionKey):
        raise TypeError(f"not a key of month and organization: {key}")
    dimensions = key.keys_by_dimension
    return OrganizationMonth(date.fromisoformat(dimensions["month"]), dimensions["organization"])


def month_key(month: date, slug: str) -> dg.MultiPartitionKey:
    """Return the partition key of a month and an organization."""
    return dg.MultiPartitionKey({"month": month.isoformat(), "organization": slug})
