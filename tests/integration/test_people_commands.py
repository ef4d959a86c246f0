"""People are hired, granted, confirmed, waived and limited by those who manage them."""

from datetime import date
from pathlib import Path

import pytest

from access import duties
from access.hiring import come_back, hire, leave
from access.resets import confirm_reset, reset_secret
from access.sign_in import SecretMustChange, choose_secret, sign_in
from domain.capabilities import preset_capabilities
from domain.errors import DataError
from exchange.master import import_master
from exchange.signature_sheet import write_sheet
from tests.fixtures.offices import Office

PIA = "pia@example.com"
OWN = "copper lantern walks quietly"
TODAY = date(2026, 5, 4)


@pytest.fixture
def two(office: Office) -> Office:
    office.staff(Max="user.manage read.field", Mia="user.manage", Ann="payment.prepare")
    return office


@pytest.fixture
def one(office: Office) -> Office:
    office.staff(Max="user.manage read.field")
    return office


def test_hiring__gives_a_secret_that_works_once_and_rights_at_once(one: Office) -> None:
    new = hire(one.api, one.people["Max"], "Pia@Example.com", "Pia", preset_capabilities("pumper"))
    assert {act.standing for act in new.acts} == {"in force"}
    with pytest.raises(SecretMustChange) as must:
        sign_in(one.api, one.slug, PIA, new.secret)
    pia = choose_secret(one.api, one.slug, PIA, must.value.token, OWN)
    assert pia.capabilities == set(preset_capabilities("pumper"))
    with pytest.raises(DataError, match=f"somebody has this address; .* grant {PIA} CAPABILITY"):
        hire(one.api, one.people["Max"], PIA, "Pia", ())
    with pytest.raises(DataError, match=r"no right 'gauge\.inter'; use gauge\.enter, "):
        hire(one.api, one.people["Max"], "pim@example.com", "Pim", ("gauge.inter",))
    with pytest.raises(DataError, match=r"may not do user\.manage"):
        hire(one.api, pia, "eve@example.com", "Eve", ())


def test_leaving__ends_what_was_open_and_coming_back_needs_the_same_secret(one: Office) -> None:
    new = hire(one.api, one.people["Max"], PIA, "Pia", ("gauge.enter",))
    leave(one.api, one.people["Max"], PIA)
    with pytest.raises(DataError, match="wrong"):
        sign_in(one.api, one.slug, PIA, new.secret)
    with pytest.raises(DataError, match="nothing but the name"):
        leave(one.api, one.people["Max"], "max@example.com")
    come_back(one.api, one.people["Max"], PIA)
    with pytest.raises(SecretMustChange):
        sign_in(one.api, one.slug, PIA, new.secret)


def test_grants__wait_are_confirmed_and_ended(two: Office) -> None:
    max_, mia = two.people["Max"], two.people["Mia"]
    given = duties.grant(two.api, max_, "max@example.com", ("payment.release", "read.field"))
    assert [(act.what, act.is_waiting) for act in given] == [("payment.release", True)]
    assert [(each.email, each.what) for each in duties.waiting(two.api, mia)] == [
        ("max@example.com", "payment.release")
    ]
    with pytest.raises(DataError, match="second person"):
        duties.confirm(two.api, max_, "max@example.com", "payment.release")
    duties.confirm(two.api, mia, "max@example.com", "payment.release")
    assert two.may("Max", "payment.release")
    with pytest.raises(DataError, match="nothing of that kind"):
        duties.confirm(two.api, mia, "max@example.com", "payment.release")
    duties.end(two.api, mia, "max@example.com", "payment.release")
    assert not two.may("Max", "payment.release")
    again = duties.grant(two.api, mia, "max@example.com", ("payment.release",))
    assert again[0].is_of_one_person
    with pytest.raises(DataError, match="no such person"):
        duties.grant(two.api, mia, "nobody@example.com", ("read.field",))


