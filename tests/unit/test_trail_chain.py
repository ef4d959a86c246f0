"""A chain that was changed is found at the first link that does not hold."""

import pytest

from domain.trail.anchor import Anchor
from domain.trail.chain import REMEDIES, Head, walk
from domain.trail.event import BEFORE_THE_FIRST, Event, canonical_text, hash_of
from tests.fixtures.trail_tampering import (
    Tampering,
    edited,
    end_of,
    forged,
    rechained,
    regrown,
    renumbered,
    swapped,
    tamperings,
    without,
)

N = 24


def plain(number: int) -> Event:
    return Event(
        organization_id="11111111-1111-4111-8111-111111111111", seq=number, id=f"{number:032x}",
        at=f"2026-03-01T00:00:{number:02}.000000Z", app_user_id=None, actor="Ann",
        session_id=None, login="wellflow_api", from_address=None, application="wellflow",
        kind="company.changed", subject=f"company {number}", before='{"a": 1}', after='{"a": 2}',
        previous_hash=None, hash=None,
    )  # fmt: skip


CHAIN = rechained([plain(number) for number in range(1, N + 1)])
END = Head(N, CHAIN[-1].hash)
ANCHORS = [Anchor(seq, CHAIN[seq - 1].hash or "") for seq in (8, 16, N)]


def test_chain__that_nobody_touched_is_whole() -> None:
    walked = walk(CHAIN, END, ANCHORS, ANCHORS)
    assert walked.fault is None
    assert (walked.n_events, walked.end, walked.n_unprotected) == (N, END, 0)
    assert walk([], None, []).fault is None
    assert walk([], Head(0, BEFORE_THE_FIRST), []).fault is None


def test_canonical_text__is_a_list_of_typed_fields() -> None:
    told = plain(1)._replace(actor='An "n"\n', previous_hash="00")
    assert canonical_text(told) == (
        '["trail/1", "11111111-1111-4111-8111-111111111111", 1,'
        ' "00000000000000000000000000000001", "2026-03-01T00:00:01.000000Z", null,'
        ' "An \\"n\\"\\n", null, "wellflow_api", null, "wellflow", "company.changed",'
        ' "company 1", "{\\"a\\": 1}", "{\\"a\\": 2}", "00"]'
    )
    # Where a field ends and the next begins is part of it.
    assert hash_of(told._replace(kind="ab", subject="c")) != hash_of(
        told._replace(kind="a", subject="bc")
    )


@pytest.mark.parametrize(
    "tampering", tamperings(N, (1, 2, 8, 9, 16, 23, N)), ids=lambda each: each.name
)
def test_chain__every_change_before_the_last_anchor_is_found(tampering: Tampering) -> None:
    events = tampering.change(list(CHAIN))
    walked = walk(events, tampering.head(events, END), ANCHORS)
    assert walked.fault is not None
    assert walked.fault.remedy
    # Said at the first link that does not hold, at the latest at the next anchor.
    following = min((anchor.seq for anchor in ANCHORS if anchor.seq >= tampering.at), default=N)
    assert tampering.at - 1 <= walked.fault.seq <= following + 1


@pytest.mark.parametrize(
    ("sort", "seq", "events"),
    [
        ("edited", 5, edited(5, actor="Bob")(CHAIN)),
        ("replaced", 5, rechained(edited(5, actor="Bob")(CHAIN)[:5], 5) + CHAIN[5:]),
        ("missing", 5, without(5)(CHAIN)),
        ("missing", 1, CHAIN[1:]),
        ("moved", 5, renumbered(without(5)(CHAIN))),
        ("moved", 5, renumbered(swapped(5, 9)(CHAIN))),
        ("inserted", 5, forged(5)(CHAIN)),
        ("inserted", 5, [*CHAIN[:5], CHAIN[4], *CHAIN[5:]]),
        ("inserted", 0, [CHAIN[0]._replace(seq=0), *CHAIN]),
        ("cut off", 21, CHAIN[:20]),
        ("rewritten", 8, regrown(5)(CHAIN)),
    ],
)
def test_fault__says_how_and_where(sort: str, seq: int, events: list[Event]) -> None:
    fault = walk(events, END, ANCHORS).fault
    assert fault is not None
    assert (fault.sort, fault.seq) == (sort, seq)
    assert fault.sort in REMEDIES


def test_fault__of_a_chain_made_anew_is_between_two_anchors() -> None:
    events = regrown(12)(CHAIN)
    fault = walk(events, end_of(events, END), ANCHORS).fault
    assert fault is not None
    assert "between event 000009 and 000016" in fault.told


def test_what_lies_after_the_last_anchor_is_said_to_be_unprotected() -> None:
    events = regrown(17)(CHAIN)
    walked = walk(events, end_of(events, END), ANCHORS[:2])
    assert walked.fault is None
    assert (walked.protected_to, walked.n_unprotected) == (16, 8)


def test_anchors_in_the_database_protect_nobody_and_must_fit() -> None:
    walked = walk(CHAIN, END, [], ANCHORS)
    assert (walked.fault, walked.protected_to, walked.n_unprotected) == (None, 0, N)
    events = regrown(5)(CHAIN)
    fault = walk(events, end_of(events, END), [], ANCHORS).fault
    assert fault is not None
    assert fault.sort == "rewritten"


def test_anchor__on_paper_needs_sixteen_digits_alone() -> None:
    short = Anchor(16, (CHAIN[15].hash or "")[:16])
    assert walk(CHAIN, END, [short]).protected_to == 16
    assert walk(CHAIN, END, [short._replace(hash="0" * 16)]).fault is not None
    assert walk(CHAIN, END, [short._replace(hash="")]).fault is not None
