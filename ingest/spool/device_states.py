"""What each device is doing, kept in the spool so that another process can ask."""

from typing import Final, Literal, NamedTuple

from domain.measurement.reading import instant
from ingest.spool.letters import now_us
from ingest.spool.spool import Spool
from ingest.spool.view import SpoolView

State = Literal["starting", "running", "failed", "stopped"]

_SET: Final = (
    "insert into device (device_name, protocol, state, since_us, restarts, last_error)"
    " values (?, ?, ?, ?, ?, ?) on conflict (device_name) do update set"
    " protocol = excluded.protocol, state = excluded.state, since_us = excluded.since_us,"
    " restarts = excluded.restarts, last_error = coalesce(excluded.last_error, last_error)"
)
_ALL: Final = (
    "select device_name, protocol, state, since_us, restarts, last_error, accepted,"
    " last_accepted_us, good, uncertain, bad, overflowed, refused, last_good_us, last_fault"
    " from device order by device_name"
)


class DeviceState(NamedTuple):
    """One device: its state, since when, how much it gave and how good that was."""

    device_name: str
    protocol: str
    state: str
    since_us: int | None
    restarts: int
    last_error: str | None
    accepted: int
    last_accepted_us: int | None
    good: int = 0
    uncertain: int = 0
    bad: int = 0
    overflowed: int = 0
    refused: int = 0
    last_good_us: int | None = None
    last_fault: int | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether the last delivery held a good reading: only that shows that a device lives."""
        return self.last_good_us is not None and self.last_good_us == self.last_accepted_us

    def as_json(self) -> dict[str, object]:
        """Return the state with its times in words."""
        fields = self._asdict()
        for name in ("since", "last_accepted", "last_good"):
            us = fields.pop(f"{name}_us")
            fields[f"{name}_at"] = None if us is None else instant(us).isoformat()
        return {**fields, "is_healthy": self.is_healthy}


def note(
    spool: Spool,
    device_name: str,
    protocol: str,
    state: State,
    *,
    restarts: int,
    error: str | None = None,
) -> None:
    """Write down that a device changed its state."""
    spool.execute(_SET, (device_name, protocol, state, now_us(), restarts, error))


def device_states(spool: SpoolView) -> list[DeviceState]:
    """Return every device the spool has heard of."""
    return [DeviceState(*row) for row in spool.rows(_ALL)]
