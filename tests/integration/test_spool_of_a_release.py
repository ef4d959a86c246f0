"""A spool that the release before left is delivered by this one: nothing lost, nothing doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.measurement.quality import Quality
from ingest.forwarding.forwarder import Forwarder
from ingest.spool.spool import Spool
from tests.fixtures.edge import START, Edge, readings
from tests.fixtures.forwarding import drain
from tests.fixtures.old_spools import copy_of

OIL = [2.0, 3.0, 4.0, 5.0, 900.5, None]
GAS = [100.25, 101.25, 102.25, 103.25]
# As 0.1.0 told the database of them: an attempt whose reply was lost is not to count twice.
REFUSED = {
    "ab3b217c-82e7-5c2f-a2c9-1b4761952dce": ("not_finite", "oil", Quality.BAD_SENSOR_FAILURE),
    "487da9c9-e1fa-58bb-877a-82b01f9814dd": ("wrong_unit", "gas", None),
    "b8f1a92f-1929-57cb-beda-04775fff7693": ("malformed", None, None),
}


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """The spool of 0.1.0, opened by this release."""
    opened = Spool(copy_of("0.1.0", tmp_path))
    yield opened
    opened.close()


def quarantined(edge: Edge) -> dict[str, tuple[str, str | None, int | None]]:
    """What the database was told of, by its id."""
    rows = edge.query("select id::text, reason::text, tag_name, quality from wellflow.quarantine")
    return {row[0]: tuple(row[1:]) for row in rows}


def test_forward__everything_that_0_1_0_left(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    drain(forwarder)

    stored = edge.stored()
    assert [(row[0], row[2]) for row in stored] == [
        *(("gas", value) for value in GAS), *(("oil", value) for value in OIL),
    ]  # fmt: skip
    assert [row[3] for row in stored if row[3]] == [
        0x480, Quality.UNCERTAIN_OUT_OF_RANGE, Quality.BAD_COMMUNICATION,
    ]  # fmt: skip
    assert min(row[1] for row in stored) == START
    assert quarantined(edge) == REFUSED
    counters = spool.counters()
    assert (counters["accepted"], counters["forwarded"], counters["inserted"]) == (14, 12, 12)
    assert (counters["refused"], counters["replayed"], spool.pending()) == (3, 0, 0)


def test_forward__replay_of_what_0_1_0_left_adds_nothing(
    edge: Edge, spool: Spool, forwarder: Forwarder, tmp_path: Path
) -> None:
    drain(forwarder)
    before = edge.stored()
    (tmp_path / "again").mkdir()
    again = Spool(copy_of("0.1.0", tmp_path / "again"))
    second = Forwarder(again, lambda: edge.dsn)
    drain(second)

    assert edge.stored() == before
    assert quarantined(edge) == REFUSED
    assert again.counters()["replayed"] == 10
    second.close()
    again.close()


def test_forward__new_readings_go_the_same_way(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    spool.append(readings("oil", [float(i) for i in range(20)], step_s=1.0)[11:])
    assert spool.retry() == 1

    drain(forwarder)

    assert len(edge.stored()) == 10 + 9
    assert [letter.reason for letter in spool.dead()] == ["damaged", "unknown_tag"]
    assert spool.is_empty()
