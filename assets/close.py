"""The production close as an asset: the same function as `wellflow close production`."""

from typing import Any

import dagster as dg

from assets.acting import PRODUCTION_CLOSE
from assets.checks import audit_result, said_of
from assets.described import describe
from assets.months import allocated_month, compliance_row
from assets.outcome import Materialized, failing_plainly, run_id
from assets.partitions import MONTHS_BY_ORGANIZATION, organization_month
from assets.store import StoreResource
from books.closing.close import CloseReport, close_production
from books.trail.anchor import anchor_after
from domain.flags import raised
from storage.rows.directory import organization_id


@dg.asset(
    partitions_def=MONTHS_BY_ORGANIZATION,
    deps=[allocated_month, compliance_row],
    pool="database",
    **describe(
        "production_period",
        "The month is audited and locked: what is filed can no longer change, only be corrected "
        "by a new version. A schedule closes under a standing order alone, which a person who may "
        "close has signed and can revoke; every other close is an act of a person.",
        group="production_close",
    ),
)
def production_period(
    context: dg.AssetExecutionContext, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Close one month under a standing order; a failing audit leaves every table as it was."""
    month, slug = organization_month(context)
    with failing_plainly(context.log), store.connection() as connection:
        tenant = organization_id(connection, slug)
        report = close_production(connection, tenant, month, PRODUCTION_CLOSE, run_id(context))
        anchor_after(connection, tenant, "close", PRODUCTION_CLOSE)
    return dg.MaterializeResult(
        metadata=close_metadata(report), check_results=[audit_result(report.audits)]
    )


def close_metadata(report: CloseReport) -> dict[str, Any]:
    """Return what a business person wants to know of a close."""
    return {
        "dagster/row_count": 1,
        "state": report.state,
        "version": report.version,
        "closed_by": report.closed_under or "see who closed it: wellflow audit show",
        "forms_balance": "yes" if report.is_form_balanced else "no",
        "audits": dg.MetadataValue.md(_audits(report)),
        "audit_seconds": report.audit_cost.seconds,
        "audit_load_seconds": report.audit_cost.load_seconds,
        "flags": dg.MetadataValue.md("\n".join(f"- {flag}" for flag in report.flags) or "none"),
        "what_to_do": dg.MetadataValue.md(said_of(raised(report.flags)) or "nothing"),
        **{name: str(figure) for name, figure in report.figures.items()},
    }


def _audits(report: CloseReport) -> str:
    if not report.audits:
        return "the month was closed before: same result"
    # What blocks has raised; an audit that only warns may have found something.
    lines = ["| audit | passed | rows | rules |", "|---|---|---|---|"]
    lines += [
        f"| {each.name} | {held} | {each.n_rows} | {each.n_rules} |"
        for each in report.audits
        for held in ("yes" if each.is_passed else "look at",)
    ]
    return "\n".join([*lines, "", str(report.audit_cost), *(f"- {told}" for told in report.warned)])
