"""Audits on small frames by the real Great Expectations."""

import pytest

from books.closing.audit import (
    Audit,
    Rule,
    audit,
    has_rows,
    is_at_least,
    is_one_of,
    is_unique,
    is_zero,
)
from domain.errors import StorageError

FRAME = {"key": ["A-1", "A-2", "B-1"], "residual_units": [0, 3, 0], "code": ["1", "1", "0"]}


def test_audit__passes_what_holds() -> None:
    outcome = audit(Audit("ok", FRAME, (is_one_of("code", ["0", "1"]), has_rows(3))))
    assert outcome.is_passed
    assert (outcome.n_rows, outcome.n_rules) == (3, 2)


def test_audit__names_the_rows_at_fault() -> None:
    outcome = audit(Audit("conservation", FRAME, (is_zero("residual_units"),)))
    (failure,) = outcome.failures
    assert failure.keys == ("A-2",)
    assert failure.n_rows == 1
    assert str(failure) == "conservation: residual_units must be 0, 1 row is not: A-2"


def test_audit__says_how_many_rows_there_are() -> None:
    (failure,) = audit(Audit("form", FRAME, (has_rows(4),))).failures
    assert failure.keys == ("3 instead of 4",)


def test_audit__finds_rows_that_repeat_a_key() -> None:
    assert audit(Audit("twice", FRAME, (is_unique("key"),))).is_passed
    (failure,) = audit(Audit("twice", FRAME, (is_unique("code"),))).failures
    assert failure.keys == ("A-1", "A-2")


def test_audit__empty_frame_fails_no_row_rule() -> None:
    empty = {"key": [], "volume": []}
    assert audit(Audit("empty", empty, (is_at_least("volume", 0), has_rows(0)))).is_passed


def test_audit__rule_that_cannot_be_checked_is_a_fault_not_bad_rows() -> None:
    with pytest.raises(StorageError, match="could not check nowhere"):
        audit(Audit("broken", FRAME, (is_zero("nowhere"),)))


def test_audit__prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    audit(Audit("quiet", FRAME, (Rule("ExpectColumnValuesToNotBeNull", {"column": "code"}),)))
    assert capfd.readouterr() == ("", "")
