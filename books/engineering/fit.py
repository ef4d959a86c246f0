"""Decline fits of completions, from their monthly volumes over producing time."""

from datetime import date
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.report import StageReport
from domain.calendar import first_of_month
from domain.decline.completion_fit import FIT_STATES, CompletionFit, completion_fits
from storage import bulk
from storage.connections import Connection
from storage.records import row_of
from storage.rows import engineering
from storage.tenant import tenant_transaction


def fit_completions(
    conn: Connection, organization_id: UUID, month: date, run_id: UUID, *, actor: Actor
) -> StageReport:
    """Fit a decline to every completion of an organization that ever produced.

    What is fitted, and what is said where there is no curve, is `completion_fits`' to say.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, no transaction open.
    organization_id : UUID
        Tenant.
    month : date
        Last production month used, any day of it.
    run_id : UUID
        Run that makes the rows.
    actor : Actor
        Whose stage it is: a person who may, or a schedule.

    Returns
    -------
    StageReport
        Rows written, one flag for each fit to look at, and how many are in each state.

    Raises
    ------
    StorageError
        If the database fails.
    """
    require_stage(actor, organization_id, "stage.fit")
    month = first_of_month(month)
    with tenant_transaction(conn, organization_id, token_of(actor)):
        fits = completion_fits(engineering.completion_months(conn, month), month)
        written = bulk.replace_window(
            conn,
            "decline_fit",
            "as_of_month = %(month)s",
            {"month": month},
            (_row(fit, organization_id, run_id) for fit in fits),
        )
    states = [fit.outcome.state for fit in fits]
    return StageReport(
        stage="fit",
        rows_written={"decline_fit": written},
        flags=tuple(fit.finding for fit in fits if fit.outcome.flags),
        figures={state: states.count(state) for state in FIT_STATES},
    )


def _row(fit: CompletionFit, organization_id: UUID, run_id: UUID) -> dict[str, object]:
    return row_of(
        fit.outcome,
        organization_id=organization_id,
        completion_id=fit.completion_id,
        product=fit.product,
        as_of_month=fit.as_of_month,
        rate_unit=fit.rate_unit,
        flags=list(fit.outcome.flags),
        run_id=run_id,
    )
