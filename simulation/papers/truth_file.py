"""The truth of a simulated month, for judges: what no paper and no device says."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from ingest.site.models import Site
from simulation.field.month import FieldRun
from simulation.papers.statements import gas_sales_mcf, oil_sales_bbl
from simulation.papers.tickets import month_tickets

_PLACES = 6


def truth_of(run: FieldRun, site: Site, month: date) -> Mapping[str, object]:
    """Return one organization's part of ``truth.json``; volumes in bbl net standard and Mcf."""
    tickets = month_tickets(run)
    return {
        "month": month.isoformat(),
        "seed": run.seed,
        "wells": {name: _rounded(asdict(well)) for name, well in run.truth.wells.items()},
        "batteries": {
            code: {
                **_rounded(asdict(battery)),
                "ticket_bbl": round(_ticket_bbl(run, code), 2),
            }
            for code, battery in run.truth.batteries.items()
        },
        "days": {
            day.isoformat(): {
                code: _rounded(asdict(each))
                for (other, code), each in run.truth.days.items()
                if other == day
            }
            for day in sorted({day for day, _ in run.truth.days})
        },
        "metered": {tag: round(volume, _PLACES) for tag, volume in run.metered.items()},
        "statement_oil_bbl": {
            unit.unit_number: str(volume) for unit, volume in oil_sales_bbl(run).items()
        },
        "statement_gas_mcf": {
            unit.unit_number: str(volume) for unit, volume in gas_sales_mcf(run).items()
        },
        "n_tickets": len(tickets),
        "n_readings": _n_readings(run, site),
    }


def _ticket_bbl(run: FieldRun, facility_code: str) -> float:
    own = {id(each) for each in run.tickets[facility_code]}
    return sum(each.oil_nsv_bbl for each in month_tickets(run) if id(each) in own)


def _n_readings(run: FieldRun, site: Site) -> dict[str, int]:
    """Return how many tags times samples the devices have to tell, by protocol."""
    counts: dict[str, int] = {}
    for device in site.devices:
        told = sum(len(sample.signals) for sample in run.samples.get(device.name, ()))
        counts[device.protocol] = counts.get(device.protocol, 0) + told
    return counts


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(figure, _PLACES) for name, figure in figures.items()}
