"""The decline fit of a completion: what of its history is fitted, and what is kept of the fit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from domain.calendar import next_month
from domain.decline.decline_month import DeclineMonth
from domain.decline.fit import MonthlyFit, fit_months
from domain.decline.forecast import forecast_months, total_volume
from domain.decline.history import ProducedMonth, TooFewPoints
from domain.errors import DataError, FitError

FitState = Literal["fitted", "short", "failed"]
FIT_STATES: Final[tuple[FitState, ...]] = ("fitted", "short", "failed")

_MONTHS_AHEAD: Final = 12
_METRIC_UNIT: Final = "sm3"


@dataclass(frozen=True, slots=True)
class FitOutcome:
    """A fit, or why there is none: rates per producing day in `rate_unit`, decline per year."""

    state: FitState
    flags: tuple[str, ...]
    reason: str | None = None
    model: str = "arps"
    starts_on: date | None = None
    qi_per_day: float | None = None
    di_nominal_per_year: float | None = None
    b_factor: float | None = None
    rmse_ln: float | None = None
    months_used: int = 0
    uptime_fraction: float | None = None
    next_12_months_volume: float | None = None


@dataclass(frozen=True, slots=True)
class CompletionFit:
    """The outcome for one product of a completion, in the unit that its device counts."""

    completion_id: UUID
    completion_name: str
    product: Literal["oil", "gas"]
    as_of_month: date
    rate_unit: str
    outcome: FitOutcome

    @property
    def finding(self) -> str:
        """What an engineer should look at, with the reason why there is no curve."""
        why = f" ({self.outcome.reason})" if self.outcome.reason else ""
        return f"{self.completion_name} {self.product}: {', '.join(self.outcome.flags)}{why}"


def completion_fits(months: Iterable[DeclineMonth], as_of_month: date) -> list[CompletionFit]:
    """Return the decline fit of every completion that ever produced.

    Arps on the logarithm of the rate per producing day, by month, for oil or for the gas of a
    gas well, in the unit its device counts if that is Sm3. A history too short to fit is
    ``short``, one that cannot be fitted ``failed``, each with its reason.

    Parameters
    ----------
    months : iterable of DeclineMonth
        Histories, each in the order of its months.
    as_of_month : date
        First day of the last production month used.
    """
    histories: defaultdict[UUID, list[DeclineMonth]] = defaultdict(list)
    for month in months:
        histories[month.completion_id].append(month)
    return [
        _fit(history, product, as_of_month)
        for history in histories.values()
        if (product := product_of(history)) is not None
    ]


def product_of(history: Sequence[DeclineMonth]) -> Literal["oil", "gas"] | None:
    """Return what to fit: gas for a gas well, else oil; nothing if it never made any."""
    product: Literal["oil", "gas"] = "gas" if history[0].main_product == "gas" else "oil"
    volumes = (_volume(month, product)[0] for month in history)
    return product if any(volume is not None and volume > 0 for volume in volumes) else None


def _volume(month: DeclineMonth, product: str) -> tuple[Decimal | None, str]:
    if product == "gas":
        if month.native_gas_unit == _METRIC_UNIT:
            return month.gas_native, _METRIC_UNIT
        return month.gas_mcf, "mcf"
    if month.native_liquid_unit == _METRIC_UNIT:
        return month.oil_native, _METRIC_UNIT
    return month.oil_bbl, "bbl"


def _fit(
    history: Sequence[DeclineMonth], product: Literal["oil", "gas"], as_of_month: date
) -> CompletionFit:
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
    outcome = _outcome(months, as_of_month)
    if len(months) < len(known):
        outcome = replace(outcome, flags=("unit_changed", *outcome.flags))
    first = history[0]
    return CompletionFit(
        first.completion_id, first.completion_name, product, as_of_month, last_unit, outcome
    )


def _outcome(months: Sequence[ProducedMonth], as_of_month: date) -> FitOutcome:
    try:
        return _fitted(fit_months(months, as_of_month), as_of_month)
    except TooFewPoints as fault:
        return FitOutcome("short", ("short",), fault.message)
    except (FitError, DataError) as fault:
        return FitOutcome("failed", ("failed",), fault.message)


def _fitted(monthly: MonthlyFit, as_of_month: date) -> FitOutcome:
    # A month of 25-hour days may show more hours on than 24 a day; nothing runs above always.
    uptime = min(monthly.uptime_fraction, 1.0)
    ahead = forecast_months(
        monthly.fit.curve, monthly.starts_on, next_month(as_of_month), _MONTHS_AHEAD, uptime
    )
    return FitOutcome(
        state="short" if "short" in monthly.fit.flags else "fitted",
        flags=tuple(monthly.fit.flags),
        starts_on=monthly.starts_on,
        qi_per_day=monthly.fit.qi_per_day,
        di_nominal_per_year=monthly.fit.di_nominal_per_year,
        b_factor=monthly.fit.b,
        rmse_ln=monthly.fit.rmse_ln,
        months_used=monthly.fit.points,
        uptime_fraction=uptime,
        next_12_months_volume=total_volume(ahead),
    )
