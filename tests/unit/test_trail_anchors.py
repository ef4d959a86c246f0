"""Anchors in a file and on paper: a line that was changed, cut out or put in is found."""

import pytest

from domain.errors import DataError
from domain.trail.anchor import (
    Anchor,
    anchor_line,
    anchors_of,
    fault_beside,
    line_of,
    printed_anchor,
)

OWN = "11111111-1111-4111-8111-111111111111"
NAME = "brazos-bend.jsonl"
ANCHORS = [
    Anchor(seq, f"{seq:064x}", f"2026-03-{seq:02}T07:00:00.000000Z", "daily", f"{NAME}#{number}")
    for number, seq in enumerate((3, 7, 12), start=1)
]


def written(anchors: list[Anchor]) -> list[str]:
    lines: list[str] = []
    for number, anchor in enumerate(anchors, start=1):
        lines.append(line_of(OWN, anchor, number, lines[-1] if lines else ""))
    return lines


LINES = written(ANCHORS)


def test_file__is_read_as_it_was_written() -> None:
    assert anchors_of(LINES, OWN, NAME) == (tuple(ANCHORS), "")
    assert anchors_of([], OWN, NAME) == ((), "")
    assert fault_beside(anchors_of(LINES, OWN, NAME), ANCHORS, NAME) == ""


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (LINES[1:], 1),
        ([LINES[0], LINES[2]], 2),
        ([LINES[1], LINES[0], LINES[2]], 1),
        ([LINES[0].replace("daily", "close"), *LINES[1:]], 2),
        ([*LINES[:2], "{", *LINES[2:]], 3),
        ([*LINES[:2], "[]"], 3),
        ([*LINES[:2], '{"line": 3}'], 3),
    ],
)
def test_file__that_was_changed_is_found(lines: list[str], number: int) -> None:
    kept = anchors_of(lines, OWN, NAME)
    assert f"line {number} of {NAME} does not follow" in kept.fault
    assert len(kept.anchors) == number - 1


def test_file__of_another_organization_is_found() -> None:
    assert "organization_id" in anchors_of(LINES, OWN.replace("1", "2"), NAME).fault


def test_file__that_lost_its_end_is_found_by_what_the_database_knows() -> None:
    cut = anchors_of(LINES[:2], OWN, NAME)
    assert cut.fault == ""
    assert "lacks the anchor of event 000012" in fault_beside(cut, ANCHORS, NAME)
    assert "lacks" in fault_beside(anchors_of([], OWN, NAME), ANCHORS, NAME)
    # What the database says of another file is not held against this one.
    assert fault_beside(cut, ANCHORS, "other.jsonl") == ""


def test_file__that_was_made_anew_differs_from_the_database() -> None:
    other = [*ANCHORS[:2], ANCHORS[2]._replace(hash="f" * 64)]
    kept = anchors_of(written(other), OWN, NAME)
    assert "another anchor than the file" in fault_beside(kept, ANCHORS, NAME)


def test_anchor__is_a_short_line_on_paper_and_is_read_again() -> None:
    line = anchor_line(123, "9f2c41d07a55e310" + "0" * 48)
    assert line == "trail 000123 9f2c41d07a55e310"
    for typed in (line, line.upper(), " 123  9f2c41d07a55e310 "):
        assert printed_anchor(typed)[:2] == (123, "9f2c41d07a55e310")
    assert str(printed_anchor(line)) == "event 000123 (on paper)"
    assert str(ANCHORS[0]) == f"event 000003 (2026-03-03 07:00 UTC, daily, {NAME}#1)"
    for wrong in ("trail 000123", "trail 000123 9f2c", "trail x 9f2c41d07a55e310"):
        with pytest.raises(DataError, match="no line of the trail"):
            printed_anchor(wrong)
