"""One reading of a tag as it was stored, without the name of its tag."""

from datetime import datetime
from typing import NamedTuple


class Sample(NamedTuple):
    """One stored reading; `value` is empty when the read failed."""

    observed_at: datetime
    value: float | None
    quality: int
