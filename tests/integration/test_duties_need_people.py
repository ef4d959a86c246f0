"""Rights and waivers: what touches one's own duties waits for a second person, who is one.

Where nobody could be the second, it takes effect and is marked for a signature on paper.
"""

from datetime import date

import pytest

from tests.fixtures.offices import Office
from tests.fixtures.tenant_rows import NOT_YET

GRANT = "insert into wellflow.capability_grant (organization_id, app_user_id, capability{})"
CONFIRM = (
    "update wellflow.capability_grant set confirmed_by = %s"
    " where app_user_id = %s and capability = %s"
)
END = (
    "update wellflow.capability_grant set ended_at = now() where app_user_id = %s"
    " and capability = %s"
)
LEAVE = "update wellflow.app_user set is_active = false where id = %s"


def grant(office: Office, by: str, to: str, capability: str) -> None:
    office.put(by, "capability_grant", app_user_id=office.id_of(to), capability=capability)


def confirm(office: Office, by: str, to: str, capability: str) -> None:
    office.act(by, CONFIRM, office.id_of(by), office.id_of(to), capability)


def end(office: Office, by: str, of: str, capability: str) -> None:
    office.act(by, END, office.id_of(of), capability)


def waive(office: Office, by: str, to: str, pair: str = "payment", **columns: object) -> None:
    office.put(by, "waiver", app_user_id=office.id_of(to), duty_pair=pair, **columns)


def waived(office: Office, of: str) -> bool:
    return bool(office.rows(
        "select from wellflow.waiver_in_force where app_user_id = %s", office.id_of(of)
    ))  # fmt: skip


@pytest.fixture
def two(office: Office) -> Office:
    """Two managers, an accountant, a technician and a pumper."""
    office.staff(Max="user.manage", Mia="user.manage", Ann="payment.prepare deck.edit",
                 Tim="tag.configure read.field", Pia="gauge.enter read.field")  # fmt: skip
    return office


@pytest.fixture
def one(office: Office) -> Office:
    """One manager alone."""
    office.staff(Max="user.manage read.field")
    return office


def test_grant__to_oneself_is_refused_to_who_does_not_manage_people(two: Office) -> None:
    for capability in ("payment.prepare", "payment.release", "user.manage", "gauge.enter"):
        two.refuses("may not user.manage", lambda each=capability: grant(two, "Tim", "Tim", each))
    two.refuses("may not user.manage", lambda: waive(two, "Tim", "Tim"))


@pytest.mark.parametrize("capability", ["payment.release", "gauge.enter", "read.money"])
def test_grant__to_oneself_waits_for_another(two: Office, capability: str) -> None:
    grant(two, "Max", "Max", capability)
    assert not two.may("Max", capability)
    two.refuses("second person confirms", lambda: confirm(two, "Max", "Max", capability))
    confirm(two, "Mia", "Max", capability)
    assert two.may("Max", capability)


def test_grant__of_a_half_of_a_duty_waits_and_others_take_effect(two: Office) -> None:
    for capability in ("deck.edit", "deck.approve", "payment.release", "user.manage"):
        grant(two, "Max", "Tim", capability)
        assert not two.may("Tim", capability)
    for capability in ("gauge.enter", "production.close", "read.money"):
        grant(two, "Max", "Tim", capability)
        assert two.may("Tim", capability)
    two.refuses("may not user.manage", lambda: confirm(two, "Tim", "Tim", "payment.release"))


def test_grant__is_what_the_database_makes_of_it(two: Office) -> None:
    two.put("Max", "capability_grant", app_user_id=two.id_of("Tim"), capability="payment.release",
            granted_by=two.id_of("Mia"), is_waiting=False, confirmed_by=two.id_of("Mia"),
            confirmed_at=date(2020, 1, 1), created_at=date(2020, 1, 1))  # fmt: skip
    (row,) = two.rows(
        "select granted_by, is_waiting, confirmed_by, confirmed_at, created_at > '2026-01-01'"
        " and created_at <= now() from wellflow.capability_grant where capability = %s",
        "payment.release",
    )
    assert row == (two.id_of("Max"), True, None, None, True)
    two.refuses("never changed", lambda: two.act(
        "Mia", "update wellflow.capability_grant set confirmed_by = %s where capability = %s",
        two.id_of("Mia"), "gauge.enter"))  # fmt: skip


def test_right__ends_and_waits_anew_when_it_is_granted_again(two: Office) -> None:
    end(two, "Max", "Ann", "payment.prepare")
    assert not two.may("Ann", "payment.prepare")
    (row,) = two.rows("select ended_by, ended_at <= now() from wellflow.capability_grant"
                      " where capability = 'payment.prepare'")  # fmt: skip
    assert row == (two.id_of("Max"), True)
    two.act("Max", "update wellflow.capability_grant set ended_at = null where app_user_id = %s"
            " and capability = 'payment.prepare'", two.id_of("Ann"))  # fmt: skip
    assert not two.may("Ann", "payment.prepare")
    confirm(two, "Mia", "Ann", "payment.prepare")
    assert two.may("Ann", "payment.prepare")
    two.refuses(
        "permission denied", lambda: two.act("Max", "delete from wellflow.capability_grant")
    )
    two.refuses("permission denied", lambda: two.act(
        "Max", "update wellflow.capability_grant set is_waiting = false"))  # fmt: skip


