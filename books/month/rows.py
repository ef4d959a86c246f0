"""Rows of `disposition_month`: one per reporting unit, product, kind and form code."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from books.month.dispositions import PhaseMonth, UnitMonth
from storage.identity import stable_id


def disposition_rows(
    units: Mapping[UUID, UnitMonth], month: date, version: int, run_id: UUID
) -> list[dict[str, Any]]:
    """Return the dispositions of every unit; a nil unit has its zeros."""
    return [
        row
        for unit_month in units.values()
        for phase in (unit_month.liquid, unit_month.gas)
        for row in _phase_rows(unit_month, phase, month, version, run_id)
    ]


def _phase_rows(
    unit_month: UnitMonth, phase: PhaseMonth, month: date, version: int, run_id: UUID
) -> Iterable[dict[str, Any]]:
    lines: list[tuple[str, str | None, object, str]] = []
    if phase.product != "gas":
        lines.append(("opening_stock", None, phase.opening, phase.opening_source))
        lines.append(("closing_stock", None, phase.closing, "tank"))
    lines.append(("production", None, phase.production, "derived"))
    lines.extend((each.kind, each.code, each.volume, each.source) for each in phase.dispositions)
    for kind, code, volume, source in lines:
        yield {
            "id": stable_id(
                "disposition_month", str(unit_month.unit.id), str(month), str(version),
                phase.product, kind, code or "",
            ),
            "reporting_unit_id": unit_month.unit.id,
            "month": month,
            "version": version,
            "product": phase.product,
            "kind": kind,
            "disposition_code": code,
            "volume": volume,
            "unit": phase.unit_of_volume,
            "source": source,
            "run_id": run_id,
        }  # fmt: skip
