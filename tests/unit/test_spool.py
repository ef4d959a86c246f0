"""The spool keeps what it took, in order, and knows when the disk changed it."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import StorageError
from domain.measurement.reading import Reading, Refused, microseconds
from ingest.spool.spool import Spool

AT = datetime(2026, 3, 1, tzinfo=UTC)


def some(count: int, tag_name: str = "oil") -> list[Reading]:
    """A few readings of one tag."""
    return [
        Reading.at(tag_name, AT + timedelta(seconds=i, microseconds=7), AT, float(i), 0)
        for i in range(count)
    ]


def test_append__survives_reopening_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.append([*some(2), Reading.at("gas", AT, AT, None, 0x80050000)])
    spool.close()

    rows = Spool(tmp_path / "spool.db").peek(10)

    assert [(row.tag_name, row.value, row.quality) for row in rows] == [
        ("oil", 0.0, 0),
        ("oil", 1.0, 0),
        ("gas", None, 0x80050000),
    ]
    assert rows[1].observed_us == microseconds(AT) + 1_000_007
    assert [row.seq for row in rows] == [1, 2, 3]


def test_spool__is_durable_by_its_settings(spool: Spool) -> None:
    assert spool.rows("pragma journal_mode") == [("wal",)]
    assert spool.rows("pragma synchronous") == [(2,)]


def test_delete__counts_with_the_rows(spool: Spool) -> None:
    spool.append(some(5))

    spool.delete([1, 2], {"inserted": 1, "replayed": 1})
    spool.delete([5, 3])

    assert [row.seq for row in spool.peek(10)] == [4]
    counters = spool.counters()
    assert (counters["accepted"], counters["forwarded"]) == (5, 4)
    assert (counters["inserted"], counters["replayed"]) == (1, 1)


def test_append__never_reuses_a_number(spool: Spool) -> None:
    spool.append(some(2))
    spool.delete([1, 2])

    spool.append(some(1))

    assert [row.seq for row in spool.peek(10)] == [3]


def test_bury_and_retry__go_to_the_end_of_the_queue(spool: Spool) -> None:
    spool.append(some(3))
    spool.bury(spool.peek(1), "unknown_tag", "no such tag")
    assert [row.seq for row in spool.peek(10)] == [2, 3]
    assert [letter.as_json()["observed_at"] for letter in spool.dead()] == [
        "2026-03-01T00:00:00.000007+00:00"
    ]

    assert spool.retry("rejected_by_database") == 0
    assert spool.retry("unknown_tag") == 1

    rows = spool.peek(10)
    assert [(row.seq, row.value) for row in rows] == [(2, 1.0), (3, 2.0), (4, 0.0)]
    assert spool.dead() == []
    assert spool.counters()["dead"] == 1


def test_refused__keeps_everything_it_carried(spool: Spool) -> None:
    sent = Refused("not_finite", "value nan", "oil", "nan\ud800", AT, AT, None, 64)
    spool.append([], [sent])

    (kept,) = spool.peek_refused(10)

    assert kept == sent._replace(seq=1)
    spool.delete_refused([kept.seq])
    assert spool.is_empty()
    assert spool.counters()["refused"] == 1


def flip(path: Path, pattern: bytes) -> None:
    """Flip one bit of the first occurrence of some bytes."""
    content = bytearray(path.read_bytes())
    at = content.index(pattern)
    content[at + len(pattern) - 1] ^= 0x04
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["name", "value"])
def test_peek__flipped_byte_goes_to_dead_letters_and_the_rest_flows(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "spool.db"
    spool = Spool(path)
    spool.append(some(3))
    spool.append([Reading.at("water", AT, AT, 1234.5678, 0)])
    spool.close()
    flip(path, b"water" if damage == "name" else b"\x40\x93\x4a\x45\x6d\x5c\xfa\xad")

    opened = Spool(path)
    rows = opened.peek(10)

    assert [row.tag_name for row in rows] == ["oil"] * 3
    (letter,) = opened.dead()
    assert letter.reason == "damaged"
    assert letter.raw is not None
    assert opened.retry() == 0
    opened.close()


def test_peek_refused__flipped_byte(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    spool = Spool(path)
    spool.append([], [Refused("malformed", "broken", None, "rawtext", AT)])
    spool.close()
    flip(path, b"rawtext")

    opened = Spool(path)

    assert opened.peek_refused(10) == []
    assert [letter.reason for letter in opened.dead()] == ["damaged"]
    opened.close()


def test_open__no_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(StorageError, match="move it aside") as caught:
        Spool(path)

    assert not caught.value.can_retry


def test_append__failing_disk_acknowledges_nothing(spool: Spool) -> None:
    spool.append(some(1))
    spool.rows("pragma max_page_count = 1")

    with pytest.raises(StorageError, match="nothing was acknowledged") as caught:
        spool.append(some(50_000))

    assert caught.value.can_retry
    assert len(spool.peek(10)) == 1
    assert spool.counters()["accepted"] == 1


def test_append__other_process_may_look(spool: Spool) -> None:
    spool.append(some(2))
    other = sqlite3.connect(spool.path)

    assert other.execute("select count(*) from reading").fetchone() == (2,)
    other.close()
