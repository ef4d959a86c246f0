"""One organization's day: every battery's volumes shared among the completions that feed it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.allocation.battery import (
    Battery,
    BatteryVolume,
    TankLedgerDay,
    gas_of_day,
    ledger_day,
    oil_of_day,
    water_of_day,
)
from domain.allocation.completion_day import CompletionDay, books_unit
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.proportional import Allocation, allocate_proportional
from domain.allocation.theoretical import TestBook, hours_on, theoretical
from domain.allocation.wellhead import shown_at_wellhead
from domain.calendar import ProductionDay
from domain.field.network import Edge, GasUnitSpan
from domain.measurement.tank import TankDay
from domain.measurement.tank_papers import TankPapers
from domain.numbers.rounding import VOLUME_QUANTUM
from domain.numbers.shares import split_amount

PRODUCTS: Final = ("oil", "gas", "water")
_EDGES_OF_PRODUCT: Final = {"oil": ("oil", "condensate"), "gas": ("gas",), "water": ("water",)}
_WHOLE_DAY_FLAGS: Final = ("oil_without_hours", "hours_without_oil")
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class AllocationInputs:
    """Everything that allocating the days of a window needs, read once."""

    batteries: tuple[Battery, ...]
    edges: Sequence[Edge]
    gas_units: Sequence[GasUnitSpan]
    completion_names: dict[UUID, str]
    tests: TestBook
    measured: MeasuredBook
    papers: TankPapers


@dataclass(slots=True)
class OrganizationDay:
    """What came of one day: completions, stock by battery, volumes, findings and failures."""

    day: ProductionDay
    completions: dict[UUID, CompletionDay] = field(default_factory=dict)
    stocks: dict[UUID, TankDay] = field(default_factory=dict)
    measured: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    findings: list[tuple[str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> tuple[TankLedgerDay, ...]:
        """What is kept of each battery's stock and movements."""
        return tuple(
            ledger_day(facility_id, self.day.produced_on, stock)
            for facility_id, stock in self.stocks.items()
        )


def allocate_day(inputs: AllocationInputs, day: ProductionDay) -> OrganizationDay:
    """Share the measured volumes of a day.

    A battery's volume goes to the completions that flow to it, in proportion to test and hours;
    a completion that measures a product itself and shares no battery for it keeps its own.
    """
    result = OrganizationDay(day)
    for station in inputs.batteries:
        oil = oil_of_day(station, day, inputs.measured, inputs.papers)
        if oil.stock is not None and station.keeps_ledger:
            result.stocks[station.facility_id] = oil.stock
        volumes = {
            "oil": oil.volume,
            "gas": gas_of_day(station, day.produced_on, inputs.measured),
            "water": water_of_day(station, day.produced_on, inputs.measured),
        }
        for product in PRODUCTS:
            _share(inputs, result, station, product, volumes[product])
    for completion_id in inputs.measured.completions_on(day.produced_on):
        _pass_through(inputs, result, completion_id)
    for each in result.completions.values():
        result.findings += [(flag, each.name) for flag in each.flags]
    return result


def _share(
    inputs: AllocationInputs,
    result: OrganizationDay,
    station: Battery,
    product: str,
    volume: BatteryVolume,
) -> None:
    edges = _edges_on(inputs.edges, result.day.produced_on, station.facility_id, product)
    about = f"{station.name} {product}"
    if edges or volume.amount:
        result.findings += [(flag, about) for flag in volume.flags]
    if not edges:
        if volume.amount:
            result.measured[product] += volume.amount
            result.findings.append(("unallocated", f"{about}: no completion flows to it"))
        return
    members = [_completion(inputs, result, edge.completion_id) for edge in edges]
    for member in members:
        member.hashes += volume.input_hashes
        member.is_estimated |= volume.is_estimate
    if volume.amount is None:
        for member, edge in zip(members, edges, strict=True):
            member.take_share(_column(inputs, edge, result.day.produced_on), None)
            member.flag(f"{product}_not_measured")
        return
    result.measured[product] += volume.amount
    expected = _expected(inputs, members, product)
    known = {completion: amount or _ZERO for completion, amount in expected.items()}
    total = sum(known.values(), _ZERO)
    without_test = [m.name for m in members if expected[m.completion_id] is None]
    if volume.amount and (without_test or total == 0):
        result.failures.append(_unknown(about, product, volume.amount, without_test))
        return
    shares = allocate(volume.amount, known)
    for member, edge in zip(members, edges, strict=True):
        column = _column(inputs, edge, result.day.produced_on)
        member.take_share(column, shares[member.completion_id])
        member.expect(column, known[member.completion_id], volume.amount, total)


