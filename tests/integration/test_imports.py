"""Files of people and purchasers, imported into a real database."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from access.sign_in import SecretMustChange, choose_secret, sign_in
from domain.errors import DataError
from exchange.deposit import ImportReport
from exchange.statements import import_statements
from exchange.tickets import import_tickets
from tests.fixtures.field_month import MONTH, FieldMonth
from tests.fixtures.namesakes import master
from tests.fixtures.operator_papers import HEAD, PASSWORD, READ, master_toml

TICKETS = (
    "ticket_number,hauler,purchaser,tank,opened_at,closed_at,opening_level_in,closing_level_in,"
    "oil_observed_bbl,temperature_degf,api_gravity_60f,bsw_pct,oil_nsv_bbl,is_rejected,supersedes\n"
    "7001,HAUL,GULF,NORTH T1,2026-03-05T15:00:00Z,2026-03-05T16:00:00Z,120,20,181.2,71,39.8,0.2,"
    "180.25,false,\n"
    "7002,HAUL,GULF,NORTH T1,2026-03-06T15:00:00Z,2026-03-06T16:00:00Z,118,20,179.9,71,39.8,0.2,"
    "178.95,,\n"
)
STATEMENT = (
    "purchaser,statement_number,statement_on,check_amount_usd,line_number,purchaser_property_code,"
    "sales_month,product,volume,unit,price_usd_per_unit,gross_usd,tax_withheld_usd,net_usd\n"
    "GULF,S-9,2026-04-20,133547.50,1,G1,2026-03-01,oil,1000,bbl,70,70000.00,3226.25,66773.75\n"
    "GULF,S-9,2026-04-20,133547.50,2,G2,2026-03-01,oil,1000,bbl,70,70000.00,3226.25,66773.75\n"
)

Take = Callable[[Path], ImportReport]


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "sheet.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def tickets(texas: FieldMonth) -> Take:
    return lambda path: import_tickets(
        texas.api, texas.organization_id, path, person=texas.accountant
    )


@pytest.fixture
def statements(texas: FieldMonth) -> Take:
    return lambda path: import_statements(
        texas.api, texas.organization_id, path, person=texas.accountant
    )


def test_master__imported_again_changes_nothing(texas: FieldMonth) -> None:
    papers = master_toml().removeprefix(HEAD)
    master(texas, papers)  # secrets are the organization's own
    before = texas.rows("select id, updated_at from wellflow.completion order by id")
    report = master(texas, papers)
    assert report.inserted == report.updated == {}
    assert report.unchanged["completion"] == 5
    assert texas.rows("select id, updated_at from wellflow.completion order by id") == before


def test_master__ids_come_from_the_names(texas: FieldMonth) -> None:
    rows = texas.rows("select id from wellflow.well where well_name = 'A-1'")
    assert rows == [(texas.id_of("well", "A-1"),)]


def test_master__changed_master_data_is_updated(texas: FieldMonth) -> None:
    report = master(
        texas,
        '[[company]]\ncompany_code = "GULF"\ncompany_name = "Gulf Coast"\n',
        person=texas.office,
    )
    assert report.updated == {"company": 1}
    assert texas.rows("select company_name, is_purchaser from wellflow.company"
                      " where company_code = 'GULF'") == [("Gulf Coast", True)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[well]]\nwell_name = "X"\n', "m.toml: well row 1, column well_type: is missing"),
        ('[[company]]\ncompany_code = "X"\ncompany_name = "X"\ncolour = "red"\n',
         "company row 1, column colour: no such column"),
        ('[[tank]]\ntank_name = "T"\nfacility = "NOWHERE"\nproduct = "oil"\ncapacity_bbl = 1\n'
         'height_in = 1\n', "tank row 1, column facility: unknown facility 'NOWHERE'"),
        ('[[meter]]\nmeter_name = "M"\nproduct = "beer"\nkind = "lact"\nuse = "sales"\n',
         "meter row 1, column product: 'beer' is not one of oil"),
        ('[[meter]]\nmeter_name = "M"\nproduct = "oil"\nkind = "lact"\nuse = "sales"\n'
         "meter_factor = 9.5\n", "column meter_factor: 9.50000000 is above 1.5"),
        ('[[meter]]\nmeter_name = "M"\nproduct = "oil"\nkind = "lact"\nuse = "sales"\n'
         "meter_factor = nan\n", "column meter_factor: .* is not a finite number"),
        ('[[completion_reporting_unit]]\ncompletion = "A-1"\nreporting_unit = "08222"\n'
         "effective_from = 2025-01-01\n",
         "reporting_unit_id is TX/oil_lease/08/08111, not TX/oil_lease/08/08222"),
        ("[[allocated_day]]\n", "allocated_day: no such table of master data"),
        ('[[field]]\nfield_name = "X"\ncountry = "US"\n', "column field_code: is missing"),
        ('[[company]]\ncompany_code = "X"\ncompany_name = "X"\n' * 2,
         "company row 2: the same company as m.toml: company row 1"),
    ],
)  # fmt: skip
def test_master__error_names_table_row_and_column(texas: FieldMonth, text: str, fault: str) -> None:
    before = texas.rows("select count(*) from wellflow.company")
    with pytest.raises(DataError, match=fault.replace(".", r"\.").replace(r"\.*", ".*")):
        master(texas, text, person=texas.office)
    assert texas.rows("select count(*) from wellflow.company") == before


def test_master__deck_that_does_not_sum_to_one_is_refused(texas: FieldMonth) -> None:
    text = (
        '[[deck]]\nproperty = "P-1"\nkind = "cost"\neffective_from = 2025-01-01\n'
        'edited_by = "accountant@example.com"\n'
        '[[deck_line]]\ndeck = "P-1/cost"\nowner = "BBO"\ninterest_type = "working_interest"\n'
        "interest_decimal = 0.99999999\n"
    )
    with pytest.raises(DataError, match=r"deck P-1/cost: .* sum to 0\.99999999, not 1"):
        master(texas, text, person=texas.accountant)
    assert texas.rows("select count(*) from wellflow.deck where kind = 'cost'") == [(0,)]


def test_master__person_may_not_approve_in_anothers_name(texas: FieldMonth) -> None:
    text = (
        '[[deck]]\nproperty = "P-1"\nkind = "cost"\neffective_from = 2025-01-01\n'
        'edited_by = "accountant@example.com"\napproved_by = "manager@example.com"\n'
        '[[deck_line]]\ndeck = "P-1/cost"\nowner = "BBO"\ninterest_type = "working_interest"\n'
        "interest_decimal = 1.0\n"
    )
    with pytest.raises(DataError, match="approves in another person's name"):
        master(texas, text, person=texas.accountant)


def test_master__person_enters_decks_in_his_own_name_alone(texas: FieldMonth) -> None:
    text = (
        '[[deck]]\nproperty = "P-1"\nkind = "cost"\neffective_from = 2025-01-01\n'
        'edited_by = "{}@example.com"\n'
        '[[deck_line]]\ndeck = "P-1/cost"\nowner = "BBO"\ninterest_type = "working_interest"\n'
        "interest_decimal = 1.0\n"
    )
    with pytest.raises(DataError, match=r"deck\.edit must be made by the person it names"):
        master(texas, text.format("manager"), person=texas.accountant)
    assert master(texas, text.format("accountant"), person=texas.accountant).inserted["deck"] == 1


def test_master__somebody_who_sees_no_money_is_told_so_of_decks_and_contracts(
    texas: FieldMonth,
) -> None:
    clerk = texas.add_person("clerk@example.com", "user.manage", "read.field")
    contract = (
        '[[sales_contract]]\npurchaser = "GULF"\nproperty = "P-1"\nproduct = "gas"\n'
        'purchaser_property_code = "G1"\ndelivery_point = "off_lease"\n'
        'tax_remitter = "purchaser"\ndisposition_kind = "plant"\neffective_from = 2025-01-01\n'
    )
    with pytest.raises(DataError, match=r"may not do read\.money"):
        master(texas, contract, person=clerk)
    assert texas.rows("select count(*) from wellflow.sales_contract") == [(8,)]


def test_sign_in__with_the_imported_password_works_once(texas: FieldMonth) -> None:
    master(texas, master_toml().removeprefix(HEAD))  # secrets are the organization's own
    conn = texas.connect("api")
    with pytest.raises(SecretMustChange) as must:
        sign_in(conn, texas.slug, "Manager@Example.com", PASSWORD)
    own = "gravel kettle nine orchards"
    person = choose_secret(conn, texas.slug, "Manager@Example.com", must.value.token, own)
    assert person.app_user_id == texas.manager.app_user_id
    assert person.capabilities == {
        "deck.approve", "payment.release", "production.close", *READ
    }  # fmt: skip
    assert sign_in(conn, texas.slug, "Manager@Example.com", own).capabilities == person.capabilities
    for slug, email, secret in (
        (texas.slug, "manager@example.com", "wrong"),
        (texas.slug, "manager@example.com", PASSWORD),
        (texas.slug, "nobody@example.com", PASSWORD),
        ("elsewhere", "manager@example.com", PASSWORD),
    ):
        with pytest.raises(DataError, match="the address or the secret is wrong"):
            sign_in(conn, slug, email, secret)


def test_tickets__imported_once(
    texas: FieldMonth, sheet: Callable[[str], Path], tickets: Take
) -> None:
    path = sheet(TICKETS)
    first = tickets(path)
    second = tickets(path)
    assert first.inserted == {"run_ticket": 2}
    assert second.inserted == {"run_ticket": 0}
    assert texas.rows("select sum(oil_nsv_bbl) from wellflow.run_ticket") == [(Decimal("359.2"),)]


def test_tickets__other_figures_need_a_correction(
    texas: FieldMonth, sheet: Callable[[str], Path], tickets: Take
) -> None:
    tickets(sheet(TICKETS))
    changed = TICKETS.replace("180.25,false,", "170.25,false,")
    with pytest.raises(DataError, match=r"line 2: .*oil_nsv_bbl 180\.2500 is stored, 170\.2500"):
        tickets(sheet(changed))
    marked = sheet(TICKETS.replace("180.25,false,", "170.25,false,yes"))
    for n_new in (1, 0):
        report = tickets(marked)
        assert report.inserted == {"run_ticket": n_new}
    assert texas.rows("select count(*), count(supersedes_id) from wellflow.run_ticket") == [(3, 1)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("NORTH T1", "TANK 99", "line 2, column tank: unknown tank 'TANK 99'"),
        ("180.25", "180.25x", "line 2, column oil_nsv_bbl: '180.25x' is not a number"),
        ("2026-03-05T16:00:00Z", "2026-03-05T16:00:00", "has no time zone"),
        ("ticket_number", "ticket_nr", "column ticket_nr: no such column"),
        ("7001,HAUL", ",HAUL", "line 2, column ticket_number: is missing"),
        ("7001,HAUL", "7001", "line 2: 14 cells under a header of 15"),
    ],
)
def test_tickets__error_names_line_and_column(
    texas: FieldMonth, sheet: Callable[[str], Path], tickets: Take, old: str, new: str, fault: str
) -> None:
    with pytest.raises(DataError, match=fault):
        tickets(sheet(TICKETS.replace(old, new, 1)))
    assert texas.rows("select count(*) from wellflow.run_ticket") == [(0,)]


def test_statement__finds_properties_by_the_purchasers_code(
    texas: FieldMonth, sheet: Callable[[str], Path], statements: Take
) -> None:
    path = sheet(STATEMENT)
    first = statements(path)
    second = statements(path)
    assert first.inserted == {"statement": 1, "statement_line": 2}
    assert second.inserted == {"statement": 0, "statement_line": 0}
    assert texas.rows(
        "select p.property_number, l.sales_month, s.total_usd from wellflow.statement_line l"
        " join wellflow.property p on p.id = l.property_id"
        " join wellflow.statement s on s.id = l.statement_id order by 1"
    ) == [("P-1", MONTH, Decimal("133547.50")), ("P-2", MONTH, Decimal("133547.50"))]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",70,70000.00", ",,70000.00", "line 2, column price_usd_per_unit: is missing"),
        (",G2,", ",G9,", "line 3, column purchaser_property_code: no sales contract"),
        ("133547.50,2,", "99,2,", "line 3, column check_amount_usd: differs from the statement's"),
        ("133547.50,2,", "133547.50,1,", "line 3, column line_number: the statement has a line 1"),
        ("2026-03-01", "2026-03-15", "line 2, column sales_month: 2026-03-15 is not the first day"),
        ("66773.75", "66773.74", r"line 2, column net_usd: 66773\.74 is not gross less tax"),
    ],
)
def test_statement__error_names_line_and_column(
    texas: FieldMonth,
    sheet: Callable[[str], Path],
    statements: Take,
    old: str,
    new: str,
    fault: str,
) -> None:
    with pytest.raises(DataError, match=fault):
        statements(sheet(STATEMENT.replace(old, new, 1)))
    assert texas.rows("select count(*) from wellflow.statement") == [(0,)]


def test_statement__printed_total_is_kept_even_when_it_is_zero(
    texas: FieldMonth, sheet: Callable[[str], Path], statements: Take
) -> None:
    head, *lines = STATEMENT.splitlines()
    printed = [f"{head},total_usd", *(f"{line},0.00" for line in lines)]
    statements(sheet("\n".join(printed)))
    assert texas.rows("select total_usd from wellflow.statement") == [(Decimal("0.00"),)]


def test_statement__changed_lines_need_a_correction(
    texas: FieldMonth, sheet: Callable[[str], Path], statements: Take
) -> None:
    statements(sheet(STATEMENT))
    changed = STATEMENT.replace("oil,1000,bbl,70,", "oil,1000.01,bbl,69.9993,", 1)
    with pytest.raises(DataError, match="S-9 is already stored with other lines"):
        statements(sheet(changed))


def test_tickets__of_the_earlier_release_say_by_code_how_the_oil_left(
    texas: FieldMonth, sheet: Callable[[str], Path], tickets: Take
) -> None:
    head, first, _ = TICKETS.splitlines()
    earlier = sheet(f"{head},disposition_code,remark\n{first},5,hose burst\n")
    assert tickets(earlier).inserted["run_ticket"] == 1
    assert texas.rows("select disposition_kind::text from wellflow.run_ticket") == [("lost",)]
    today = sheet(f"{head},disposition_kind,remark\n{first},lost,hose burst\n")
    assert tickets(today).inserted["run_ticket"] == 0
    both = sheet(f"{head},disposition_code,disposition_kind\n{first},5,truck\n")
    with pytest.raises(DataError, match="line 2, column disposition_code: code 5 means lost"):
        tickets(both)


def test_contracts__of_the_earlier_release_say_by_code_how_they_sell(texas: FieldMonth) -> None:
    papers = master_toml().removeprefix(HEAD)
    for kind, code in (("pipeline", "0"), ("truck", "1"), ("plant", "3")):
        papers = papers.replace(f'disposition_kind = "{kind}"', f'disposition_code = "{code}"')
    master(texas, master_toml().removeprefix(HEAD))
    report = master(texas, papers)
    assert report.unchanged["sales_contract"] == 8
    assert report.updated == {}
    with pytest.raises(DataError, match=r"row 1, column disposition_kind: oil is not sold as"):
        master(texas, papers.replace('disposition_code = "1"', 'disposition_code = "5"'))
