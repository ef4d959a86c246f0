"""Arps decline: exponential, hyperbolic and harmonic in one expression without cancellation.

Textbook forms lose every digit near b = 0 and b = 1. With h(z) = ln(1+z)/z, g(x) = (1-e^-x)/x and
L = D t h(bDt), the rate is qi e^-L and the volume qi t h(bDt) g((1-b)L) for every b in [0, 2].
"""

from dataclasses import dataclass
from math import expm1, inf, isfinite, log
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from domain.errors import DataError

Floats = NDArray[np.float64]

B_MAX: Final = 2.0
_SERIES_BELOW: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Arps:
    """A decline from one instant on; time, rate and decline share their unit of time.

    Parameters
    ----------
    qi : float
        Rate at t = 0, above zero [volume/time].
    di_nominal : float
        Nominal decline at t = 0, not negative [1/time].
    b : float
        Exponent: 0 exponential, 1 harmonic, up to 2 [-].

    Raises
    ------
    DataError
        If a parameter is out of its domain.

    References
    ----------
    .. [1] J.J. Arps, Analysis of Decline Curves, Trans. AIME 160 (1945).
    """

    qi: float
    di_nominal: float
    b: float

    def __post_init__(self) -> None:
        if not (self.qi > 0 and isfinite(self.qi)):
            raise DataError(f"initial rate {self.qi} is not above zero")
        if not (self.di_nominal >= 0 and isfinite(self.di_nominal)):
            raise DataError(f"nominal decline {self.di_nominal} is negative or not finite")
        if not 0 <= self.b <= B_MAX:
            raise DataError(f"b of {self.b} is not within 0 and {B_MAX:g}")

    def rate(self, t: ArrayLike) -> Floats:
        """Return the rate at times since the start [volume/time]."""
        return np.asarray(self.qi * np.exp(-self._log_fall(_times(t))))

    def cumulative(self, t: ArrayLike) -> Floats:
        """Return the volume made from the start to times since then [volume]."""
        since = _times(t)
        hyper = log1p_ratio(self.b * self.di_nominal * since)
        fall = self.di_nominal * since * hyper
        return np.asarray(self.qi * since * hyper * _expm1_ratio((1.0 - self.b) * fall))

    def decline(self, t: ArrayLike) -> Floats:
        """Return the nominal decline at times since the start [1/time]."""
        return np.asarray(self.di_nominal / (1.0 + self.b * self.di_nominal * _times(t)))

    def shifted(self, t0: float) -> "Arps":
        """Return the same curve seen from a later start."""
        return Arps(float(self.rate(t0)), float(self.decline(t0)), self.b)

    def volume(self, t0: float, span: float) -> float:
        """Return the volume made in a span that starts at t0 [volume].

        Shifting first avoids the difference of two large cumulatives.
        """
        return float(self.shifted(t0).cumulative(span))

    def time_to_rate(self, rate: float) -> float:
        """Return when the rate has fallen to a value [time]; infinite if it never does.

        Raises
        ------
        DataError
            If the rate is not above zero.
        """
        if not rate > 0:
            raise DataError(f"rate {rate} is not above zero")
        if rate >= self.qi:
            return 0.0
        if self.di_nominal == 0:
            return inf
        fall = log(self.qi / rate)
        stretch = self.b * fall
        growth = expm1(stretch) / stretch if stretch > 0 else 1.0
        return fall * growth / self.di_nominal

    def _log_fall(self, since: Floats) -> Floats:
        return self.di_nominal * since * log1p_ratio(self.b * self.di_nominal * since)


def log1p_ratio(z: Floats) -> Floats:
    """Return ln(1+z)/z, which is 1 at zero."""
    safe = np.where(z == 0.0, 1.0, z)
    return np.where(z == 0.0, 1.0, np.log1p(safe) / safe)


def curvature_ratio(z: Floats) -> Floats:
    """Return (ln(1+z) - z/(1+z)) / z^2, which is 1/2 at zero; the gradient of ln(rate) in b."""
    small = np.abs(z) < _SERIES_BELOW
    safe = np.where(small, 1.0, z)
    exact = (np.log1p(safe) - safe / (1.0 + safe)) / safe**2
    return np.where(small, 0.5 - 2.0 * z / 3.0 + 0.75 * z**2, exact)


def _expm1_ratio(x: Floats) -> Floats:
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, -np.expm1(-safe) / safe)


def _times(t: ArrayLike) -> Floats:
    since = np.asarray(t, dtype=np.float64)
    if np.any(since < 0) or not np.all(np.isfinite(since)):
        raise DataError("a time is negative or not finite", remedy="count from the curve's start")
    return since
