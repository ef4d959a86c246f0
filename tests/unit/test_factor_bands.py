"""The bands of factors: 0.8 to 1.2 on a day, a tenth either way on a month; ends lie within."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.completion_day import CompletionDay
from domain.allocation.theoretical import HoursOn
from domain.allocation.wellhead import Wellhead
from domain.calendar import ProductionCalendar, production_days
from domain.month.completions import Part, completion_months
from tests.fixtures.month_inputs import completion, month_inputs, unit

DAY = production_days(ProductionCalendar("America/Chicago", 7), [date(2026, 3, 10)])[0]
ALPHA = unit(8111)


@pytest.mark.parametrize(
    ("measured", "is_flagged"),
    [
        ("79.9999", True), ("80", False), ("100", False), ("120", False), ("120.0001", True),
        ("-1", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("product", "flag"),
    [("oil", "oil_factor_out_of_band"), ("gas", "gas_factor_out_of_band"),
     ("water", "water_factor_out_of_band"), ("condensate", "oil_factor_out_of_band")],
)  # fmt: skip
def test_day__a_factor_beyond_a_fifth_is_looked_at(
    measured: str, is_flagged: bool, product: str, flag: str
) -> None:
    ran = HoursOn(Decimal(24), Decimal(24), is_assumed=False, flags=(), input_hash="")
    member = CompletionDay(UUID(int=1), "A-1", DAY, ran, None, Wellhead())
    member.expect(product, Decimal(40), Decimal(measured), Decimal(100))
    assert list(member.flags) == ([flag] if is_flagged else [])


@pytest.mark.parametrize(
    ("factor", "is_flagged"),
    [
        ("0.89999999", True), ("0.9", False), ("1", False), ("1.1", False), ("1.10000001", True),
        (None, False),
    ],
)  # fmt: skip
def test_month__a_true_up_beyond_a_tenth_is_looked_at(factor: str | None, is_flagged: bool) -> None:
    days = completion(1, ALPHA, "100", None)
    part = Part(days, days.oil_bbl, None, None, None if factor is None else Decimal(factor))
    (row,) = completion_months(month_inputs([ALPHA], [days]), [part])
    assert row.flags == (["true_up_out_of_band"] if is_flagged else [])
