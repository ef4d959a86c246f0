"""A production month from its inputs: each unit's dispositions, each completion's true-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.month.completions import CompletionMonth, Part, completion_months, parts_of
from domain.month.dispositions import unit_months
from domain.month.inputs import MonthInputs
from domain.month.unit_month import UnitMonth


@dataclass(frozen=True, slots=True)
class ProductionMonth:
    """A month after true-up: it balances by unit, and completions add up to their units."""

    units: Mapping[UUID, UnitMonth]
    parts: tuple[Part, ...]
    completions: tuple[CompletionMonth, ...]


def production_month(inputs: MonthInputs) -> ProductionMonth:
    """Work out a month from what was read of it.

    Raises
    ------
    DataError
        If it cannot be trued up: stock or sales have no unit, a statement names no contract, more
        left than was there, or a unit produced without an allocated day.
    """
    units = unit_months(inputs)
    parts = tuple(parts_of(inputs, units))
    return ProductionMonth(units, parts, completion_months(inputs, parts))
