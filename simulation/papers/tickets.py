"""Run tickets and well tests of the month as sheets."""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Final

from simulation.field.chance import stream
from simulation.field.haulage import HaulerTicket
from simulation.field.month import FieldRun
from simulation.field.plans import GasWellPlan, WellPlan
from simulation.names import completion_name

_TEST_ERROR: Final = 0.03
_RETEST_ON_DAY: Final = 14


def sheet(rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV text, the columns in the order of the first row."""
    text = StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
    return text.getvalue()


def month_tickets(run: FieldRun) -> list[HaulerTicket]:
    """Return the tickets sealed in the month, oldest first."""
    start = run.timeline.instants[run.timeline.from_index]
    end = run.timeline.instants[run.timeline.to_index]
    tickets = [each for facility in run.tickets.values() for each in facility]
    return sorted(
        (each for each in tickets if start < each.closed_at <= end),
        key=lambda each: each.closed_at,
    )


def ticket_rows(run: FieldRun) -> list[Mapping[str, object]]:
    """Return the rows of ``tickets.csv``; numbers follow the hauler's book."""
    first = stream(run.seed, "ticket numbers", run.plan.slug).randint(100_000, 800_000)
    return [
        {
            "ticket_number": str(first + 3 * place),
            "hauler": run.plan.hauler,
            "purchaser": run.plan.oil_purchaser,
            "tank": each.tank_name,
            "opened_at": _instant(each.opened_at),
            "closed_at": _instant(each.closed_at),
            "opening_level_in": f"{each.opening_level_in:.2f}",
            "closing_level_in": f"{each.closing_level_in:.2f}",
            "oil_observed_bbl": f"{each.oil_observed_bbl:.2f}",
            "temperature_degf": f"{each.temperature_degf:.0f}",
            "api_gravity_60f": f"{each.api_gravity_60f:.1f}",
            "bsw_pct": f"{max(0.0, each.bsw_pct):.2f}",
            "oil_nsv_bbl": f"{each.oil_nsv_bbl:.2f}",
            "is_rejected": str(each.is_rejected).lower(),
        }
        for place, each in enumerate(month_tickets(run))
    ]


def well_test_rows(run: FieldRun, month: date) -> list[Mapping[str, object]]:
    """Return the rows of ``tests.csv``: each well before the month, the larger ones again in it.

    One test in the middle of the month is marked invalid, because the separator dumped.
    """
    rows: list[Mapping[str, object]] = [
        _test(run, well, month - timedelta(days=5)) for well in run.plan.wells
    ]
    again = sorted(run.plan.wells, key=lambda well: -well.oil_bbl_per_day)[:4]
    rows.extend(_test(run, well, month + timedelta(days=_RETEST_ON_DAY)) for well in again)
    spoilt = _test(run, run.plan.wells[-1], month + timedelta(days=_RETEST_ON_DAY - 1))
    rows.append({**spoilt, "oil_bbl_per_day": "0.00", "is_valid": "false"})
    rows.extend(_test(run, well, month - timedelta(days=5)) for well in run.plan.gas_wells)
    return rows


def _test(run: FieldRun, well: WellPlan | GasWellPlan, tested_on: date) -> dict[str, object]:
    chance = stream(run.seed, "test", well.well_name, tested_on.isoformat())
    oil, gas, water = _rates(run, well, tested_on)
    return {
        "completion": completion_name(well),
        "tested_on": tested_on.isoformat(),
        "test_hours": "24",
        "oil_bbl_per_day": f"{oil * (1 + chance.gauss(0, _TEST_ERROR)):.2f}",
        "gas_mcf_per_day": f"{gas * (1 + chance.gauss(0, _TEST_ERROR)):.2f}",
        "water_bbl_per_day": f"{water * (1 + chance.gauss(0, _TEST_ERROR)):.2f}",
        "tubing_pressure_psig": f"{well.tubing_psig:.1f}",
        "is_valid": "true",
    }


def _rates(
    run: FieldRun, well: WellPlan | GasWellPlan, tested_on: date
) -> tuple[float, float, float]:
    """Return the rates of the day of the test, as if the well ran all day."""
    timeline, history = run.timeline, run.histories[well.well_name]
    start = datetime(tested_on.year, tested_on.month, tested_on.day, 13, tzinfo=UTC)
    at = max(0, min(timeline.index_at(start), timeline.n_instants - 1))
    per_day = round(24 / timeline.step_h)
    flows = [
        flow
        for flow, is_running in zip(
            history.flows[at : at + per_day], history.runs[at : at + per_day], strict=True
        )
        if is_running
    ] or [max(history.flows, key=lambda flow: flow.gas_mcf)]
    scale = per_day / len(flows)
    return (
        sum(flow.oil_bbl for flow in flows) * scale,
        sum(flow.gas_mcf for flow in flows) * scale,
        sum(flow.water_bbl for flow in flows) * scale,
    )


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
