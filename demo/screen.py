"""What a person sees while the demo works: one line per step with the seconds so far."""

import time
from dataclasses import dataclass, field

import click


@dataclass
class Screen:
    """Prints steps to standard error, so that standard output holds the report alone."""

    quiet: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the demo started."""
        return time.monotonic() - self.started

    def step(self, what: str) -> None:
        """Say what begins now."""
        if not self.quiet:
            click.echo(f"{self.seconds:6.1f} s  {what}", err=True)
