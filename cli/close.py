"""`wellflow close production MONTH`: audit a month, lock it, say what was closed."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cli.session import (
    books_of,
    month_of,
    raised_facts,
    remedies,
    show,
    with_json,
    with_organization,
    with_person,
)

if TYPE_CHECKING:
    from books.closing.close import CloseReport
    from domain.audit_outcome import Outcome


@click.group()
def close() -> None:
    """Close a month."""


@close.command(short_help="Audit a production month and lock it.")
@click.argument("month", metavar="YYYY-MM")
@with_organization
@with_person
@click.option("--dry-run", is_flag=True, help="Do everything and change nothing.")
@with_json
def production(month: str, slug: str, email: str | None, dry_run: bool, as_json: bool) -> None:
    """Close the production MONTH: true-up, the forms of its states, audits, the lock.

    A failing audit changes nothing, is printed with the first rows at fault, and exits 1.
    Closing a closed month again prints the first result.
    """
    from books.closing.close import close_production
    from books.trail.anchor import anchor_after
    from storage.identity import uuid7

    with books_of(slug, email) as (conn, person):
        report = close_production(
            conn, person.organization_id, month_of(month), person, uuid7(), dry_run
        )
        if not dry_run:
            anchor_after(conn, person.organization_id, "close", person)
    _show(report, as_json=as_json)
    if not report.is_passed:
        sys.exit(1)


def _show(report: "CloseReport", *, as_json: bool) -> None:
    show(_facts(report), list(_lines(report)), as_json=as_json)


def _facts(report: "CloseReport") -> dict[str, Any]:
    cost = report.audit_cost
    return {
        "month": report.month,
        "state": report.state,
        "version": report.version,
        "closed_at": report.closed_at,
        "closed_under": report.closed_under or None,
        "input_hash": report.input_hash,
        "rows": report.rows,
        "figures": report.figures,
        "forms_balanced": report.is_form_balanced,
        "audits": {each.name: each.is_passed for each in report.audits},
        "audit_rules": cost.n_rules,
        "audit_rows": cost.n_rows,
        "audit_seconds": cost.seconds,
        "audit_load_seconds": cost.load_seconds,
        "failures": _failures(report),
        "faults": [
            {"audit": each.name, **fault._asdict()}
            for each in report.audits
            for fault in each.faults
        ],
        "remedy": report.remedy,
        "warned": report.warned,
        "flags": list(report.flags),
        "raised": raised_facts(report.flags),
        "is_repeat": report.is_repeat,
        "is_dry_run": report.is_dry_run,
    }


def _lines(report: "CloseReport") -> Iterator[str]:
    head = f"production month {report.month:%Y-%m}: {report.state}, version {report.version}"
    yield head + (" (dry run, nothing changed)" if report.is_dry_run else "")
    yield from (f"  {name:<18} {figure}" for name, figure in report.figures.items())
    yield from (f"  {name:<18} {count} row(s)" for name, count in report.rows.items())
    width = max((len(each.name) for each in report.audits), default=0)
    yield from (f"  audit {each.name:<{width}}  {_word(each)}" for each in report.audits)
    if report.audits:
        yield f"  audits: {report.audit_cost}"
    yield from (f"  fails: {failure}" for failure in _failures(report))
    if report.remedy:
        yield f"  to do: {report.remedy}"
    yield from (f"  look at: {flag}" for flag in report.flags)
    yield from (f"  to do: {text}" for text in (*remedies(report.flags), *report.warned))


def _failures(report: "CloseReport") -> list[str]:
    return [str(failed) for failed in report.audits if failed.is_blocking]


def _word(outcome: "Outcome") -> str:
    if outcome.is_blocking:
        return "FAILED"
    return "passed" if outcome.is_passed else "look at"