def _unknown(about: str, product: str, measured: Decimal, without_test: list[str]) -> str:
    why = "no completion should have made any"
    if without_test:
        why = f"{', '.join(without_test)} ran without a valid test"
    return (
        f"{about}: {measured} {books_unit(product)} measured but {why}; "
        "enter a well test or the hours on"
    )


def allocate(measured: Decimal, expected: dict[UUID, Decimal]) -> dict[UUID, Decimal]:
    """Share a battery's volume exactly; a negative one is shared too, never clipped.

    Raises
    ------
    DataError
        If there is a volume and nothing was expected.
    """
    if measured < 0:
        return split_amount(measured, VOLUME_QUANTUM, expected)
    shared: Allocation[UUID] = allocate_proportional(measured, expected)
    return shared.allocated


def _expected(
    inputs: AllocationInputs, members: Iterable[CompletionDay], product: str
) -> dict[UUID, Decimal | None]:
    """Return theoretical volumes; where a completion measures the product, that is its own."""
    expected: dict[UUID, Decimal | None] = {}
    for member in members:
        own = inputs.measured.find(member.day.produced_on, member.completion_id, product)
        if own is not None and own.amount is not None and own.amount >= 0:
            expected[member.completion_id] = own.amount
        else:
            if member.hours.is_assumed:
                member.flag("hours_assumed")
            member.use_test()
            expected[member.completion_id] = theoretical(product, member.test, member.hours.used)
    return expected


def _pass_through(inputs: AllocationInputs, result: OrganizationDay, completion_id: UUID) -> None:
    produced_on = result.day.produced_on
    member = _completion(inputs, result, completion_id)
    for quantity in ("oil", "gas", "water", "injection"):
        row = inputs.measured.find(produced_on, completion_id, quantity)
        if row is None:
            continue
        member.hashes.append(row.input_hash)
        member.flag(*(f if f in _WHOLE_DAY_FLAGS else f"{quantity}_{f}" for f in row.flags))
        is_condensate = quantity == "oil" and _is_gas_unit(
            inputs.gas_units, completion_id, produced_on
        )
        column = "condensate" if is_condensate else quantity
        if member.volumes.get(column) is not None:
            continue
        member.pass_through(column, row.amount, row.amount_native, row.native_unit)
        member.is_estimated |= row.volume_basis == "estimate"
        if row.amount is not None:
            result.measured[quantity] += row.amount


def _completion(
    inputs: AllocationInputs, result: OrganizationDay, completion_id: UUID
) -> CompletionDay:
    if completion_id not in result.completions:
        hours = hours_on(completion_id, result.day, inputs.measured)
        member = CompletionDay(
            completion_id,
            inputs.completion_names[completion_id],
            result.day,
            hours,
            inputs.tests.last(completion_id, result.day.produced_on),
            shown_at_wellhead(inputs.measured, completion_id, result.day.produced_on),
        )
        member.flag(*hours.flags)
        member.hashes.append(hours.input_hash)
        result.completions[completion_id] = member
    return result.completions[completion_id]


def _edges_on(
    edges: Sequence[Edge], produced_on: date, facility_id: UUID, product: str
) -> list[Edge]:
    found = {
        edge.completion_id: edge
        for edge in edges
        if edge.facility_id == facility_id
        and edge.product in _EDGES_OF_PRODUCT[product]
        and edge.holds_on(produced_on)
    }
    return list(found.values())


def _column(inputs: AllocationInputs, edge: Edge, produced_on: date) -> str:
    """Return the product a completion's share counts as: liquid of a gas unit is condensate."""
    if edge.product == "oil" and _is_gas_unit(inputs.gas_units, edge.completion_id, produced_on):
        return "condensate"
    return edge.product


def _is_gas_unit(spans: Sequence[GasUnitSpan], completion_id: UUID, produced_on: date) -> bool:
    return any(span.completion_id == completion_id and span.holds_on(produced_on) for span in spans)
