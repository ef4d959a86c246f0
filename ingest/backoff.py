"""How long to leave a device alone that did not answer: longer each time, and never in step."""

import random
from dataclasses import dataclass


@dataclass
class BackOff:
    """Doubling waits with jitter, so that many collectors do not knock at the same instant."""

    first_s: float = 0.5
    limit_s: float = 60.0
    failures: int = 0

    def failed(self) -> float:
        """Count a failure and return how long to wait [s]."""
        wait_s = min(self.limit_s, self.first_s * 2.0 ** min(self.failures, 32))
        self.failures += 1
        return wait_s * random.uniform(0.8, 1.0)  # noqa: S311  # spreads load, guards nothing

    def worked(self) -> None:
        """Start again from the shortest wait."""
        self.failures = 0
