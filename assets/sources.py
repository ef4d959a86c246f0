"""Tables that collectors, people and purchasers fill: shown as the roots of the graph.

Dagster does not write them; it shows where every number of the books begins.
"""

from typing import Final

import dagster as dg

from assets.described import describe_source

# Grouped apart from what is made of them, so that the graph of groups flows one way.
PAPERS: Final = "papers"

READING: Final = describe_source(
    "reading",
    "Raw readings as the collectors delivered them: never edited, one row per tag and instant. "
    "Written by the collectors, not by Dagster.",
)

RUN_TICKET: Final = describe_source(
    "run_ticket",
    "What a truck took from a tank, as the hauler's ticket says. Entered or imported by people; "
    "a wrong ticket is superseded by a corrected one.",
    group=PAPERS,
)

WELL_TEST: Final = describe_source(
    "well_test",
    "What a well made in a test, and whether the test counts. The last valid one decides a "
    "completion's share of its battery.",
    group=PAPERS,
)

STATEMENT: Final = describe_source(
    "statement",
    "What a purchaser says was sold in a month and pays for: the true-up takes its volumes, the "
    "revenue run its money.",
    group=PAPERS,
)

DECK: Final = describe_source(
    "deck",
    "Who owns which part of a property's revenue from which day on; edited by one person and "
    "approved by another.",
    group=PAPERS,
)

SOURCES: Final[tuple[dg.AssetSpec, ...]] = (READING, RUN_TICKET, WELL_TEST, STATEMENT, DECK)
