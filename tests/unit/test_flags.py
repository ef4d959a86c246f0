"""What a flag's text says of its declaration."""

import pytest

from domain.flags import flag_of, flags_in, raised


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("stale_level", ["stale_level"]),
        ("no_opening_stock: TK-1, 2 days, first 2026-03-01", ["no_opening_stock"]),
        ("oil_negative: A-1, 1 day, first 2026-03-01", ["negative"]),
        ("gas_not_measured: A-1, 1 day, first 2026-03-01", ["{product}_not_measured"]),
        ("2026-03 oil_not_measured: A-1", ["{product}_not_measured"]),
        ("2026-03 days_missing: A-1", ["days_missing"]),
        ("A-1 oil: short, rising", ["short", "rising"]),
        ("A-1 oil: failed (the solver gave up: steps)", ["failed"]),
        ("line 3 is paid by several statements: S-1, S-1b", ["paid_twice"]),
        ("Alpha: number must be 5 digits [pr.unit_number]", ["pr.unit_number"]),
        ("Missing Well: nothing of this is a flag", []),
        ("short of breath", []),
        ("A-1 oil: short, of breath", []),
    ],
)
def test_line_names_its_flags(line: str, names: list[str]) -> None:
    assert [flag.name for flag in flags_in(line)] == names


def test_a_word_of_two_things_is_told_apart_by_where_it_stands() -> None:
    (day,) = flags_in("failed: 2026-03-02: NORTH oil: no test")
    (fit,) = flags_in("A-1 oil: failed (too few points)")
    assert (day.of, day.severity) == ("allocation", "blocks")
    assert (fit.of, fit.severity) == ("fit", "warns")
    assert flag_of("failed", of="fit") == fit


def test_only_measured_flags_stand_behind_a_quantity() -> None:
    assert flag_of("oil_stale_test") is None
    assert flag_of("oil_low_coverage") == flag_of("low_coverage")


def test_raised__each_once_the_gravest_first() -> None:
    lines = ("rollover: M-1 oil, 1 day", "jump: M-1 oil, 1 day", "jump: M-2 oil, 2 days",
             "failed: LACT-1: no unit", "said freely")  # fmt: skip
    assert [flag.name for flag in raised(lines)] == ["failed", "jump", "rollover"]
