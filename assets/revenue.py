"""A purchaser's statement valued and distributed: one revenue run."""

import dagster as dg
from pydantic import Field

from assets.close import production_period
from assets.described import describe
from assets.outcome import Materialized, failing_plainly, materialized, run_id
from assets.sources import DECK, STATEMENT
from assets.store import StoreResource
from books.revenue.run import run_statement, statement_by_number


class StatementRun(dg.Config):
    """Which statement to value, and in whose name."""

    organization: str = Field(description="Short name of the organization, as in its partitions.")
    statement_number: str = Field(description="Number of the statement, as imported.")
    email: str = Field(description="Address of the person who values it; needs the right to.")


@dg.asset(
    deps=[
        dg.AssetDep(production_period, partition_mapping=dg.AllPartitionMapping()),
        STATEMENT,
        DECK,
    ],
    pool="database",
    **describe(
        "revenue_distribution",
        "Each line of a purchaser's statement with its price, its state's taxes and fees, and "
        "what is left for the owners; split by the approved deck to the cent.",
    ),
)
def revenue_distribution(
    context: dg.AssetExecutionContext, config: StatementRun, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Value one statement; a line that does not check blocks the whole run."""
    # The list of runs shows tags, not configurations.
    context.instance.add_run_tags(
        context.run.run_id,
        {"organization": config.organization, "statement": config.statement_number},
    )
    with failing_plainly(context.log), store.connection() as connection:
        person = store.person(connection, config.organization, config.email)
        organization_id = person.organization_id
        statement_id = statement_by_number(
            connection, organization_id, config.statement_number, person=person
        )
        report = run_statement(connection, organization_id, statement_id, person, run_id(context))
    covered = f"statement {config.statement_number}"
    return materialized("revenue_distribution", {config.organization: report}, covered)
