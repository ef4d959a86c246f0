"""What purchasers' statements settled, in the place of what was measured as sold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from domain.errors import DataError
from domain.month.inputs import MonthInputs
from domain.month.records import SettledSale, Unit
from domain.month.unit_month import UNIT_OF, Disposed
from domain.numbers.rounding import round_volume
from domain.numbers.units import BOOKS_BASE_PSIA, mcf_at_base

_ZERO: Final = Decimal("0.0000")


def settle(
    inputs: MonthInputs, unit: Unit, phase: str, measured: Mapping[str, Disposed], flags: list[str]
) -> tuple[Disposed, ...]:
    """Replace measured sales by what statements settled, code by code."""
    found = [
        sale for sale in inputs.settled if sale.reporting_unit_id == unit.id and sale.phase == phase
    ]
    if not found:
        return tuple(measured.values())
    settled: defaultdict[str, Decimal] = defaultdict(lambda: _ZERO)
    for sale in found:
        settled[_settled_code(unit, phase, sale)] += _settled_volume(sale)
    sales = {each.code for each in measured.values() if each.kind == "sale" and each.volume != 0}
    unexplained = sales - settled.keys()
    if unexplained and settled.keys() - sales:
        raise DataError(
            f"statement {', '.join(_numbers(found))} settles {phase} under code "
            f"{', '.join(sorted(settled.keys() - sales))}, but it was measured under "
            f"{', '.join(sorted(map(str, unexplained)))}",
            where=unit.label,
            remedy="correct the disposition code of the sales contract",
        )
    flags.extend(f"not_settled_code_{code}" for code in sorted(map(str, unexplained)))
    kept = [each for each in measured.values() if each.kind != "sale" or each.code not in settled]
    replaced = [Disposed("sale", code, volume, "statement") for code, volume in settled.items()]
    return (*replaced, *kept)


def _settled_code(unit: Unit, phase: str, sale: SettledSale) -> str:
    numbers = ", ".join(sale.statement_numbers)
    if sale.disposition_code is None:
        raise DataError(
            f"statement {numbers} sells {phase} but no sales contract gives the form's code",
            where=unit.label,
            remedy="enter the sales contract of its property and purchaser",
        )
    if sale.unit != UNIT_OF[phase]:
        raise DataError(
            f"statement {numbers} counts {phase} in {sale.unit}",
            where=unit.label,
            remedy=f"enter it in {UNIT_OF[phase]}",
        )
    return sale.disposition_code


def _settled_volume(sale: SettledSale) -> Decimal:
    """Return a settled volume on the form's base: gas at 14.65 psia."""
    if sale.pressure_base_psia is None:
        return sale.volume
    return round_volume(mcf_at_base(sale.volume, sale.pressure_base_psia, BOOKS_BASE_PSIA))


def _numbers(sales: Iterable[SettledSale]) -> list[str]:
    return sorted({number for sale in sales for number in sale.statement_numbers})
