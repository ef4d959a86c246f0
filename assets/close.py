"""The production close as an asset: the same function as `wellflow close production`."""

from typing import Any

import dagster as dg
from pydantic import Field

from access.people import Person
from assets.checks import audit_result, said_of
from assets.described import describe
from assets.months import allocated_month, compliance_row
from assets.outcome import Materialized, failing_plainly, run_id
from assets.partitions import MONTHS_BY_ORGANIZATION, organization_month
from assets.store import StoreResource
from books.closing.close import CloseReport, close_production
from domain.flags import raised


class ClosedBy(dg.Config):
    """In whose name a month is closed."""

    email: str = Field(description="Address of the person who closes; needs the right to close.")


@dg.asset(
    partitions_def=MONTHS_BY_ORGANIZATION,
    deps=[allocated_month, compliance_row],
    pool="database",
    **describe(
        "production_period",
        "The month is audited and locked: what is filed can no longer change, only be corrected "
        "by a new version. Closed in the name of a person who may close; no schedule closes.",
        group="production_close",
    ),
)
def production_period(
    context: dg.AssetExecutionContext, config: ClosedBy, store: dg.ResourceParam[StoreResource]
) -> Materialized:
    """Close one month; a failing audit leaves every table as it was and fails the step."""
    month, slug = organization_month(context)
    with failing_plainly(context.log), store.connection() as connection:
        person = store.person(connection, slug, config.email)
        report = close_production(
            connection, person.organization_id, month, person, run_id(context)
        )
    return dg.MaterializeResult(
        metadata=close_metadata(report, person), check_results=[audit_result(report.audits)]
    )


def close_metadata(report: CloseReport, person: Person) -> dict[str, Any]:
    """Return what a business person wants to know of a close."""
    was_by_person = report.closed_by == person.app_user_id
    return {
        "dagster/row_count": 1,
        "state": report.state,
        "version": report.version,
        "closed_by": person.email if was_by_person else str(report.closed_by),
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
