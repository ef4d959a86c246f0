"""Money: what people value, release and pay. Dagster looks on, and shows who did it."""

from typing import Final

import dagster as dg

from assets.close import production_period
from assets.described import describe_source
from assets.sources import DECK, STATEMENT

REVENUE_DISTRIBUTION: Final = describe_source(
    "revenue_distribution",
    "Each line of a purchaser's statement with its price, its state's taxes and fees, and what is "
    "left for the owners; split by the approved deck to the cent. An act of a person (`wellflow "
    "revenue run`), which is observed here: who did it, and when.",
).replace_attributes(
    deps=[
        dg.AssetDep(production_period, partition_mapping=dg.AllPartitionMapping()),
        STATEMENT,
        DECK,
    ]
)
