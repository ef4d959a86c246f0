"""What release 0.1.0 closed, booked and paid gives the same answers after the upgrade."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from access.sessions import person_of
from books.closing.close import CloseReport, close_production
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import run_statement, statement_by_number
from domain.errors import DataError, PeriodClosed
from domain.states.texas.form_pr_filing import FORM
from storage.connections import connect
from storage.rows.directory import Organization, organization_id
from storage.schema.gate import violations
from storage.schema.migrate import migrate
from storage.server.credentials import Credentials
from tests.fixtures.field_month import MONTH, RUN, SLUG, FieldMonth
from tests.fixtures.signed_in import session_of

ANOTHER_RUN = UUID(int=2)
PECOS_MONTH = date(2026, 3, 1)
COLUMNS = (
    "district", "unit_number", "unit_name", "commingling_permit", "well_kind",
    "opening_stock_bbl", "liquid_production_bbl", "liquid_dispositions", "closing_stock_bbl",
    "gas_production_mcf", "gas_dispositions",
)  # fmt: skip


@pytest.fixture
def upgraded(earlier_release: Credentials) -> Iterator[FieldMonth]:
    """The operator whose month was closed and paid, after the upgrade."""
    migrate(earlier_release.dsn("owner"))
    yield from opened(earlier_release)


def opened(credentials: Credentials) -> Iterator[FieldMonth]:
    with closing(connect(credentials.dsn("owner"), application="test")) as owner:
        own = organization_id(owner, SLUG)
        owner.commit()
        field = FieldMonth(credentials, owner, Organization(own, SLUG))
        yield field
        for conn in field.opened:
            conn.close()


def tampered(earlier_release: Credentials, statement: str, *params: object) -> None:
    """Change a stored row as the owner, under the operator's own name, before the upgrade."""
    with closing(
        connect(earlier_release.dsn("owner"), application="test", autocommit=True)
    ) as owner:
        made = organization_id(owner, SLUG)
        with owner.transaction():
            owner.execute("select set_config('app.organization_id', %s, true)", (str(made),))
            assert owner.execute(statement, params).rowcount


def close(field: FieldMonth) -> CloseReport:
    return close_production(field.api, field.organization_id, MONTH, field.accountant, ANOTHER_RUN)


def test_closed_month__closed_again_gives_its_first_result(upgraded: FieldMonth) -> None:
    report = close(upgraded)
    assert report.is_repeat
    assert (report.version, report.run_id) == (1, RUN)
    assert report.figures == {
        "oil_bbl": Decimal("3100.0000"),
        "condensate_bbl": Decimal("62.0000"),
        "gas_mcf": Decimal("17515.0000"),
        "water_bbl": Decimal("775.0000"),
    }


def test_closed_month__keeps_its_inputs_under_their_hash(upgraded: FieldMonth) -> None:
    kept = upgraded.rows(
        "select p.input_hash, m.inputs from wellflow.production_period p"
        " join wellflow.made_from m using (organization_id, input_hash)"
    )
    ((input_hash, inputs),) = kept
    form, _, digest = input_hash.partition(":")
    assert form == "production_month/1"
    assert digest == hashlib.sha256(zlib.decompress(inputs)).hexdigest()


def test_booked_run__run_again_gives_its_first_result(upgraded: FieldMonth) -> None:
    statement_id = statement_by_number(
        upgraded.api, upgraded.organization_id, "S-1", person=upgraded.accountant
    )
    again = run_statement(
        upgraded.api, upgraded.organization_id, statement_id, upgraded.accountant, ANOTHER_RUN
    )
    assert again.figures["net_usd"] == Decimal("84134.92")
    assert upgraded.rows(
        "select r.version, split_part(r.input_hash, ':', 1), m.inputs is not null"
        " from wellflow.revenue_run r"
        " left join wellflow.made_from m using (organization_id, input_hash)"
    ) == [(1, "revenue_run/1", True)]


def test_payments__of_the_earlier_release_stay_paid(upgraded: FieldMonth) -> None:
    statement_id = statement_by_number(
        upgraded.api, upgraded.organization_id, "S-1", person=upgraded.accountant
    )
    tenant = upgraded.organization_id
    prepared = prepare_payments(upgraded.api, tenant, statement_id, upgraded.accountant)
    released = release_payments(upgraded.api, tenant, statement_id, upgraded.manager)
    assert prepared.rows_written == {"payment": 0}
    assert released.rows_written == {"payment": 0}
    assert released.figures == {"owners_paid": 4, "owners_paid_usd": Decimal("84134.92")}


def test_closed_month__another_name_of_a_well_changes_nothing(upgraded: FieldMonth) -> None:
    upgraded.execute("update wellflow.completion set completion_name = completion_name || ' H'")
    upgraded.execute("update wellflow.meter set meter_name = meter_name || ' (old)'")
    assert close(upgraded).is_repeat


