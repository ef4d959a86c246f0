"""A month that does not balance, add up or stay above zero is told by unit, phase and amount."""

from dataclasses import replace
from decimal import Decimal

from domain.audits import Fault
from domain.month.faults import below_zero, unbalanced, unshared
from domain.month.production_month import ProductionMonth, production_month
from domain.month.unit_month import PhaseMonth
from tests.fixtures.month_inputs import completion, month_inputs, unit

ALPHA = unit(8111)


def month() -> ProductionMonth:
    """A unit that made nothing and has nothing: it breaks no rule."""
    return production_month(month_inputs([ALPHA], [completion(1, ALPHA, "0", "0")]))


def with_phase(phase: str, **changed: Decimal) -> ProductionMonth:
    good = month()
    of_unit = good.units[ALPHA.id]
    broken: PhaseMonth = replace(getattr(of_unit, phase), **changed)
    return replace(good, units={ALPHA.id: replace(of_unit, **{phase: broken})})


def test_month__that_holds_together_has_no_fault() -> None:
    assert [*unbalanced(month()), *unshared(month()), *below_zero(month())] == []


def test_month__that_misses_its_closing_stock_says_by_how_much() -> None:
    broken = with_phase("liquid", opening=Decimal(3), closing=Decimal(1))
    assert list(unbalanced(broken)) == [Fault(f"{ALPHA.label} liquid", None, Decimal(2))]


def test_month__of_which_a_unit_has_more_than_its_completions_says_so_by_phase() -> None:
    for phase in ("liquid", "gas"):
        more = with_phase(phase, production=Decimal(5))
        assert list(unshared(more)) == [Fault(f"{ALPHA.label} {phase}", None, Decimal(5))]


def test_month__that_is_below_zero_says_what_is() -> None:
    broken = with_phase("gas", production=Decimal(-1), closing=Decimal(-2))
    assert list(below_zero(broken)) == [
        Fault(f"{ALPHA.label} gas production", None, Decimal(-1)),
        Fault(f"{ALPHA.label} gas closing stock", None, Decimal(-2)),
    ]


def test_month__oil_and_condensate_together_are_the_liquid_of_a_unit() -> None:
    good = with_phase("liquid", production=Decimal(5))
    of_unit = good.units[ALPHA.id]
    gas = replace(of_unit.gas, production=Decimal(7))
    part = replace(good.parts[0], oil_bbl=Decimal(4), condensate_bbl=Decimal(1), gas_mcf=Decimal(7))
    shared = replace(good, units={ALPHA.id: replace(of_unit, gas=gas)}, parts=(part,))
    assert list(unshared(shared)) == []
