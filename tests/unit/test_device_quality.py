"""What a status tells of a device: how much was good, what a queue lost, and when it last lived."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from cli.collect import status_text
from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.site.tables import Tag
from ingest.spool import device_states
from ingest.spool.group_commit import GroupCommit, SpoolSink
from ingest.spool.spool import Spool
from ingest.spool.status import spool_status
from ingest.tag_value import absent_reading, tag_reading
from tests.fixtures.old_spools import copy_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
OVERFLOW = 0x480
TAG = Tag(name="p", kind="pressure", unit="psig", low=0.0, high=100.0)


def given(spool: Spool, *deliveries: tuple[list[Reading], list[Refused]]) -> None:
    """Let a device called plc deliver to the spool."""
    device_states.note(spool, "plc", "opcua", "running", restarts=0)
    commits = GroupCommit(spool)
    sink = SpoolSink("plc", commits)

    async def deliver() -> None:
        for readings, refused in deliveries:
            await sink.accept(readings, refused)

    asyncio.run(deliver())
    commits.close()


def reading(value: float | None, quality: int = 0) -> Reading:
    """What a source makes of a value of the tag, or of none."""
    if value is None:
        return absent_reading(TAG, quality, observed_at=AT, received_at=AT)
    made = tag_reading(TAG, value, observed_at=AT, received_at=AT, quality=quality)
    assert isinstance(made, Reading)
    return made


def test_status__counts_by_quality_and_shows_what_a_queue_lost(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    given(
        spool,
        ([reading(1.0), reading(2.0, OVERFLOW), reading(500.0, OVERFLOW)], []),
        ([reading(None, Quality.BAD_SENSOR_FAILURE)], [Refused("malformed", "x", "p", "{", AT)]),
    )
    (device,) = device_states.device_states(spool)
    assert (device.accepted, device.good, device.uncertain, device.bad) == (4, 2, 1, 1)
    assert (device.overflowed, device.refused) == (2, 1)
    assert device.last_fault == Quality.BAD_SENSOR_FAILURE
    assert not device.is_healthy
    assert spool.peek(3)[2].quality == Quality.UNCERTAIN_OUT_OF_RANGE | OVERFLOW
    text = status_text(spool_status(spool))
    assert "1 bad, 1 uncertain, 1 refused, 2 after values lost in the device's queue" in text
    assert "now bad_sensor_failure" in text
    spool.close()


def test_status__running_source_of_a_silent_device_has_no_good_value(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    given(spool, ([reading(None, Quality.BAD_COMMUNICATION)], []))
    (device,) = spool_status(spool).as_json()["devices"]
    assert (device["state"], device["is_healthy"], device["last_good_at"]) == (
        "running", False, None,
    )  # fmt: skip
    given(spool, ([reading(1.0)], []))
    (device,) = spool_status(spool).as_json()["devices"]
    assert (device["is_healthy"], device["good"], device["bad"]) == (True, 1, 1)
    spool.close()


def test_spool__of_an_older_release_gets_the_counts(tmp_path: Path) -> None:
    path = copy_of("0.1.0", tmp_path)
    with sqlite3.connect(path) as older:
        older.execute("drop table device_quality")
        older.execute("delete from device")
        older.execute("insert into device (device_name) values ('plc')")
    older.close()
    spool = Spool(path)
    (device,) = device_states.device_states(spool)
    assert (device.good, device.overflowed, device.is_healthy) == (0, 0, False)
    spool.close()