def test_waivers__wait_are_confirmed_and_ended(two: Office) -> None:
    max_, mia = two.people["Max"], two.people["Mia"]
    with pytest.raises(DataError, match="says why"):
        duties.waive(two.api, max_, "ann@example.com", "payment", " ")
    act = duties.waive(two.api, max_, "ann@example.com", "payment", "nobody else is there")
    assert act.is_waiting
    assert act.waiver_id is not None
    duties.confirm_waiver(two.api, mia, act.waiver_id)
    (ann, *_) = duties.roster(two.api, max_)
    assert (ann.email, list(ann.waivers)) == ("ann@example.com", ["payment"])
    duties.end_waiver(two.api, mia, act.waiver_id)
    (ann, *_) = duties.roster(two.api, max_)
    assert list(ann.waivers) == []


def test_limits__are_set_and_ended(two: Office) -> None:
    two.put("Max", "facility", facility_code="NORTH")
    max_ = two.people["Max"]
    for _ in range(2):
        duties.limit(two.api, max_, "ann@example.com", ("NORTH",))
    assert list(duties.roster(two.api, max_)[0].facilities) == ["NORTH"]
    duties.end_limit(two.api, max_, "ann@example.com", ("NORTH",))
    assert list(duties.roster(two.api, max_)[0].facilities) == []
    with pytest.raises(DataError, match="no such facility"):
        duties.limit(two.api, max_, "ann@example.com", ("SOUTH",))


def test_sheet__is_written_where_one_person_acted_alone(one: Office, tmp_path: Path) -> None:
    max_ = one.people["Max"]
    acts = duties.grant(one.api, max_, "max@example.com", ("payment.prepare", "payment.release"))
    acts.append(duties.waive(one.api, max_, "max@example.com", "payment", "an office of one"))
    sheet = write_sheet(tmp_path / "sheets", one.slug, max_, acts, TODAY)
    assert sheet is not None
    text = sheet.read_text(encoding="utf-8")
    for said in (one.slug, "2026-05-04", "max@example.com", "payment.prepare", "payment.release",
                 "waiver of the payment duty", "an office of one", "Signed by"):  # fmt: skip
        assert said in text
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert write_sheet(tmp_path, one.slug, max_, acts[:0], TODAY) is None
    assert write_sheet(tmp_path / "sheets", one.slug, max_, acts, TODAY) != sheet


def test_reset__is_not_confirmed_by_an_account_that_the_same_manager_made(one: Office) -> None:
    max_ = one.people["Max"]
    hire(one.api, max_, PIA, "Pia", ("payment.release",))
    hire(one.api, max_, "eve@example.com", "Eve", ("user.manage",))
    asked = reset_secret(one.api, max_, PIA)
    assert asked.is_waiting
    with pytest.raises(DataError, match="second person"):
        confirm_reset(one.api, one.join("Eve"), asked.reset_id)


def test_import__of_rights_goes_the_same_way_and_says_what_waits(two: Office) -> None:
    content: dict[str, object] = {
        "organization": {"slug": two.slug},
        "capability_grant": [
            {"app_user": "max@example.com", "capability": "payment.prepare"},
            {"app_user": "ann@example.com", "capability": "gauge.enter"},
        ],
        "waiver": [
            {"app_user": "max@example.com", "duty_pair": "payment", "reason": "alone",
             "signed_on": date(2020, 1, 1)},
        ],
    }  # fmt: skip
    max_ = two.people["Max"]
    report = import_master(two.api, two.own, content, source="rights.toml", person=max_)
    assert set(report.waiting) == {
        "payment.prepare of max@example.com waits for a second person",
        "payment of max@example.com waits for a second person",
    }
    assert two.may("Ann", "gauge.enter")
    again = import_master(two.api, two.own, content, source="rights.toml", person=max_)
    assert (again.inserted, again.waiting) == ({}, ())
