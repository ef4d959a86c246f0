"""The job that proposes to close last month; a person decides."""

from datetime import date

import dagster as dg
from pydantic import Field

from assets.acting import CLOSE_PROPOSAL
from assets.outcome import failing_plainly, run_id
from assets.store import StoreResource
from books.closing.close import propose_close
from domain.calendar import month_label
from domain.errors import ConfigError, DataError, PeriodClosed
from storage.rows.directory import organizations


class ProposedMonth(dg.Config):
    """The production month to propose, as its first day."""

    month: str = Field(description="First day of the production month, YYYY-MM-DD.")


@dg.op(description="Mark the month as ready to close for every organization, and say so.")
def propose_to_every_organization(
    context: dg.OpExecutionContext, config: ProposedMonth, store: dg.ResourceParam[StoreResource]
) -> None:
    """Propose the close of one month for each organization; nothing is closed.

    One that cannot be asked, as it has no master data yet, is named and keeps no other waiting.
    """
    month = date.fromisoformat(config.month)
    found = {}
    with failing_plainly(context.log), store.connection() as connection:
        for organization in organizations(connection):
            try:
                report = propose_close(
                    connection,
                    organization.organization_id,
                    month,
                    run_id(context),
                    actor=CLOSE_PROPOSAL,
                )
                found[organization.slug] = "; ".join(report.flags) or "nothing stands in the way"
            except (ConfigError, DataError, PeriodClosed) as error:
                found[organization.slug] = f"cannot be proposed: {error.message}"
            context.log.info(
                "%s %s: %s", organization.slug, month_label(month), found[organization.slug]
            )
    context.add_output_metadata(
        {f"{month_label(month)} of {slug}": text for slug, text in found.items()}
    )


@dg.job(
    name="propose_production_close",
    description="From the fifth working day on: which organizations can close last month.",
    executor_def=dg.in_process_executor,
)
def propose_production_close_job() -> None:
    """Run the one op."""
    propose_to_every_organization()