def test_right__that_ended_while_its_session_is_open_is_gone_at_once(two: Office) -> None:
    end(two, "Max", "Mia", "user.manage")
    two.refuses("may not user.manage", lambda: grant(two, "Mia", "Pia", "ticket.approve"))


def test_right__to_manage_people_stays_with_somebody(two: Office) -> None:
    end(two, "Max", "Mia", "user.manage")
    two.refuses("nobody else would manage", lambda: end(two, "Max", "Max", "user.manage"))


def test_office_of_one__hires_a_pumper_and_is_marked_where_it_acts_for_itself(one: Office) -> None:
    hire(one, "Max", "Pia", "gauge.enter")
    assert one.may("Pia", "gauge.enter")
    for capability in ("payment.prepare", "payment.release"):
        grant(one, "Max", "Max", capability)
        assert one.may("Max", capability)
    marked = "select capability::text from wellflow.capability_grant where is_of_one_person"
    assert sorted(one.rows(marked)) == [("payment.prepare",), ("payment.release",)]
    waive(one, "Max", "Max")
    assert waived(one, "Max")
    assert one.rows("select is_of_one_person from wellflow.waiver") == [(True,)]


def hire(office: Office, by: str, name: str, *capabilities: str) -> None:
    office.put(by, "app_user", full_name=name, email=f"{name.lower()}@example.com")
    (row,) = office.rows("select id from wellflow.app_user where full_name = %s", name)
    for each in capabilities or ("read.field",):
        office.put(by, "capability_grant", app_user_id=row[0], capability=each)
    office.join(name)


def test_waiver_of_one__lapses_when_a_second_gets_the_duty(one: Office) -> None:
    hire(one, "Max", "Ann")
    grant(one, "Max", "Max", "payment.prepare")
    waive(one, "Max", "Max")
    assert waived(one, "Max")
    grant(one, "Max", "Ann", "deck.edit")
    assert waived(one, "Max")
    grant(one, "Max", "Ann", "payment.release")
    assert not waived(one, "Max")
    assert one.rows("select ended_by, ended_at <= now() from wellflow.waiver") == [(None, True)]
    waive(one, "Max", "Max")
    assert not waived(one, "Max")


def test_waiver_of_one__lapses_when_a_second_comes_back(one: Office) -> None:
    hire(one, "Max", "Ann", "payment.release")
    one.act("Max", LEAVE, one.id_of("Ann"))
    waive(one, "Max", "Max")
    assert waived(one, "Max")
    one.act("Max", "update wellflow.app_user set is_active = true where id = %s", one.id_of("Ann"))
    assert not waived(one, "Max")


def test_waiver_of_one__lapses_when_the_right_of_a_second_is_confirmed(office: Office) -> None:
    office.staff(Max="user.manage", Bob="payment.prepare", Mia="user.manage")
    office.act("Max", LEAVE, office.id_of("Bob"))
    waive(office, "Max", "Bob")
    grant(office, "Max", "Max", "payment.release")
    (waiting,) = office.rows("select is_waiting, is_of_one_person from wellflow.waiver")
    assert waiting == (True, False)
    assert not waived(office, "Bob")


def test_waiver__waits_for_another_and_is_dated_by_the_database(two: Office) -> None:
    waive(two, "Max", "Max", signed_on=date(2020, 1, 1), signed_by=two.id_of("Mia"),
          is_of_one_person=True)  # fmt: skip
    (row,) = two.rows("select signed_by, signed_on = current_date, is_waiting, is_of_one_person"
                      " from wellflow.waiver")  # fmt: skip
    assert row == (two.id_of("Max"), True, True, False)
    own = "update wellflow.waiver set confirmed_by = %s"
    two.refuses("second person", lambda: two.act("Max", own, two.id_of("Max")))
    two.act("Mia", own, two.id_of("Mia"))
    assert waived(two, "Max")
    two.act("Mia", "update wellflow.waiver set ended_at = now()")
    assert not waived(two, "Max")
    two.refuses("never changed", lambda: two.act(
        "Mia", "update wellflow.waiver set ended_at = null"))  # fmt: skip
    two.refuses("permission denied", lambda: two.act("Mia", "delete from wellflow.waiver"))
    two.refuses("permission denied", lambda: two.act(
        "Mia", "update wellflow.waiver set signed_on = '2020-01-01'"))  # fmt: skip


def test_waiver__in_an_office_where_others_hold_the_duty_waits(office: Office) -> None:
    office.staff(Max="user.manage payment.release", Ann="payment.prepare")
    waive(office, "Max", "Max")
    assert not waived(office, "Max")


