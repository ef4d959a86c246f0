"""A month told in two units: what the books count adds up, what devices counted does not."""

from dataclasses import replace
from decimal import Decimal

from domain.month.completions import CompletionMonth, Part, completion_months
from tests.fixtures.month_inputs import completion, month_inputs, unit

ALPHA, BETA = unit(8111), unit(8222)


def month_of(*parts: Part) -> CompletionMonth:
    inputs = month_inputs([ALPHA, BETA], [part.days for part in parts])
    (row,) = completion_months(inputs, parts)
    return row


def part(of: object, oil: str, native: str | None, native_unit: str) -> Part:
    days = replace(
        completion(1, of, oil, None),  # type: ignore[arg-type]
        oil_native=None if native is None else Decimal(native),
        native_liquid_unit=native_unit,
    )
    return Part(days, days.oil_bbl, None, None, None)


def test_completion_moved_to_another_unit_and_meter__natives_are_not_added_across_units() -> None:
    row = month_of(part(ALPHA, "100", "100", "bbl"), part(BETA, "62.8981", "10", "m3"))
    assert row.oil_bbl == Decimal("162.8981")
    assert row.oil_native is None
    assert "mixed_native_units" in row.flags


def test_completion_moved_to_another_unit__natives_of_one_device_add_up() -> None:
    row = month_of(part(ALPHA, "100", "15.9", "m3"), part(BETA, "50", "7.95", "m3"))
    assert (row.oil_native, row.native_liquid_unit) == (Decimal("23.85"), "m3")
    assert "mixed_native_units" not in row.flags


def test_part_without_a_figure_of_a_device__has_no_say_in_the_unit() -> None:
    row = month_of(part(ALPHA, "100", None, "bbl"), part(BETA, "50", "7.95", "m3"))
    assert (row.oil_native, row.native_liquid_unit) == (Decimal("7.95"), "m3")
