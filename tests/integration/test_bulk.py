"""Bulk writes by the logins of people and of stages, under the tenants' policies."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import StorageError
from storage import bulk
from storage.bulk import insert_rows, replace_window
from storage.identity import stable_id, uuid7
from storage.tenant import tenant_transaction

AWKWARD = 'Company\tof \\N\n"quotes" and \\ back'


@pytest.fixture
def ours(organization):
    return organization("brazos-bend")


@pytest.fixture
def conn(connection, ours, person_with):
    person = person_with(ours.organization_id)
    with tenant_transaction(connection("api"), ours.organization_id, person.token) as conn:
        yield conn


@pytest.fixture
def stage(connection, ours):
    with tenant_transaction(connection("pipeline"), ours.organization_id) as conn:
        yield conn


@pytest.fixture
def doors(maker, ours):
    """The owner, as whom a box's doors write."""
    with tenant_transaction(maker, ours.organization_id) as conn:
        yield conn


@pytest.fixture(params=[0, 100], ids=["by copy", "row by row"])
def few_rows(request, monkeypatch):
    """Sends the same rows along both ways."""
    monkeypatch.setattr(bulk, "FEW_ROWS", request.param)


def companies(count, **more):
    return [
        {
            "id": stable_id("company", str(number)),
            "company_code": f"C{number}",
            "company_name": AWKWARD,
            "metadata": {"number": number},
            **more,
        }
        for number in range(count)
    ]


@pytest.mark.usefixtures("few_rows")
def test_insert_rows__stores_what_was_given(conn, ours):
    rows = companies(3, is_owner=True, phone=None)
    assert insert_rows(conn, "company", rows) == 3
    stored = conn.execute(
        "select organization_id, company_name, metadata, is_owner, phone, status,"
        " created_at = now() from wellflow.company order by company_code"
    ).fetchall()
    assert stored[2] == (ours.organization_id, AWKWARD, {"number": 2}, True, None, "active", True)


@pytest.mark.usefixtures("few_rows")
def test_insert_rows__keeps_readings_and_words(doors):
    insert_rows(
        doors,
        "quarantine",
        [
            {
                "id": uuid7(),
                "reason": "out_of_range",
                "collector_login": "box",
                "value": value,
                "quality": 0x80000000,
            }
            for value in (1e308, 0.1, None)
        ],
    )
    stored = doors.execute("select value, quality, reason from wellflow.quarantine order by value")
    assert stored.fetchall() == [
        (0.1, 0x80000000, "out_of_range"),
        (1e308, 0x80000000, "out_of_range"),
        (None, 0x80000000, "out_of_range"),
    ]


@pytest.mark.usefixtures("few_rows")
def test_insert_rows__keeps_money_dates_and_lists_exact(conn):
    purchaser = companies(1)[0]
    insert_rows(conn, "company", [purchaser])
    insert_rows(
        conn,
        "statement",
        [
            {
                "id": uuid7(),
                "purchaser_id": purchaser["id"],
                "statement_number": "7",
                "statement_on": date(2026, 4, 20),
                "total_usd": Decimal("-0.01"),
                "check_amount_usd": Decimal("9999999999999999.99"),
            }
        ],
    )
    stored = conn.execute("select statement_on, check_amount_usd from wellflow.statement")
    assert stored.fetchall() == [(date(2026, 4, 20), Decimal("9999999999999999.99"))]
    reasons = ["a, b", 'c "d"', "{e}", "NULL", ""]
    state = {"produced_on": date(2026, 3, 8), "stage": "measure", "outcome": "flagged"}
    insert_rows(conn, "day_state", [{**state, "reasons": reasons, "run_id": uuid7()}])
    assert conn.execute("select reasons from wellflow.day_state").fetchone() == (reasons,)


@pytest.mark.usefixtures("few_rows")
def test_insert_rows__a_repeated_key_is_an_error_or_passed_over(conn):
    assert insert_rows(conn, "company", companies(3)) == 3
    assert insert_rows(conn, "company", companies(5), on_conflict_do_nothing=True) == 2
    with pytest.raises(StorageError, match="23505") as raised, conn.transaction():
        insert_rows(conn, "company", companies(1))
    assert "C0" not in raised.value.message


@pytest.mark.usefixtures("few_rows")
def test_insert_rows__another_organization_is_refused(conn, organization):
    theirs = organization("pecos-ridge")
    rows = companies(2, organization_id=theirs.organization_id)
    with pytest.raises(StorageError, match="row-level security"), conn.transaction():
        insert_rows(conn, "company", rows)


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({"company_code": "b"}, "row 2 differs from the first in 'company_name'"),
        ({"company_code": "b", "company_name": "b", "phone": "1"}, "row 2 .* in phone"),
    ],
)
def test_insert_rows__rows_must_have_the_same_columns(conn, second, message):
    first = {"id": uuid7(), "company_code": "a", "company_name": "a"}
    with pytest.raises(StorageError, match=message), conn.transaction():
        insert_rows(conn, "company", [first, {"id": uuid7(), **second}])


def test_insert_rows__names_must_be_in_the_catalog(conn):
    with pytest.raises(StorageError, match="no column colour"):
        insert_rows(conn, "company", [{"colour": "red"}])
    with pytest.raises(StorageError, match="no table 'companies'"):
        insert_rows(conn, "companies", [{"colour": "red"}])


def test_insert_rows__nothing_and_a_generator(conn):
    assert insert_rows(conn, "company", []) == 0
    assert insert_rows(conn, "company", (row for row in companies(150))) == 150


def test_replace_window__deletes_and_inserts_as_one(stage):
    run = uuid7()
    days = [date(2026, 3, number) for number in (1, 2, 3)]
    states = [
        {"produced_on": day, "stage": "measure", "outcome": "ok", "run_id": run} for day in days
    ]
    window = {"first": days[1], "last": days[2]}
    where = "produced_on between %(first)s and %(last)s"
    assert insert_rows(stage, "day_state", states) == 3
    assert replace_window(stage, "day_state", where, window, states[1:2]) == 1
    stored = stage.execute("select produced_on from wellflow.day_state order by 1").fetchall()
    assert stored == [(days[0],), (days[1],)]
    with pytest.raises(StorageError), stage.transaction():
        replace_window(stage, "day_state", where, window, [states[0]])
    assert stage.execute("select count(*) from wellflow.day_state").fetchone() == (2,)
