"""What purchasers' statements settled, in the place of what was measured as sold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from domain.errors import DataError
from domain.month.inputs import MonthInputs
from domain.month.kinds import SALES, SOLD
from domain.month.records import SettledSale, Unit
from domain.month.unit_month import UNIT_OF, Disposed
from domain.numbers.rounding import round_volume
from domain.numbers.units import BOOKS_BASE_PSIA, mcf_at_base

_ZERO: Final = Decimal("0.0000")


def settle(
    inputs: MonthInputs, unit: Unit, phase: str, measured: Mapping[str, Disposed], flags: list[str]
) -> tuple[Disposed, ...]:
    """Replace what was measured by what statements settled, kind by kind.

    Raises
    ------
    DataError
        If a statement names no contract, counts in another unit, sells as what is no sale, or
        settles under one kind what was measured under another.
    """
    found = [
        sale for sale in inputs.settled if sale.reporting_unit_id == unit.id and sale.phase == phase
    ]
    if not found:
        return tuple(measured.values())
    settled: defaultdict[str, Decimal] = defaultdict(lambda: _ZERO)
    for sale in found:
        settled[_settled_kind(unit, phase, sale)] += _settled_volume(sale)
    told = {each.kind for each in measured.values() if each.volume != 0}
    unexplained = (told & SALES) - settled.keys()
    if unexplained and settled.keys() - told:
        raise DataError(
            f"statement {', '.join(_numbers(found))} settles {phase} as "
            f"{', '.join(sorted(settled.keys() - told))}, but it was measured as "
            f"{', '.join(sorted(unexplained))}",
            where=unit.label,
            remedy="correct the disposition kind of the sales contract",
        )
    flags.extend(f"not_settled: {kind}" for kind in sorted(unexplained))
    kept = [each for each in measured.values() if each.kind not in settled]
    replaced = [Disposed(kind, volume, "statement") for kind, volume in settled.items()]
    return (*replaced, *kept)


def _settled_kind(unit: Unit, phase: str, sale: SettledSale) -> str:
    numbers = ", ".join(sale.statement_numbers)
    if sale.kind is None:
        raise DataError(
            f"statement {numbers} sells {phase} but no sales contract says as what",
            where=unit.label,
            remedy="enter the sales contract of its property and purchaser",
        )
    if sale.kind not in SOLD[phase]:
        raise DataError(
            f"statement {numbers} sells {phase}, but its contract sells it as {sale.kind}",
            where=unit.label,
            remedy=f"correct its disposition_kind to one of {', '.join(SOLD[phase])}",
        )
    if sale.unit != UNIT_OF[phase]:
        raise DataError(
            f"statement {numbers} counts {phase} in {sale.unit}",
            where=unit.label,
            remedy=f"enter it in {UNIT_OF[phase]}",
        )
    return sale.kind


def _settled_volume(sale: SettledSale) -> Decimal:
    """Return a settled volume on the pressure base of the books [bbl or mcf]."""
    if sale.pressure_base_psia is None:
        return sale.volume
    return round_volume(mcf_at_base(sale.volume, sale.pressure_base_psia, BOOKS_BASE_PSIA))


def _numbers(sales: Iterable[SettledSale]) -> list[str]:
    return sorted({number for sale in sales for number in sale.statement_numbers})