def test_closed_month__another_column_changes_nothing(
    upgraded: FieldMonth, earlier_release: Credentials
) -> None:
    with closing(
        connect(earlier_release.dsn("owner"), application="test", autocommit=True)
    ) as owner:
        owner.execute("alter table wellflow.allocated_day add column note text default 'x'")
        owner.execute("alter table wellflow.measured_day alter column amount type numeric(18,6)")
        owner.execute("alter table wellflow.deck_line alter column interest_decimal"
                      " type numeric(14,12)")  # fmt: skip
    assert close(upgraded).is_repeat
    test_booked_run__run_again_gives_its_first_result(upgraded)


def test_month_changed_since_it_was_closed__is_marked_so(earlier_release: Credentials) -> None:
    tampered(earlier_release, "update wellflow.reporting_unit set unit_name = 'Renamed'")
    migrate(earlier_release.dsn("owner"))
    for field in opened(earlier_release):
        assert field.rows(
            "select inputs_changed_at is not null, strpos(input_hash, ':') > 0"
            " from wellflow.production_period"
        ) == [(True, False)]
        with pytest.raises(PeriodClosed, match="what it was made from has changed since"):
            close(field)
        test_booked_run__run_again_gives_its_first_result(field)


def test_run_changed_since_it_was_booked__is_marked_so(earlier_release: Credentials) -> None:
    tampered(earlier_release, "update wellflow.sales_contract set delivery_point = 'off_lease'")
    migrate(earlier_release.dsn("owner"))
    for field in opened(earlier_release):
        assert field.rows("select inputs_changed_at is not null from wellflow.revenue_run") == [
            (True,)
        ]
        statement_id = statement_by_number(
            field.api, field.organization_id, "S-1", person=field.accountant
        )
        with pytest.raises(DataError, match="its deck, contract or tax rule has changed"):
            run_statement(
                field.api, field.organization_id, statement_id, field.accountant, ANOTHER_RUN
            )
        assert close(field).is_repeat


def test_run__whose_deck_was_ended_later_is_the_same(earlier_release: Credentials) -> None:
    tampered(earlier_release, "update wellflow.deck set effective_to = '2027-01-01'")
    migrate(earlier_release.dsn("owner"))
    for field in opened(earlier_release):
        test_booked_run__run_again_gives_its_first_result(field)


def test_month_closed_before_its_statement_came__is_marked_as_changed(
    upgraded: FieldMonth, earlier_release: Credentials
) -> None:
    with (
        closing(connect(earlier_release.dsn("owner"), application="test")) as owner,
        closing(connect(earlier_release.dsn("api"), application="test")) as api,
    ):
        pecos = organization_id(owner, "pecos-ridge")
        owner.commit()
        field = FieldMonth(earlier_release, owner, Organization(pecos, "pecos-ridge"))
        assert field.rows(
            "select month, state::text, inputs_changed_at is not null"
            " from wellflow.production_period"
        ) == [(PECOS_MONTH, "closed", True)]
        assert field.rows(
            "select count(*), bool_and(input_hash like 'revenue_run/1:%%'),"
            " bool_or(inputs_changed_at is not null) from wellflow.revenue_run"
        ) == [(2, True, False)]
        ((closer,),) = field.rows("select closed_by from wellflow.production_period")
        person = person_of(api, pecos, session_of(owner, pecos, closer))
        with pytest.raises(PeriodClosed, match="has changed since: statement"):
            close_production(api, pecos, PECOS_MONTH, person, ANOTHER_RUN)


def test_upgraded_database__passes_the_gate(
    upgraded: FieldMonth, earlier_release: Credentials
) -> None:
    with closing(connect(earlier_release.dsn("owner"), application="test")) as owner:
        assert violations(owner) == []


def test_filed_rows__keep_every_column_in_the_states_own_record(
    earlier_release: Credentials,
) -> None:
    with closing(connect(earlier_release.dsn("owner"), application="test")) as owner:
        owner.execute(
            "select set_config('app.organization_id', %s, false)",
            (str(organization_id(owner, SLUG)),),
        )
        stored = owner.execute(
            "select u.district, u.unit_number, u.unit_name, coalesce(u.commingling_permit, ''),"
            " r.well_kind, r.opening_stock_bbl, r.liquid_production_bbl, r.liquid_dispositions,"
            " r.closing_stock_bbl, r.gas_production_mcf, r.gas_dispositions"
            " from wellflow.compliance_row r"
            " join wellflow.reporting_unit u on u.id = r.reporting_unit_id order by r.line_number"
        ).fetchall()
    migrate(earlier_release.dsn("owner"))
    for field in opened(earlier_release):
        rows = [
            FORM.read_row(form_row, "carried over")
            for (form_row,) in field.rows(
                "select form_row from wellflow.compliance_row order by line_number"
            )
        ]
        assert [tuple(row.stored()[name] for name in COLUMNS) for row in rows] == stored
        assert len(rows) == 4
        for login in field.each_login():
            with pytest.raises(PeriodClosed):
                login("delete from wellflow.compliance_row")