def test_new_accounts__made_by_one_manager_are_no_second_person(one: Office) -> None:
    hire(one, "Max", "Eve", "user.manage")
    assert one.may("Eve", "user.manage")
    hire(one, "Eve", "Eva", "user.manage")
    one.join("Eva")
    for other in ("Eve", "Eva"):
        grant(one, other, "Max", f"payment.{'prepare' if other == 'Eve' else 'release'}")
    marked = one.rows("select count(*) from wellflow.capability_grant"
                      " where is_of_one_person and confirmed_by is null")  # fmt: skip
    assert marked == [(4,)]


def test_new_accounts__of_one_of_two_managers_wait_for_the_other(two: Office) -> None:
    two.put("Max", "app_user", full_name="Eve", email="eve@example.com")
    (eve,) = two.rows("select id from wellflow.app_user where full_name = 'Eve'")
    two.put("Max", "capability_grant", app_user_id=eve[0], capability="user.manage")
    two.join("Eve")
    two.refuses("may not user.manage", lambda: grant(two, "Eve", "Eve", "payment.release"))
    grant(two, "Max", "Max", "payment.release")
    two.refuses("may not user.manage", lambda: confirm(two, "Eve", "Max", "payment.release"))
    two.refuses("second person", lambda: confirm(two, "Max", "Eve", "user.manage"))
    confirm(two, "Mia", "Eve", "user.manage")
    confirm(two, "Eve", "Max", "payment.release")
    assert two.may("Max", "payment.release")


@pytest.mark.parametrize("way", ["leave", "end"])
def test_manager__who_sends_the_other_away_is_not_the_only_one_at_once(
    two: Office, way: str
) -> None:
    if way == "leave":
        two.act("Max", LEAVE, two.id_of("Mia"))
    else:
        end(two, "Max", "Mia", "user.manage")
    grant(two, "Max", "Max", "payment.release")
    waive(two, "Max", "Max", "deck")
    assert not two.may("Max", "payment.release")
    assert not waived(two, "Max")


def test_leaver__comes_back_with_every_right_but_people(two: Office) -> None:
    two.act("Max", "update wellflow.app_user set is_active = false where id in (%s, %s)",
            two.id_of("Mia"), two.id_of("Ann"))  # fmt: skip
    two.act("Max", "update wellflow.app_user set is_active = true")
    assert two.may("Ann", "payment.prepare")
    assert not two.may("Mia", "user.manage")


def test_person__changes_of_himself_nothing_but_the_name(two: Office) -> None:
    change = "update wellflow.app_user set {} where id = %s"
    for who in ("Tim", "Max"):
        two.act(who, change.format("full_name = 'Timothy'"), two.id_of(who))
        for said in ("email = 'x@example.com'", "is_active = false", "metadata = '{\"a\": 1}'"):
            two.refuses("nothing but the name",
                        lambda s=said, w=who: two.act(w, change.format(s), two.id_of(w)))  # fmt: skip
    two.refuses("may not user.manage",
                lambda: two.act("Tim", change.format("full_name = 'X'"), two.id_of("Ann")))  # fmt: skip
    two.refuses("may not user.manage", lambda: two.put("Tim", "app_user", email="y@example.com"))


def test_limit__is_for_others_and_not_for_managers(two: Office) -> None:
    facility = two.put("Max", "facility")
    limit = {"facility_id": facility}
    two.refuses("may not user.manage", lambda: two.put(
        "Tim", "facility_limit", app_user_id=two.id_of("Pia"), **limit))  # fmt: skip
    for other in ("Max", "Mia"):
        two.refuses("is not limited", lambda each=other: two.put(
            "Max", "facility_limit", app_user_id=two.id_of(each), **limit))  # fmt: skip
    two.put("Max", "facility_limit", app_user_id=two.id_of("Ann"), ended_at=date(2020, 1, 1),
            **limit)  # fmt: skip
    two.refuses("of the whole organization", lambda: two.put(
        "Ann", "deck", property_id=two.put("Max", "property")))  # fmt: skip
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
    for ticket in ({"tank_id": tanks["B"], "ticket_number": "3"},
                   {"tank_id": tanks["A"], "supersedes_id": theirs}):  # fmt: skip
        two.refuses("of another facility",
                    lambda row=ticket: two.put("Pia", "run_ticket", **row, **names))  # fmt: skip
    well = two.put("Max", "completion", well_id=two.put("Max", "well"))
    test = {"completion_id": well, "tested_on": date(2026, 3, 1), "test_hours": 24,
            "oil_bbl_per_day": 1, "gas_mcf_per_day": 1, "water_bbl_per_day": 1}  # fmt: skip
    two.refuses("of another facility", lambda: two.put("Pia", "well_test", **test))
    two.put("Max", "network_edge", completion_id=well, facility_id=own, product="oil",
            effective_from=date(2026, 1, 1))  # fmt: skip
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
