"""One organization's day: every battery's volumes shared among the completions that feed it."""

from collections import defaultdict
from collections.abc import Sequence
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
from domain.allocation.claim import Claim, Method, Sharing
from domain.allocation.completion_day import CompletionDay, books_unit
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.methods import method_named
from domain.allocation.theoretical import TestBook, hours_on
from domain.allocation.wellhead import shown_at_wellhead
from domain.calendar import ProductionDay
from domain.errors import DataError
from domain.field.network import Edge, GasUnitSpan
from domain.measurement.tank import TankDay
from domain.measurement.tank_papers import TankPapers

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

    A battery's volume goes to the completions that flow to it, by the method its facility names;
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
    if volume.amount is not None:
        result.measured[product] += volume.amount
    if not edges:
        if volume.amount:
            result.findings.append(("unallocated", f"{about}: no completion flows to it"))
        return
    method = _method_of(station, result)
    if method is None:
        return
    on = result.day.produced_on
    members = [
        (_completion(inputs, result, edge.completion_id), _column(inputs, edge, on))
        for edge in edges
    ]
    for member, _ in members:
        member.hashes += volume.input_hashes
        member.is_estimated |= volume.is_estimate
        member.shared_by(station.allocation_method)
    if volume.amount is None:
        for member, column in members:
            member.take_share(column, None)
            member.flag(f"{product}_not_measured")
        return
    sharing = method(volume.amount, [_claim(inputs, each, product) for each, _ in members])
    if sharing.why_not:
        amount = f"{volume.amount} {books_unit(product)}"
        result.failures.append(f"{about}: {amount} measured but {sharing.why_not}")
    _give(members, volume.amount, sharing)


def _give(
    members: Sequence[tuple[CompletionDay, str]], measured: Decimal, sharing: Sharing
) -> None:
    """Give each completion its share, if there are any, in the column its product counts as."""
    total = sum(sharing.expected.values(), _ZERO)
    for member, _ in members:
        if member.completion_id in sharing.by_test:
            member.use_test()
    if sharing.why_not:
        return
    for member, column in members:
        member.take_share(column, sharing.shares[member.completion_id])
        member.expect(column, sharing.expected[member.completion_id], measured, total)


def _method_of(station: Battery, result: OrganizationDay) -> Method | None:
    """Return how a battery's volumes are shared; a name that is not known fails the day."""
    try:
        return method_named(station.allocation_method)
    except DataError as fault:
        reason = f"{station.name}: {fault.message}"
        if reason not in result.failures:
            result.failures.append(reason)
        return None


def _claim(inputs: AllocationInputs, member: CompletionDay, product: str) -> Claim:
    own = inputs.measured.find(member.day.produced_on, member.completion_id, product)
    amount = None if own is None or own.amount is None or own.amount < 0 else own.amount
    return Claim(
        completion_id=member.completion_id,
        name=member.name,
        product=product,
        own=amount,
        test=member.test,
        hours=member.hours.used,
    )


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
