"""What a spool says of its collector, without a database and beside a running process."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

from domain.errors import ConfigError
from domain.measurement.reading import instant
from ingest.spool import lock as spool_lock
from ingest.spool.device_states import DeviceState, device_states
from ingest.spool.forwarding_state import ForwardingState, forwarding_state
from ingest.spool.letters import now_us
from ingest.spool.view import SpoolView


class SpoolStatus(NamedTuple):
    """The state of a spool and of the devices that feed it."""

    spool: Path
    process: int | None
    pending_readings: int
    pending_refused: int
    oldest_us: int | None
    newest_us: int | None
    counters: dict[str, int]
    dead_by_reason: dict[str, int]
    devices: list[DeviceState]
    forwarding: ForwardingState
    size_bytes: int
    free_bytes: int

    @property
    def oldest_age_s(self) -> float | None:
        """How long the oldest reading has waited [s]."""
        return None if self.oldest_us is None else (now_us() - self.oldest_us) / 1e6

    def as_json(self) -> dict[str, Any]:
        """Return the status as plain words and numbers."""
        return {
            "spool": str(self.spool),
            "running": self.process is not None,
            "process": self.process,
            "pending": {"readings": self.pending_readings, "refused": self.pending_refused},
            "oldest_received_at": _text(self.oldest_us),
            "newest_received_at": _text(self.newest_us),
            "oldest_age_s": self.oldest_age_s,
            "counters": self.counters,
            "dead": self.dead_by_reason,
            "devices": [device.as_json() for device in self.devices],
            "database": {
                "error": self.forwarding.error,
                "since": _text(self.forwarding.since_us),
            },
            "size_bytes": self.size_bytes,
            "free_bytes": self.free_bytes,
        }


def existing(path: Path) -> Path:
    """Return the file of a spool that must be there.

    Raises
    ------
    ConfigError
        There is no such file.
    """
    if not path.is_file():
        raise ConfigError(
            "there is no spool", where=str(path), remedy="check the path, or collect first"
        )
    return path


def spool_status(spool: SpoolView) -> SpoolStatus:
    """Return the state of a spool, its own collector running or not."""
    readings, oldest_us, newest_us = spool.rows(
        "select count(*), min(received_us), max(received_us) from reading"
    )[0]
    refused = spool.rows("select count(*) from refused")[0][0]
    dead = dict(spool.rows("select reason, count(*) from dead group by reason order by reason"))
    size_bytes = sum(
        file.stat().st_size
        for file in (spool.path, spool.path.with_name(spool.path.name + "-wal"))
        if file.exists()
    )
    return SpoolStatus(
        spool=spool.path,
        process=spool_lock.holder(spool.path),
        pending_readings=readings,
        pending_refused=refused,
        oldest_us=oldest_us,
        newest_us=newest_us,
        counters=spool.counters(),
        dead_by_reason=dead,
        devices=device_states(spool),
        forwarding=forwarding_state(spool),
        size_bytes=size_bytes,
        free_bytes=shutil.disk_usage(spool.path.parent).free,
    )


def _text(us: int | None) -> str | None:
    return None if us is None else instant(us).isoformat()
