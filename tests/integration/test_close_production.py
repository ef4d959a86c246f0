"""The production close against a real database."""

import threading
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from books.closing.close import CloseReport, close_production, propose_close
from books.filing.filing import prepare_filings
from books.month.draft import build_month
from domain.audits import AUDITS
from domain.calendar import next_month
from domain.errors import DataError, PeriodClosed, WellflowError
from exchange.form_pr_sheet import write_form_pr
from storage.connections import Connection
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import FEBRUARY, MONTH, RUN, FieldMonth
from tests.fixtures.operator_papers import BATTERIES
from tests.fixtures.postgres import Server
from tests.fixtures.signed_in import ANY_STAGE


def close(field: FieldMonth, run_id: UUID = RUN, **options: bool) -> CloseReport:
    return close_production(
        field.api, field.organization_id, MONTH, field.accountant, run_id, **options
    )


def test_close__locks_the_month_under_its_first_version(texas_month: FieldMonth) -> None:
    report = close(texas_month)
    assert (report.state, report.version) == ("closed", 1)
    assert report.closed_by == texas_month.accountant.app_user_id
    assert report.rows == {"allocated_month": 5, "disposition_month": 31, "compliance_row": 4}
    assert report.figures["oil_bbl"] == Decimal("3100.0000")
    assert report.is_form_balanced
    assert report.is_passed
    # Those of the draft in their order, then those of what it stored.
    assert [each.name for each in report.audits] == [
        audit.name for audit in sorted(AUDITS, key=lambda audit: audit.is_of_stored)
    ]


def test_close__says_what_its_audits_took(texas_month: FieldMonth) -> None:
    report = close(texas_month)
    cost = report.audit_cost
    assert (cost.n_passed, cost.n_failed) == (len(report.audits), 0)
    # One row of each table for each row that is written.
    assert cost.n_rows == sum(report.rows.values())
    assert cost.n_rules > len(report.audits)
    assert cost.seconds > 0
    assert str(cost).startswith(f"{cost.n_passed} passed, {cost.n_rules} rules over 40 rows, ")


