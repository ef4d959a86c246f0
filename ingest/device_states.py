"""What each device is doing, kept in the spool so that another process can ask."""

from typing import Final, Literal, NamedTuple

from ingest.spool import Spool
from ingest.spool_letters import now_us
from ingest.spool_rows import instant

State = Literal["starting", "running", "failed", "stopped"]

_SET: Final = (
    "insert into device (device_name, protocol, state, since_us, restarts, last_error)"
    " values (?, ?, ?, ?, ?, ?) on conflict (device_name) do update set"
    " protocol = excluded.protocol, state = excluded.state, since_us = excluded.since_us,"
    " restarts = excluded.restarts, last_error = coalesce(excluded.last_error, last_error)"
)
_ALL: Final = (
    "select device_name, protocol, state, since_us, restarts, last_error, accepted,"
    " last_accepted_us from device order by device_name"
)


class DeviceState(NamedTuple):
    """One device: its state, since when, and how much it gave."""

    device_name: str
    protocol: str
    state: str
    since_us: int | None
    restarts: int
    last_error: str | None
    accepted: int
    last_accepted_us: int | None

    def as_json(self) -> dict[str, object]:
        """Return the state with its times in words."""
        fields = self._asdict()
        for name in ("since", "last_accepted"):
            us = fields.pop(f"{name}_us")
            fields[f"{name}_at"] = None if us is None else instant(us).isoformat()
        return fields


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


def device_states(spool: Spool) -> list[DeviceState]:
    """Return every device the spool has heard of."""
    return [DeviceState(*row) for row in spool.rows(_ALL)]
