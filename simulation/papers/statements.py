"""What the purchasers say they bought: oil by ticket and LACT meter, gas by the gatherer's chart.

Oil tax and fee are withheld by the purchaser, who remits them; gas is sold off the lease, so the
producer pays. The gatherer integrates its own chart and is a little off our meter; the LACT
statement uses the meter factor and the mean temperature of the month.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.measurement.volume_correction import correction_for_pressure, correction_for_temperature
from simulation.field.chance import stream
from simulation.field.month import FieldRun, battery_device
from simulation.field.plans import BatteryPlan, UnitPlan
from simulation.papers.equipment import GAS_BASE_PSIA
from simulation.papers.master import gas_code, oil_code
from simulation.papers.tickets import month_tickets

_CENT: Final = Decimal("0.01")
_OIL_TAX: Final = Decimal("0.046")
_OIL_FEE_USD_PER_BBL: Final = Decimal("0.00625")
_GATHERING_USD_PER_MCF: Final = Decimal("0.31")
_MMBTU_PER_MCF: Final = Decimal("1.214")
_CHART_ERROR: Final = 0.002
_OIL_STATEMENT_DAY: Final = 20
_GAS_STATEMENT_DAY: Final = 28


def statement_rows(run: FieldRun, month: date) -> list[Mapping[str, object]]:
    """Return the lines of ``statement.csv``: the oil purchaser's, then the gas purchaser's."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    oil = [
        _line(month, unit, "oil", volume, run.plan.oil_price_usd_per_bbl)
        for unit, volume in oil_sales_bbl(run).items()
    ]
    gas = [
        _line(month, unit, "gas", volume, run.plan.gas_price_usd_per_mcf)
        for unit, volume in gas_sales_mcf(run).items()
    ]
    stamp = f"{month:%Y%m}"
    return [
        *_statement(oil, run.plan.oil_purchaser, f"{run.plan.oil_purchaser}-{stamp}",
                    following.replace(day=_OIL_STATEMENT_DAY)),
        *_statement(gas, run.plan.gas_purchaser, f"{run.plan.gas_purchaser}-{stamp}",
                    following.replace(day=_GAS_STATEMENT_DAY)),
    ]  # fmt: skip


def oil_sales_bbl(run: FieldRun) -> dict[UnitPlan, Decimal]:
    """Return oil bought by unit; what several units sold together is shared by what they made."""
    sales: dict[UnitPlan, Decimal] = {}
    for battery in run.plan.batteries:
        volume = _lact_bbl(run, battery) if battery.sale == "lact" else _hauled_bbl(run, battery)
        sales.update(_shared(run, battery, volume, "oil_bbl"))
    return sales


def gas_sales_mcf(run: FieldRun) -> dict[UnitPlan, Decimal]:
    """Return gas bought by unit, as the gatherer's chart has it."""
    sales: dict[UnitPlan, Decimal] = {}
    for battery in run.plan.batteries:
        charted = _charted(run, f"{battery.stem}.gas.sales")
        sales.update(_shared(run, battery, charted, "gas_mcf"))
    for well in run.plan.gas_wells:
        sales[run.plan.unit(well.unit_number)] = _charted(run, f"{well.tag_stem}.gas.total")
    return sales


def _hauled_bbl(run: FieldRun, battery: BatteryPlan) -> Decimal:
    tanks = set(battery.tank_names())
    loads = (each for each in month_tickets(run) if each.tank_name in tanks)
    return sum((Decimal(f"{each.oil_nsv_bbl:.2f}") for each in loads), Decimal("0.00"))


def _lact_bbl(run: FieldRun, battery: BatteryPlan) -> Decimal:
    """Return the month's LACT ticket: indicated x meter factor x CTL x CPL x (1 - S&W)."""
    device = run.samples[battery_device(battery.stem)]
    pumping = [
        (sample.signals[f"{battery.stem}.lact.temperature"].value or 0.0, psig)
        for sample in device[run.timeline.from_index : run.timeline.to_index]
        if (psig := sample.signals[f"{battery.stem}.lact.pressure"].value or 0.0) > 0
    ]
    degf = sum(warmth for warmth, _ in pumping) / max(1, len(pumping))
    psig = sum(pressure for _, pressure in pumping) / max(1, len(pumping))
    api = battery.api_gravity_60f
    ctpl = correction_for_temperature(api, degf) * correction_for_pressure(api, degf, psig)
    indicated = run.metered[f"{battery.stem}.lact.total"]
    net = indicated * battery.lact_meter_factor * ctpl * (1 - battery.bsw_pct / 100)
    return Decimal(f"{net:.2f}")


def _charted(run: FieldRun, tag_name: str) -> Decimal:
    error = stream(run.seed, "chart", run.plan.slug, tag_name).gauss(0, _CHART_ERROR)
    return Decimal(round(run.metered[tag_name] * (1 + error)))


def _shared(
    run: FieldRun, battery: BatteryPlan, volume: Decimal, product: str
) -> dict[UnitPlan, Decimal]:
    """Share a battery's volume by what each unit's wells made; the last unit takes the rest."""
    made = dict.fromkeys(battery.units, 0.0)
    for well in run.plan.wells_of(battery.facility_code):
        made[well.unit_number] += float(getattr(run.truth.wells[well.well_name], product))
    step = _CENT if product == "oil_bbl" else Decimal(1)
    left, shares = volume, {}
    for number in battery.units[:-1]:
        share = volume * Decimal(made[number] / sum(made.values()))
        shares[run.plan.unit(number)] = share.quantize(step, ROUND_HALF_UP)
        left -= shares[run.plan.unit(number)]
    shares[run.plan.unit(battery.units[-1])] = left
    return shares


def _line(
    month: date, unit: UnitPlan, product: str, volume: Decimal, price: Decimal
) -> dict[str, object]:
    gross = (volume * price).quantize(_CENT, ROUND_HALF_UP)
    is_oil = product == "oil"
    tax = fee = deductions = Decimal("0.00")
    if is_oil:
        tax = (gross * _OIL_TAX).quantize(_CENT, ROUND_HALF_UP)
        fee = (volume * _OIL_FEE_USD_PER_BBL).quantize(_CENT, ROUND_HALF_UP)
    else:
        deductions = (volume * _GATHERING_USD_PER_MCF).quantize(_CENT, ROUND_HALF_UP)
    return {
        "purchaser_property_code": oil_code(unit) if is_oil else gas_code(unit),
        "property": unit.property_number,
        "sales_month": month.isoformat(),
        "product": product,
        "pressure_base_psia": "" if is_oil else str(GAS_BASE_PSIA),
        "volume": str(volume),
        "unit": "bbl" if is_oil else "mcf",
        "energy_mmbtu": "" if is_oil else str((volume * _MMBTU_PER_MCF).quantize(_CENT)),
        "price_usd_per_unit": str(price),
        "gross_usd": gross,
        "tax_withheld_usd": tax + fee,
        "deductions_usd": deductions,
        "net_usd": gross - tax - fee - deductions,
        "decimal_paid": "1",
        "is_prior_period": "false",
    }


def _statement(
    lines: list[dict[str, object]], purchaser: str, number: str, statement_on: date
) -> list[Mapping[str, object]]:
    total = sum((Decimal(str(line["net_usd"])) for line in lines), Decimal("0.00"))
    head = {
        "purchaser": purchaser,
        "statement_number": number,
        "statement_on": statement_on.isoformat(),
        "total_usd": str(total),
        "check_amount_usd": str(total),
    }
    return [
        {**head, "line_number": str(place), **line} for place, line in enumerate(lines, start=1)
    ]
