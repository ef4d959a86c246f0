"""`wellflow days DAYS`: measure and allocate production days now, without waiting for the night."""

import sys

import click

from cli.session import (
    books_of,
    show,
    stage_facts,
    stage_lines,
    with_json,
    with_organization,
    with_person,
)


@click.command("days", short_help="Measure and allocate production days now.")
@click.argument("span", metavar="DAYS")
@with_organization
@with_person
@with_json
def days(span: str, slug: str, email: str | None, as_json: bool) -> None:
    """Measure and allocate DAYS: a month (2026-03), one day, or FIRST..LAST.

    Under `wellflow up` a schedule does it each morning. Days of a closed month are left alone;
    making the others again replaces them. If a day has no result, its reason is printed and the
    command exits 1.
    """
    from books.allocating.allocate import allocate_days
    from books.measuring.measure import measure_days
    from domain.calendar import parse_days
    from storage.identity import uuid7

    first, last = parse_days(span)
    run_id = uuid7()
    with books_of(slug, email) as (conn, person):
        reports = [
            stage(conn, person.organization_id, first, last, run_id, actor=person)
            for stage in (measure_days, allocate_days)
        ]
    facts = {report.stage: stage_facts(report) for report in reports}
    lines = [line for report in reports for line in stage_lines(report)]
    show(facts, lines, as_json=as_json)
    if any(report.failed_days for report in reports):
        sys.exit(1)
