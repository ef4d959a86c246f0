"""People change nothing of themselves but the name; a limit to facilities holds in the database."""

from datetime import date

import pytest

from tests.fixtures.offices import Office
from tests.fixtures.tenant_rows import NOT_YET


@pytest.fixture
def two(office: Office) -> Office:
    """Two managers, an accountant, a technician and a pumper."""
    office.staff(
        Max="user.manage",
        Mia="user.manage",
        Ann="payment.prepare deck.edit",
        Tim="tag.configure read.field",
        Pia="gauge.enter read.field",
    )
    return office


def test_person__changes_of_himself_nothing_but_the_name(two: Office) -> None:
    change = "update wellflow.app_user set {} where id = %s"
    for who in ("Tim", "Max"):
        two.act(who, change.format("full_name = 'Timothy'"), two.id_of(who))
        for said in ("email = 'x@example.com'", "is_active = false", "metadata = '{\"a\": 1}'"):
            two.refuses(
                "nothing but the name",
                lambda s=said, w=who: two.act(w, change.format(s), two.id_of(w)),
            )
    two.refuses(
        "may not user.manage",
        lambda: two.act("Tim", change.format("full_name = 'X'"), two.id_of("Ann")),
    )
    two.refuses("may not user.manage", lambda: two.put("Tim", "app_user", email="y@example.com"))


def test_limit__is_for_others_and_not_for_managers(two: Office) -> None:
    facility = two.put("Max", "facility")
    limit = {"facility_id": facility}
    two.refuses(
        "may not user.manage",
        lambda: two.put("Tim", "facility_limit", app_user_id=two.id_of("Pia"), **limit),
    )
    for other in ("Max", "Mia"):
        two.refuses(
            "is not limited",
            lambda each=other: two.put(
                "Max", "facility_limit", app_user_id=two.id_of(each), **limit
            ),
        )
    two.put(
        "Max", "facility_limit", app_user_id=two.id_of("Ann"), ended_at=date(2020, 1, 1), **limit
    )
    two.refuses(
        "of the whole organization",
        lambda: two.put("Ann", "deck", property_id=two.put("Max", "property")),
    )
    two.act("Max", "update wellflow.facility_limit set ended_at = '2020-01-01'")
    assert two.rows("select ended_at > '2026-01-01' from wellflow.facility_limit") == [(True,)]
    two.put("Ann", "deck", property_id=two.put("Max", "property", property_number="2"))


def test_limit__papers_of_other_facilities_are_refused(two: Office) -> None:
    own, other = (two.put("Max", "facility", facility_code=code) for code in "AB")
    tanks = {
        code: two.put("Max", "tank", tank_name=code, facility_id=facility)
        for code, facility in (("A", own), ("B", other))
    }
    firm = two.put("Max", "company")
    names = {"hauler_id": firm, "purchaser_id": firm}
    theirs = two.put("Pia", "run_ticket", tank_id=tanks["B"], **names)
    two.put("Max", "facility_limit", app_user_id=two.id_of("Pia"), facility_id=own)
    two.put("Pia", "run_ticket", tank_id=tanks["A"], ticket_number="2", **names)
    for ticket in (
        {"tank_id": tanks["B"], "ticket_number": "3"},
        {"tank_id": tanks["A"], "supersedes_id": theirs},
    ):
        two.refuses(
            "of another facility", lambda row=ticket: two.put("Pia", "run_ticket", **row, **names)
        )
    well = two.put("Max", "completion", well_id=two.put("Max", "well"))
    test = {
        "completion_id": well,
        "tested_on": date(2026, 3, 1),
        "test_hours": 24,
        "oil_bbl_per_day": 1,
        "gas_mcf_per_day": 1,
        "water_bbl_per_day": 1,
    }
    two.refuses("of another facility", lambda: two.put("Pia", "well_test", **test))
    two.put(
        "Max",
        "network_edge",
        completion_id=well,
        facility_id=own,
        product="oil",
        effective_from=date(2026, 1, 1),
    )
    two.put("Pia", "well_test", **test)


def test_rows__that_people_enter_are_of_now(two: Office) -> None:
    firm = two.put("Max", "company", created_at=date(2020, 1, 1))
    (row,) = two.rows("select created_at > '2026-01-01' from wellflow.company where id = %s", firm)
    assert row == (True,)


def test_planted_rows__of_the_owner_are_not_yet(office: Office) -> None:
    assert NOT_YET.year == 2999
    office.staff(Max="user.manage")
    office.refuses("signed in", lambda: office.plant("company"))
    office.refuses("signed in", lambda: office.plant("app_user"))
