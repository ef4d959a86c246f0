"""Codes that release 0.1.0 stored become kinds, in closed months too, and nothing is lost."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from books.closing.close import close_production
from domain.errors import PeriodClosed
from domain.made_from import earlier_codes
from storage.connections import Connection, connect
from storage.rows.directory import Organization, organization_id
from storage.schema.migrate import migrate
from storage.schema.steps.closed_months.month import read_month
from storage.server.credentials import Credentials
from tests.fixtures.field_month import MONTH, FieldMonth
from tests.fixtures.operator_papers import SLUG

ANOTHER_RUN = UUID(int=2)
OPEN_MONTH = date(2027, 1, 1)
FIRST, SECOND, THIRD = (UUID(int=n) for n in (11, 12, 13))


@contextmanager
def owned(credentials: Credentials) -> Iterator[Connection]:
    """The owner in the operator's name, the guards of closed months lifted."""
    guarded = ("production_period", "run_ticket", "disposition_month")
    with closing(connect(credentials.dsn("owner"), application="test", autocommit=True)) as owner:
        made = organization_id(owner, SLUG)
        with owner.transaction():
            owner.execute("select set_config('app.organization_id', %s, true)", (str(made),))
            for table in guarded:
                owner.execute(f"alter table wellflow.{table} disable trigger user".encode())
            yield owner
            for table in guarded:
                owner.execute(f"alter table wellflow.{table} enable trigger user".encode())


@contextmanager
def upgraded(credentials: Credentials) -> Iterator[FieldMonth]:
    migrate(credentials.dsn("owner"))
    with closing(connect(credentials.dsn("owner"), application="test")) as owner:
        field = FieldMonth(credentials, owner, Organization(organization_id(owner, SLUG), SLUG))
        yield field
        for conn in field.opened:
            conn.close()


def test_closed_month__keeps_its_rows_under_their_kinds(earlier_release: Credentials) -> None:
    with owned(earlier_release) as owner:
        before = owner.execute(
            "select id, product::text, kind::text, disposition_code, volume, source::text"
            " from wellflow.disposition_month order by id"
        ).fetchall()
    meant = {"gas": earlier_codes.GAS}
    expected = [
        (row_id, product, meant.get(product, earlier_codes.LIQUID)[code] if code else kind,
         volume, source)
        for row_id, product, kind, code, volume, source in before
    ]  # fmt: skip
    with upgraded(earlier_release) as field:
        assert (
            field.rows(
                "select id, product::text, kind::text, volume, source::text"
                " from wellflow.disposition_month order by id"
            )
            == expected
        )
        with pytest.raises(PeriodClosed):
            field.execute("delete from wellflow.disposition_month", person=field.accountant)
        assert field.rows("select tgrelid::regclass from pg_trigger where tgenabled = 'D'") == []


def test_codes_of_tickets__become_kinds_and_an_unknown_one_stays_in_words(
    earlier_release: Credentials,
) -> None:
    codes = [*earlier_codes.LIQUID, "X"]
    with owned(earlier_release) as owner:
        for code in codes:
            owner.execute(
                "insert into wellflow.run_ticket (organization_id, id, ticket_number, hauler_id,"
                " purchaser_id, tank_id, opened_at, closed_at, opening_level_in,"
                " closing_level_in, oil_observed_bbl, temperature_degf, api_gravity_60f, bsw_pct,"
                " oil_nsv_bbl, disposition_code, remark)"
                " select organization_id, gen_random_uuid(), 'code ' || %(code)s, hauler_id,"
                " purchaser_id, tank_id, '2027-01-01Z', '2027-01-02Z', 10, 5, 1, 60, 40, 0, 1,"
                " %(code)s, nullif(%(remark)s, '') from wellflow.run_ticket limit 1",
                {"code": code, "remark": "why" if code in ("7", "X") else ""},
            )
    with upgraded(earlier_release) as field:
        rows = field.rows(
            "select substr(ticket_number, 6), disposition_kind::text, remark"
            " from wellflow.run_ticket where ticket_number like 'code %%'"
        )
        kinds = {code: kind for code, kind, _ in rows}
        assert kinds == {**earlier_codes.LIQUID, "X": "other"}
        remarks = {code: remark for code, _, remark in rows if remark is not None}
        assert remarks == {"7": "why", "X": "why; disposition code X"}
        assert field.rows(
            "select distinct disposition_kind::text from wellflow.run_ticket"
            " where ticket_number not like 'code %%'"
        ) == [("truck",)]


