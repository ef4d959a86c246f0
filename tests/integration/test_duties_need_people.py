"""Rights and waivers: what touches one's own duties waits for a second person, who is one.

Where nobody could be the second, it takes effect and is marked for a signature on paper.
"""

from datetime import date

import pytest

from tests.fixtures.offices import Office

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
    return bool(
        office.rows("select from wellflow.waiver_in_force where app_user_id = %s", office.id_of(of))
    )


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
    two.put(
        "Max",
        "capability_grant",
        app_user_id=two.id_of("Tim"),
        capability="payment.release",
        granted_by=two.id_of("Mia"),
        is_waiting=False,
        confirmed_by=two.id_of("Mia"),
        confirmed_at=date(2020, 1, 1),
        created_at=date(2020, 1, 1),
    )
    (row,) = two.rows(
        "select granted_by, is_waiting, confirmed_by, confirmed_at, created_at > '2026-01-01'"
        " and created_at <= now() from wellflow.capability_grant where capability = %s",
        "payment.release",
    )
    assert row == (two.id_of("Max"), True, None, None, True)
    two.refuses(
        "never changed",
        lambda: two.act(
            "Mia",
            "update wellflow.capability_grant set confirmed_by = %s where capability = %s",
            two.id_of("Mia"),
            "gauge.enter",
        ),
    )


def test_right__ends_and_waits_anew_when_it_is_granted_again(two: Office) -> None:
    end(two, "Max", "Ann", "payment.prepare")
    assert not two.may("Ann", "payment.prepare")
    (row,) = two.rows(
        "select ended_by, ended_at <= now() from wellflow.capability_grant"
        " where capability = 'payment.prepare'"
    )
    assert row == (two.id_of("Max"), True)
    two.act(
        "Max",
        "update wellflow.capability_grant set ended_at = null where app_user_id = %s"
        " and capability = 'payment.prepare'",
        two.id_of("Ann"),
    )
    assert not two.may("Ann", "payment.prepare")
    confirm(two, "Mia", "Ann", "payment.prepare")
    assert two.may("Ann", "payment.prepare")
    two.refuses(
        "permission denied", lambda: two.act("Max", "delete from wellflow.capability_grant")
    )
    two.refuses(
        "permission denied",
        lambda: two.act("Max", "update wellflow.capability_grant set is_waiting = false"),
    )


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
    waive(
        two,
        "Max",
        "Max",
        signed_on=date(2020, 1, 1),
        signed_by=two.id_of("Mia"),
        is_of_one_person=True,
    )
    (row,) = two.rows(
        "select signed_by, signed_on = current_date, is_waiting, is_of_one_person"
        " from wellflow.waiver"
    )
    assert row == (two.id_of("Max"), True, True, False)
    own = "update wellflow.waiver set confirmed_by = %s"
    two.refuses("second person", lambda: two.act("Max", own, two.id_of("Max")))
    two.act("Mia", own, two.id_of("Mia"))
    assert waived(two, "Max")
    two.act("Mia", "update wellflow.waiver set ended_at = now()")
    assert not waived(two, "Max")
    two.refuses(
        "never changed", lambda: two.act("Mia", "update wellflow.waiver set ended_at = null")
    )
    two.refuses("permission denied", lambda: two.act("Mia", "delete from wellflow.waiver"))
    two.refuses(
        "permission denied",
        lambda: two.act("Mia", "update wellflow.waiver set signed_on = '2020-01-01'"),
    )


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
    marked = one.rows(
        "select count(*) from wellflow.capability_grant"
        " where is_of_one_person and confirmed_by is null"
    )
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
    two.act(
        "Max",
        "update wellflow.app_user set is_active = false where id in (%s, %s)",
        two.id_of("Mia"),
        two.id_of("Ann"),
    )
    two.act("Max", "update wellflow.app_user set is_active = true")
    assert two.may("Ann", "payment.prepare")
    assert not two.may("Mia", "user.manage")
