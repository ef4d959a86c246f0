"""A database that dies during a batch, and a reply lost after the commit: stored once each."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.edge import make_edge
from tests.fixtures.killable import KillableServer
from tests.fixtures.reply_dropper import ReplyDropper
from tests.fixtures.rig import Rig


def test_reply_lost_after_commit__replays_are_absorbed(rig: Rig, publish) -> None:
    dropped = drop_replies(rig, random.Random(3), lost_replies=6)

    assert rig.settle() == 0, rig.log()

    publish(
        f"{rig.figures('reply lost after commit')} lost_replies={dropped.lost_replies}"
        f" half_batches={dropped.half_batches}"
    )
    verdict = rig.verdict()
    assert verdict.is_good, verdict
    assert rig.edge.quarantined() == []
    assert rig.counters()["replayed"] > 0
    assert rig.counters()["dead"] == 0


def drop_replies(rig: Rig, chance: random.Random, *, lost_replies: int) -> ReplyDropper:
    """Collect through a proxy that loses replies, and kill the collector at the end."""
    credentials = rig.edge.credentials
    with ReplyDropper(credentials.host, credentials.port, chance) as proxy:
        direct = f"@{credentials.host}:{credentials.port}/"
        assert direct in rig.edge.dsn
        joint = "&" if "?" in rig.edge.dsn else "?"
        through = rig.edge.dsn.replace(direct, f"@127.0.0.1:{proxy.port}/")
        rig.address(f"{through}{joint}sslmode=disable")
        child = rig.start()
        while proxy.lost_replies < lost_replies:
            rig.read(child, until_acked=rig.acked + 50)
        rig.kill(child)
    rig.address(rig.edge.dsn)
    return proxy


@pytest.fixture
def killable_rig(killable: KillableServer, tmp_path: Path) -> Iterator[Rig]:
    """A rig on a server of its own."""
    made = Rig(make_edge(killable.admin_dsn, killable.credentials, tmp_path), tmp_path)
    yield made
    made.leave_nothing_running()


def test_killed_database__collecting_goes_on_and_nothing_is_lost(
    killable: KillableServer, killable_rig: Rig, publish
) -> None:
    kill_database(killable, killable_rig, random.Random(4), kills=2)

    publish(killable_rig.figures("database killed"))
    verdict = killable_rig.verdict()
    assert verdict.is_good, verdict
    assert killable_rig.edge.quarantined() == []


@pytest.mark.fault
@pytest.mark.figures
def test_killed_database_and_collector__many_times(
    killable: KillableServer, killable_rig: Rig, publish, rounds
) -> None:
    chance = random.Random(5)
    for _round in range(rounds(5)):
        kill_database(killable, killable_rig, chance, kills=3)
        killable_rig.live(chance)

    assert killable_rig.settle() == 0, killable_rig.log()

    publish(killable_rig.figures("database and collector killed"))
    verdict = killable_rig.verdict()
    assert verdict.is_good, verdict


def kill_database(killable: KillableServer, rig: Rig, chance: random.Random, *, kills: int) -> None:
    """Kill the server under a running collector, which must go on acknowledging meanwhile."""
    child = rig.start()
    for _kill in range(kills):
        rig.read(child, until_acked=rig.acked + chance.randint(100, 1500))
        killable.kill()
        rig.kills += 1
        rig.read(child, until_acked=rig.acked + 200)
        killable.restart()
        moved = rig.edge.moved_to(killable.port, killable.admin_dsn)
        rig.edge = moved
        rig.address(moved.dsn)
    rig.kill(child)
    assert rig.settle() == 0, rig.log()


@pytest.mark.fault
@pytest.mark.figures
def test_reply_lost_after_commit__many_times(rig: Rig, publish, rounds) -> None:
    chance = random.Random(6)
    for _round in range(rounds(5)):
        drop_replies(rig, chance, lost_replies=10)

    assert rig.settle() == 0, rig.log()

    publish(rig.figures("reply lost after commit, long"))
    verdict = rig.verdict()
    assert verdict.is_good, verdict
    assert rig.counters()["replayed"] > 0