def test_codes_of_contracts__become_the_kinds_of_their_products(
    earlier_release: Credentials,
) -> None:
    codes = {("gas", code) for code in (*earlier_codes.GAS, "X")}
    codes |= {("oil", code) for code in (*earlier_codes.LIQUID, "X")}
    with owned(earlier_release) as owner:
        owner.execute("update wellflow.sales_contract set effective_to = '2030-01-01'"
                      " where effective_to is null")  # fmt: skip
        for place, (product, code) in enumerate(sorted(codes)):
            owner.execute(
                "insert into wellflow.sales_contract (organization_id, id, purchaser_id,"
                " property_id, product, purchaser_property_code, delivery_point, tax_remitter,"
                " disposition_code, effective_from, effective_to, metadata)"
                " select organization_id, gen_random_uuid(), purchaser_id, property_id,"
                " %(product)s, 'code ' || %(code)s, delivery_point, tax_remitter, %(code)s,"
                " %(first)s, %(last)s, '{\"a\": 1}'"
                " from wellflow.sales_contract order by id limit 1",
                {"product": product, "code": code, "first": date(2030 + place, 1, 1),
                 "last": date(2031 + place, 1, 1)},
            )  # fmt: skip
    with upgraded(earlier_release) as field:
        rows = field.rows(
            "select product::text, substr(purchaser_property_code, 6), disposition_kind::text,"
            " metadata from wellflow.sales_contract where purchaser_property_code like 'code %%'"
        )
    phases = {"gas": "gas", "oil": "liquid"}
    told = {(product, code): kind for product, code, kind, _ in rows}
    assert told == {
        (product, code): earlier_codes.kind_of(phases[product], code) for product, code in codes
    }
    kept = {(product, code): more for product, code, _, more in rows if more != {"a": 1}}
    assert kept == {
        (product, code): {"a": 1, "disposition_code": code}
        for product, code in (("gas", "0"), ("gas", "X"), ("oil", "X"))
    }


def test_month_closed_with_other_codes__closed_again_gives_its_first_result(
    earlier_release: Credentials,
) -> None:
    with owned(earlier_release) as owner:
        owner.execute(
            "update wellflow.run_ticket set disposition_code = '7', remark = 'lease use'"
            " where ticket_number = 'T-2026-03-16'"
        )
        owner.execute(
            "update wellflow.sales_contract set disposition_code = '0'"
            " where product = 'gas' and purchaser_property_code = 'G1'"
        )
        closed_from, _ = read_month(owner, MONTH)
        owner.execute("update wellflow.production_period set input_hash = %s", (closed_from,))
    with upgraded(earlier_release) as field:
        report = close_production(
            field.api, field.organization_id, MONTH, field.accountant, ANOTHER_RUN
        )
        assert report.is_repeat
        assert report.input_hash.startswith("production_month/1:")


def test_two_codes_of_one_kind__are_one_row_that_still_balances(
    earlier_release: Credentials,
) -> None:
    with owned(earlier_release) as owner:
        for row_id, kind, code in (
            (FIRST, "other", "7"), (SECOND, "sale", "X"), (THIRD, "sale", "1"),
        ):  # fmt: skip
            owner.execute(
                "insert into wellflow.disposition_month (organization_id, id, reporting_unit_id,"
                " month, version, product, kind, disposition_code, volume, unit, source, run_id)"
                " select organization_id, %s, reporting_unit_id, %s, 1, 'oil', %s, %s, 2.5, 'bbl',"
                " 'ticket', run_id from wellflow.disposition_month order by id limit 1",
                (row_id, OPEN_MONTH, kind, code),
            )
    with upgraded(earlier_release) as field:
        rows = field.rows(
            "select id, kind::text, volume from wellflow.disposition_month where month = %s"
            " order by id",
            OPEN_MONTH,
        )
        assert rows == [(FIRST, "other", Decimal(5)), (THIRD, "truck", Decimal("2.5"))]
