"""An event reads as an accountant would say it."""

from datetime import datetime

from domain.trail.telling import ShownEvent, ids_in, lines, moved, title

ANN = "11111111-1111-4111-8111-111111111111"
OWNER = "22222222-2222-4222-8222-222222222222"
PAID = ShownEvent(
    seq=123, at_local=datetime(2026, 4, 2, 8, 15, 3), actor="Bob Roe", email="bob@example.com",  # noqa: DTZ001
    login="wellflow_api", from_address="10.0.0.5", application="wellflow revenue",
    kind="payment.changed", subject="33333333-3333-4333-8333-333333333333",
    before={"status": "pending", "released_by": None, "is_due": True},
    after={"id": "33333333-3333-4333-8333-333333333333", "owner_id": OWNER, "amount_usd": 10.5,
           "status": "completed", "released_by": ANN, "is_due": False},
    hash="f" * 64,
)  # fmt: skip
NAMES = {ANN: "Ann Lee", OWNER: "Smith Family Trust"}


def test_change__shows_what_moved_with_names() -> None:
    assert [str(each) for each in moved(PAID, NAMES)] == [
        "status: pending -> completed",
        "released_by: Ann Lee",
        "is_due: yes -> no",
    ]


def test_row__that_came_or_went_shows_all_it_had() -> None:
    added = PAID._replace(kind="payment.added", before=None)
    assert "owner_id: Smith Family Trust" in map(str, moved(added, NAMES))
    gone = PAID._replace(kind="payment.removed", before=PAID.after, after=None)
    assert "amount_usd was: 10.5" in map(str, moved(gone, NAMES))
    assert not any(each.field in ("id", "organization_id") for each in moved(added, NAMES))


def test_secret__is_said_to_have_changed_and_no_more() -> None:
    reset = PAID._replace(
        kind="app_user.changed", before={"password_hash": "not kept"},
        after={"email": "ann@example.com", "password_hash": "not kept"},
    )  # fmt: skip
    assert [str(each) for each in moved(reset, {})] == ["password_hash: not kept"]
    assert title(reset, {}) == "app user changed: ann@example.com"


def test_event__is_told_on_lines() -> None:
    assert lines(PAID, NAMES)[:2] == [
        "000123  2026-04-02 08:15:03  Bob Roe <bob@example.com>  payment changed:"
        " 33333333-3333-4333-8333-333333333333",
        "        from 10.0.0.5, wellflow revenue, wellflow_api",
    ]
    quiet = PAID._replace(email="", from_address="", subject="", kind="trail.begun", after=None)
    assert lines(quiet, {})[0].endswith("Bob Roe  trail begun")
    assert "from this machine" in lines(quiet, {})[1]


def test_ids__of_rows_and_subjects_are_looked_up() -> None:
    assert ids_in([PAID]) == {ANN, OWNER, PAID.subject}
    assert title(PAID, {PAID.subject: "payment to Smith"}) == "payment changed: payment to Smith"
    well = PAID._replace(
        kind="well.added", subject=OWNER, before=None, after={"well_name": "Bend 1"}
    )
    assert title(well, {}) == "well added: Bend 1"
