"""Whatever was measured and settled, a month's units and completions add up exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.month.completions import parts_of
from domain.month.dispositions import unit_months
from tests.fixtures.month_inputs import completion, month_inputs, unit

pytestmark = pytest.mark.figures

volumes = st.integers(min_value=1, max_value=50_000_0000).map(lambda n: Decimal(n).scaleb(-4))


@st.composite
def months(draw: st.DrawFn):
    kinds = draw(st.lists(st.sampled_from(["oil_lease", "gas_id"]), min_size=1, max_size=4))
    units = [unit(100 + place, kind) for place, kind in enumerate(kinds)]
    sums = [
        completion(10 * place + each, of, str(draw(volumes)), str(draw(volumes)))
        for place, of in enumerate(units)
        for each in range(draw(st.integers(min_value=1, max_value=3)))
    ]
    made = sum((row.liquid_bbl or Decimal(0) for row in sums), Decimal(0))
    opening, share = draw(volumes), draw(st.integers(min_value=0, max_value=100))
    hauled = (made + opening) * share / 100
    hauled = hauled.quantize(Decimal("0.0001"))
    inputs = month_inputs(
        units, sums, stock=(str(opening), str(opening + made - hauled)), hauled=str(hauled),
        gas={"sales": str(sum((row.gas_mcf or 0 for row in sums), Decimal(0))), "fuel": "1.0000"},
    )  # fmt: skip
    return inputs, hauled


@given(months())
def test_month__balances_and_completions_add_up_to_units(drawn) -> None:
    inputs, hauled = drawn
    units = unit_months(inputs)
    parts = parts_of(inputs, units)
    for unit_id, month in units.items():
        assert month.liquid.residual == 0
        assert month.gas.residual == 0
        own = [part for part in parts if part.days.reporting_unit_id == unit_id]
        liquid = sum((part.oil_bbl or part.condensate_bbl or Decimal(0) for part in own), Decimal())
        assert liquid == month.liquid.production
        assert sum((part.gas_mcf or Decimal(0) for part in own), Decimal()) == month.gas.production
    battery = inputs.batteries[0]
    assert sum(month.liquid.closing for month in units.values()) == battery.closing_bbl
    assert sum(month.liquid.production for month in units.values()) == battery.produced_bbl
    assert hauled == sum(
        each.volume for month in units.values() for each in month.liquid.dispositions
    )
