"""Decline fits of completions, from their monthly volumes over producing time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.report import StageReport
from domain.calendar import first_of_month, next_month
from domain.decline.fit import MonthlyFit, fit_months
from domain.decline.forecast import forecast_months, total_volume
from domain.decline.history import ProducedMonth, TooFewPoints
from domain.errors import DataError, FitError
from storage import bulk
from storage.connections import Connection
from storage.rows import engineering
from storage.rows.engineering import CompletionMonth
from storage.tenant import tenant_transaction

_MONTHS_AHEAD: Final = 12
_SHORT: Final = "short"
_FAILED: Final = "failed"
_METRIC_UNIT: Final = "sm3"

Row = dict[str, object]

_NOT_FITTED: Final[Row] = {
    "starts_on": None,
    "qi_per_day": None,
    "di_nominal_per_year": None,
    "b_factor": None,
    "rmse_ln": None,
    "months_used": 0,
    "uptime_fraction": None,
    "next_12_months_volume": None,
}


def fit_completions(
    conn: Connection, organization_id: UUID, as_of_month: date, run_id: UUID
) -> StageReport:
    """Fit a decline to every completion of an organization that ever produced.

    Arps on the logarithm of the rate per producing day, by month, for oil or for the gas of a
    gas well, in the unit its device counts if that is Sm3. A history too short to fit is stored
    as ``short``, one that cannot be fitted as ``failed``, each with its `reason`.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, no transaction open.
    organization_id : UUID
        Tenant.
    as_of_month : date
        Last production month used, any day of it.
    run_id : UUID
        Run that makes the rows.

    Returns
    -------
    StageReport
        Rows written, one flag for each fit to look at, and how many are in each state.

    Raises
    ------
    StorageError
        If the database fails.
    """
    month = first_of_month(as_of_month)
    with tenant_transaction(conn, organization_id):
        histories = _by_completion(engineering.completion_months(conn, month))
        rows = [
            _fitted_row(history, product, month)
            for history in histories
            if (product := _product_of(history)) is not None
        ]
        written = bulk.replace_window(
            conn,
            "decline_fit",
            "as_of_month = %(month)s",
            {"month": month},
            ({"organization_id": organization_id, "run_id": run_id, **row} for _, row in rows),
        )
    states = [str(row["state"]) for _, row in rows]
    return StageReport(
        stage="fit",
        rows_written={"decline_fit": written},
        flags=tuple(_finding(name, row) for name, row in rows if row["flags"]),
        figures={state: states.count(state) for state in ("fitted", _SHORT, _FAILED)},
    )


def _by_completion(months: Sequence[CompletionMonth]) -> list[list[CompletionMonth]]:
    histories: defaultdict[UUID, list[CompletionMonth]] = defaultdict(list)
    for month in months:
        histories[month.completion_id].append(month)
    return list(histories.values())


def _product_of(history: Sequence[CompletionMonth]) -> str | None:
    """Return what to fit: gas for a gas well, else oil; empty if it never made any."""
    product = "gas" if history[0].main_product == "gas" else "oil"
    volumes = (_volume(month, product)[0] for month in history)
    return product if any(volume is not None and volume > 0 for volume in volumes) else None


def _volume(month: CompletionMonth, product: str) -> tuple[Decimal | None, str]:
    if product == "gas":
        if month.native_gas_unit == _METRIC_UNIT:
            return month.gas_native, _METRIC_UNIT
        return month.gas_mcf, "mcf"
    if month.native_liquid_unit == _METRIC_UNIT:
        return month.oil_native, _METRIC_UNIT
    return month.oil_bbl, "bbl"


def _fitted_row(
    history: Sequence[CompletionMonth], product: str, as_of_month: date
) -> tuple[str, Row]:
    known = [
        (month, volume, unit)
        for month in history
        for volume, unit in (_volume(month, product),)
        if volume is not None
    ]
    # A device exchanged for one in other units starts a history of its own.
    *_, (_, _, last_unit) = known
    months = [
        ProducedMonth(month.month, float(volume), float(month.hours_on or 0))
        for month, volume, unit in known
        if unit == last_unit
    ]
    row: Row = {
        "completion_id": history[0].completion_id,
        "product": product,
        "as_of_month": as_of_month,
        "model": "arps",
        "rate_unit": last_unit,
        **_outcome(months, as_of_month),
    }
    if len(months) < len(known):
        row["flags"] = ["unit_changed", *_texts(row["flags"])]
    return history[0].completion_name, row


def _outcome(months: Sequence[ProducedMonth], as_of_month: date) -> Row:
    try:
        return _fitted(fit_months(months, as_of_month), as_of_month)
    except TooFewPoints as fault:
        return _NOT_FITTED | {"state": _SHORT, "flags": [_SHORT], "reason": fault.message}
    except (FitError, DataError) as fault:
        return _NOT_FITTED | {"state": _FAILED, "flags": [_FAILED], "reason": fault.message}


def _fitted(monthly: MonthlyFit, as_of_month: date) -> Row:
    # A month of 25-hour days may show more hours on than 24 a day; nothing runs above always.
    uptime = min(monthly.uptime_fraction, 1.0)
    ahead = forecast_months(
        monthly.fit.curve, monthly.starts_on, next_month(as_of_month), _MONTHS_AHEAD, uptime
    )
    return {
        "state": _SHORT if _SHORT in monthly.fit.flags else "fitted",
        "starts_on": monthly.starts_on,
        "qi_per_day": monthly.fit.qi_per_day,
        "di_nominal_per_year": monthly.fit.di_nominal_per_year,
        "b_factor": monthly.fit.b,
        "rmse_ln": monthly.fit.rmse_ln,
        "months_used": monthly.fit.points,
        "uptime_fraction": uptime,
        "next_12_months_volume": total_volume(ahead),
        "flags": list(monthly.fit.flags),
        "reason": None,
    }


def _finding(name: str, row: Row) -> str:
    why = f" ({row['reason']})" if row["reason"] else ""
    return f"{name} {row['product']}: {', '.join(_texts(row['flags']))}{why}"


def _texts(flags: object) -> list[str]:
    return [str(flag) for flag in flags] if isinstance(flags, list) else []