def test_close__of_a_closed_month_and_a_proposal_load_no_great_expectations(
    texas_month: FieldMonth, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(texas_month)

    def loaded() -> None:
        raise AssertionError("loaded Great Expectations")

    monkeypatch.setattr("books.closing.column_rules._library", loaded)
    assert close(texas_month).is_repeat
    own = texas_month.pipeline, texas_month.organization_id
    following = propose_close(*own, next_month(MONTH), RUN, actor=ANY_STAGE)
    assert following.rows_written == {"production_period": 1}
    assert propose_close(*own, MONTH, RUN, actor=ANY_STAGE).flags == ("2026-03 is closed",)


def test_close__closed_month_refuses_change_in_the_database_itself(
    texas_month: FieldMonth,
) -> None:
    close(texas_month)
    for statement in (
        "delete from wellflow.allocated_day where produced_on = '2026-03-05'",
        "delete from wellflow.measured_day where produced_on = '2026-03-05'",
        "delete from wellflow.tank_ledger_day where produced_on = '2026-03-05'",
        "delete from wellflow.allocated_month",
        "delete from wellflow.disposition_month",
        "delete from wellflow.compliance_row",
        "update wellflow.production_period set state = 'open'",
    ):
        for login in texas_month.each_login():
            with pytest.raises(PeriodClosed, match="2026-03 is closed"):
                login(statement)
    with pytest.raises(PeriodClosed, match="post a correction"):
        build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    with pytest.raises(PeriodClosed):
        prepare_filings(
            texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE
        )


def test_close__again_from_the_same_inputs_returns_the_first_result(
    texas_month: FieldMonth,
) -> None:
    first = close(texas_month)
    content = texas_month.content()
    second = close(texas_month, UUID(int=2))
    assert second == first
    assert second.is_repeat
    assert second.run_id == RUN
    assert texas_month.content() == content


def test_close__again_from_other_inputs_is_refused(texas_month: FieldMonth) -> None:
    close(texas_month)
    texas_month.settle({"P-3": ("oil", "1258.0000", "70")})
    with pytest.raises(
        PeriodClosed, match="has changed since: statement S-1 arrived; post a correction"
    ):
        close(texas_month)


@pytest.mark.parametrize(
    ("damage", "audit"),
    [
        ("delete from wellflow.allocated_day where produced_on = '2026-03-09'"
         " and condensate_bbl is not null", "every_day_present.*D-1 lacks 1 day"),
        ("update wellflow.day_state set outcome = 'failed', reasons = '{no opening stock}'"
         " where produced_on = '2026-03-09' and stage = 'allocate'",
         "no_failed_day.*2026-03-09 allocate no opening stock"),
        ("delete from wellflow.day_state where produced_on = '2026-03-31'",
         "no_failed_day.*2026-03-31"),
        ("insert into wellflow.run_ticket select organization_id, gen_random_uuid(), 'T-late',"
         " hauler_id, purchaser_id, tank_id, opened_at, closed_at, opening_level_in,"
         " closing_level_in, oil_observed_bbl, temperature_degf, api_gravity_60f, bsw_pct,"
         " oil_nsv_bbl from wellflow.run_ticket limit 1", "tickets_in_ledger.*NORTH"),
    ],
)  # fmt: skip
def test_close__failing_audit_leaves_every_table_untouched_and_says_why(
    texas_month: FieldMonth, damage: str, audit: str
) -> None:
    build_month(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    prepare_filings(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert texas_month.execute(damage) > 0
    before = texas_month.content()
    with pytest.raises(DataError, match=f"2026-03 cannot close.*{audit}"):
        close(texas_month)
    assert texas_month.content() == before


def test_close__month_without_readings_says_which_days_are_missing(texas: FieldMonth) -> None:
    with pytest.raises(DataError, match=r"A-1 lacks 31 day\(s\) from 2026-03-01") as refused:
        close(texas)
    assert "2026-03-01 measure was not run" in refused.value.message
    assert texas.rows("select count(*) from wellflow.production_period") == [(0,)]


def test_close__next_month_without_its_days_says_to_make_them(texas_month: FieldMonth) -> None:
    close(texas_month)
    with pytest.raises(DataError, match=r"no day of 2026-04 has been made.*wellflow days 2026-04"):
        close_production(
            texas_month.api, texas_month.organization_id, next_month(MONTH),
            texas_month.accountant, RUN,
        )  # fmt: skip


def test_close__dry_run_changes_nothing_and_reports(texas_month: FieldMonth) -> None:
    before = texas_month.content()
    report = close(texas_month, dry_run=True)
    assert (report.state, report.version, report.is_passed) == ("open", 0, True)
    assert report.rows["compliance_row"] == 4
    assert texas_month.content() == before


def test_close__dry_run_reports_what_would_fail(texas: FieldMonth) -> None:
    report = close(texas, dry_run=True)
    assert not report.is_passed
    assert texas.rows("select count(*) from wellflow.production_period") == [(0,)]


def test_close__person_without_the_capability_is_refused_twice(texas_month: FieldMonth) -> None:
    pumper = texas_month.person("pumper@example.com")
    with pytest.raises(DataError, match=r"may not do production\.close"):
        close_production(texas_month.api, texas_month.organization_id, MONTH, pumper, RUN)
    assert texas_month.rows("select month from wellflow.production_period") == [(MONTH,)]
    with pytest.raises(WellflowError, match=r"production\.close"):
        texas_month.execute("update wellflow.production_period set state = 'closing'",
                            person=pumper)  # fmt: skip


def test_close__of_two_at_once_one_wins_and_both_return_it(texas_month: FieldMonth) -> None:
    connections = [texas_month.connect("api"), texas_month.connect("api")]
    reports: dict[int, CloseReport] = {}
    accountant = texas_month.accountant
    started = threading.Barrier(2)

    def work(number: int, conn: Connection) -> None:
        started.wait()
        reports[number] = close_production(
            conn, texas_month.organization_id, MONTH, accountant, UUID(int=number + 1)
        )

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert reports[0] == reports[1]
    assert {reports[0].is_repeat, reports[1].is_repeat} == {True, False}
    assert texas_month.rows("select state::text, version from wellflow.production_period") == [
        ("closed", 1)
    ]


def test_close__month_before_must_be_closed_first(texas: FieldMonth) -> None:
    stocks = texas.fill_month(FEBRUARY, stocks=dict.fromkeys(BATTERIES, Decimal(300)))
    texas.fill_month(MONTH, stocks=stocks)
    build_month(texas.pipeline, texas.organization_id, FEBRUARY, RUN, actor=ANY_STAGE)
    with pytest.raises(DataError, match="close the months in order"):
        close(texas)
    close_production(texas.api, texas.organization_id, FEBRUARY, texas.accountant, RUN)
    assert close(texas).version == 1
    filed = texas.rows(
        "select count(*), bool_and("
        "b.form_row -> 'opening_stock_bbl' = a.form_row -> 'closing_stock_bbl')"
        " from wellflow.compliance_row a"
        " join wellflow.compliance_report ra on ra.id = a.compliance_report_id"
        " join wellflow.compliance_row b using (reporting_unit_id)"
        " join wellflow.compliance_report rb on rb.id = b.compliance_report_id"
        " where ra.period_from = '2026-02-01' and rb.period_from = '2026-03-01'"
    )
    assert filed == [(4, True)]


def test_close__earlier_month_must_end_where_the_closed_one_began(texas_month: FieldMonth) -> None:
    close(texas_month)
    texas_month.fill_month(FEBRUARY, stocks=dict.fromkeys(BATTERIES, Decimal(300)))
    before = texas_month.content()
    with pytest.raises(DataError, match="2026-03 is closed and began with") as refused:
        close_production(texas_month.api, texas_month.organization_id, FEBRUARY,
                         texas_month.accountant, RUN)  # fmt: skip
    assert "close the months in order" in str(refused.value)
    assert texas_month.content() == before


def test_close__form_prints_the_names_it_was_filed_with(
    texas_month: FieldMonth, tmp_path: Path
) -> None:
    close(texas_month)
    accountant = texas_month.accountant
    shown = texas_month.api, texas_month.organization_id, MONTH, tmp_path
    sheet, page = write_form_pr(*shown, person=accountant)
    filed = sheet.read_bytes(), page.read_bytes()
    assert b"Bend, Alpha,O,08111" in filed[0].replace(b'"', b"")
    texas_month.execute("update wellflow.reporting_unit set unit_name = 'Renamed',"
                        " unit_number = '0' || unit_number, district = '09'")  # fmt: skip
    texas_month.execute("update wellflow.company set company_name = 'Renamed'")
    texas_month.execute("update wellflow.field set field_name = 'Renamed'")
    write_form_pr(*shown, person=accountant)
    assert (sheet.read_bytes(), page.read_bytes()) == filed


def cut_while_closing(field: FieldMonth, conn: Connection, server: Server) -> None:
    with tenant_transaction(conn, field.organization_id, field.accountant.token):
        conn.execute("update wellflow.production_period set state = 'closing'")
        with server.administrator() as other:
            other.execute("select pg_terminate_backend(%s)", (conn.info.backend_pid,))
        conn.execute("select 1")


def test_close__cut_connection_leaves_the_month_open(
    texas_month: FieldMonth, server: Server
) -> None:
    with pytest.raises(WellflowError):
        cut_while_closing(texas_month, texas_month.connect("api"), server)
    assert texas_month.rows("select state::text from wellflow.production_period") == [("open",)]


def test_close__deck_that_is_wrong_is_flagged_but_blocks_no_volume(
    texas_month: FieldMonth,
) -> None:
    texas_month.change_deck(
        "update wellflow.deck_line set interest_decimal = 0.7 where is_residual"
    )
    report = close(texas_month)
    assert report.state == "closed"
    assert "deck P-1/revenue: revenue interests sum to 0.95000000, not 1" in report.flags[0]


def test_close__units_of_a_state_without_a_form_are_named_and_block_nothing(
    texas_month: FieldMonth,
) -> None:
    texas_month.execute(
        "update wellflow.reporting_unit set state_jurisdiction = 'NM' where unit_number = '08333'"
    )
    report = close(texas_month)
    assert (report.state, report.rows["compliance_row"]) == ("closed", 3)
    assert report.flags == ("2026-03 1 unit(s) of New Mexico not filed: its form is not known",)


def test_propose_close__notes_the_month_once_and_says_what_blocks(texas: FieldMonth) -> None:
    first = propose_close(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    second = propose_close(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert first.rows_written == {"production_period": 1}
    assert second.rows_written == {"production_period": 0}
    assert any("every_day_present" in flag for flag in first.flags)
    assert texas.rows("select state::text from wellflow.production_period") == [("open",)]
