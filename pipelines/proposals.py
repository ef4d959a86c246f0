"""The job that proposes to close last month; a person decides."""

from datetime import date

import dagster as dg

from assets.outcome import failing_plainly, run_id
from assets.store import Store
from books.close import propose_close


class ProposedMonth(dg.Config):
    """The production month to propose, as its first day."""

    month: str


@dg.op(description="Mark the month as ready to close for every organization, and say so.")
def propose_to_every_organization(
    context: dg.OpExecutionContext, config: ProposedMonth, store: dg.ResourceParam[Store]
) -> None:
    """Propose the close of one month for each organization; nothing is closed."""
    month = date.fromisoformat(config.month)
    with failing_plainly(), store.connection() as connection:
        for organization in store.organizations():
            report = propose_close(connection, organization.organization_id, month, run_id(context))
            blockers = "; ".join(report.flags) or "nothing stands in the way"
            context.log.info("%s %s: %s", organization.slug, config.month, blockers)


@dg.job(
    name="propose_production_close",
    description="From the fifth working day on: which organizations can close last month.",
    executor_def=dg.in_process_executor,
)
def propose_production_close_job() -> None:
    """Run the one op."""
    propose_to_every_organization()
