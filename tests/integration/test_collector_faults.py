"""A collector killed at any moment loses nothing it acknowledged and stores nothing twice."""

import random
import shutil

import pytest

from tests.fixtures.oracle import judge, reading_of
from tests.fixtures.rig import Rig


def test_killed_collector__nothing_lost_nothing_double(rig: Rig, publish) -> None:
    chance = random.Random(7)
    for _life in range(4):
        rig.live(chance)

    assert rig.settle() == 0, rig.log()

    publish(rig.figures("collector killed"))
    verdict = rig.verdict()
    assert verdict.is_good, verdict
    assert verdict.acked > 100
    assert rig.edge.quarantined() == []


def test_killed_collector__control_that_acknowledges_first_is_caught(rig: Rig, publish) -> None:
    chance = random.Random(8)
    for _life in range(3):
        rig.live(chance, "--ack-first")

    assert rig.settle() == 0, rig.log()

    publish(rig.figures("control, acknowledges before the commit"))
    assert rig.verdict().lost > 0


def test_judge__sees_every_kind_of_fault() -> None:
    rows = [reading_of(number) for number in (1, 2, 2, 4, 9)]
    stored = [(row.tag_name, row.observed_at, row.value, row.quality) for row in rows]
    stored[0] = (stored[0][0], stored[0][1], -1.0, 0)

    verdict = judge([1, 2, 3, 4], 4, stored)

    assert verdict == (4, 1, 1, 1, 1)


@pytest.mark.fault
@pytest.mark.figures
def test_killed_collector__thirty_lives(rig: Rig, publish, rounds) -> None:
    chance = random.Random(9)
    for _life in range(rounds(30)):
        rig.live(chance)

    assert rig.settle() == 0, rig.log()

    publish(rig.figures("collector killed, long"))
    verdict = rig.verdict()
    assert verdict.is_good, verdict


@pytest.mark.fault
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_killed_at_every_fsync__nothing_lost_nothing_double(rig: Rig, publish) -> None:
    for point in range(1, 41):
        inject = f"inject=fsync,fdatasync:signal=SIGKILL:when={point}"
        prefix = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e")
        child = rig.start("--pause-s", "0.01", prefix=(*prefix, inject))
        rig.read(child)
        rig.kills += 1
        rig.end(child)

    assert rig.settle() == 0, rig.log()

    publish(rig.figures("collector killed at every fsync"))
    verdict = rig.verdict()
    assert verdict.is_good, verdict
    assert verdict.acked > 100


@pytest.mark.fault
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize(("call", "when"), [("fsync,fdatasync", 40), ("pwrite64", 120)])
@pytest.mark.parametrize("fault", ["EIO", "ENOSPC"])
def test_failing_disk__never_acknowledges_what_it_has_not(
    rig: Rig, publish, call: str, when: int, fault: str
) -> None:
    # A new file takes some fifty writes before the first reading is in it.
    inject = f"inject={call}:error={fault}:when={when}..{when + 3}"
    prefix = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
    child = rig.start("--pause-s", "0.01", prefix=prefix)
    rig.read(child, until_acked=1500)
    rig.kill(child)

    assert rig.settle() == 0, rig.log()

    publish(rig.figures(f"{fault} at {call} {when} to {when + 3}"))
    verdict = rig.verdict()
    assert verdict.is_good, verdict
    assert verdict.acked >= 1500
    assert "nothing was acknowledged" in rig.log(whole=True)
