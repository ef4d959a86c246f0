"""From the spool to a real database: stored once, or kept with the reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import StorageError
from domain.measurement.reading import Reading, Refused
from ingest.forwarding.forwarder import Forwarder
from ingest.site.file import load_site
from ingest.spool.admission import from_source
from ingest.spool.spool import Spool
from tests.fixtures.edge import START, Edge, execute, readings, site_text
from tests.fixtures.forwarding import drain


def test_forward__stores_every_reading_once(edge: Edge, spool: Spool, forwarder) -> None:
    sent = readings("oil", [float(i) for i in range(20)]) + readings("gas", [None, 2.5])
    spool.append(sent)

    drain(forwarder)

    assert edge.stored() == sorted((r.tag_name, r.observed_at, r.value, r.quality) for r in sent)
    assert spool.is_empty()
    assert spool.counters()["inserted"] == 22


def test_forward__replay_is_absorbed(edge: Edge, spool: Spool, forwarder) -> None:
    sent = readings("oil", [1.0, 2.0, None])
    spool.append(sent)
    drain(forwarder)
    spool.append(sent)

    drain(forwarder)

    assert len(edge.stored()) == 3
    assert edge.quarantined() == []
    assert spool.counters()["replayed"] == 3


def test_forward__same_instant_other_value_keeps_both(edge: Edge, spool: Spool, forwarder) -> None:
    spool.append(readings("oil", [1.0, 2.0]))
    drain(forwarder)
    for _attempt in range(2):
        spool.append(readings("oil", [1.0, 3.0]))
        drain(forwarder)

    assert [row[2] for row in edge.stored()] == [1.0, 2.0]
    assert edge.quarantined() == [("conflicting_value", "oil", 3.0, 2.0)]
    counters = spool.counters()
    assert (counters["inserted"], counters["conflicting"], counters["replayed"]) == (2, 1, 3)


def test_forward__same_instant_twice_in_one_batch(edge: Edge, spool: Spool, forwarder) -> None:
    spool.append([*readings("oil", [1.0]), *readings("oil", [9.0])])

    drain(forwarder)

    assert [row[2] for row in edge.stored()] == [1.0]
    assert edge.quarantined() == [("conflicting_value", "oil", 9.0, 1.0)]


def test_forward__poison_row_alone_dies(edge: Edge, spool: Spool, forwarder) -> None:
    # The last instant that is refused, among the first that are not: one month of partitions.
    first = datetime(1990, 1, 1, tzinfo=UTC)
    impossible = Reading.at("oil", first - timedelta(seconds=1), START, 7.0, 0)
    good = [
        Reading.at("oil", first + timedelta(seconds=10 * i), START, float(i), 0) for i in range(11)
    ]
    spool.append([*good[:5], impossible, *good[5:]])

    drain(forwarder)

    assert [row[2] for row in edge.stored()] == [float(i) for i in range(11)]
    letters = spool.dead()
    assert [(letter.reason, letter.value) for letter in letters] == [("rejected_by_database", 7.0)]
    assert letters[0].error
    assert edge.quarantined() == [("rejected_by_database", "oil", 7.0, None)]


def test_forward__unknown_tag_waits_for_its_registration(
    edge: Edge, spool: Spool, forwarder, tmp_path: Path
) -> None:
    spool.append(readings("oil", [1.0]) + readings("water", [5.0, 6.0]))
    drain(forwarder)
    assert [letter.reason for letter in spool.dead()] == ["unknown_tag"] * 2
    assert len(edge.stored()) == 1

    path = tmp_path / "more.toml"
    path.write_text(site_text(["oil", "gas", "water"], slug=edge.organization.slug))
    edge.register(load_site(path))
    forwarder.close()  # a running one asks again by itself, at most once a second
    assert spool.retry() == 2
    drain(forwarder)

    assert [row[2] for row in edge.stored() if row[0] == "water"] == [5.0, 6.0]
    assert spool.dead() == []
    assert spool.counters()["retried"] == 2
    assert edge.quarantined() == [
        ("unknown_tag", "water", 5.0, None),
        ("unknown_tag", "water", 6.0, None),
    ]


def test_forward__unknown_tag_retried_too_early_is_quarantined_once(
    edge: Edge, spool: Spool, forwarder
) -> None:
    spool.append(readings("water", [5.0]))
    drain(forwarder)
    spool.retry()
    drain(forwarder)

    assert len(edge.quarantined()) == 1
    assert len(spool.dead()) == 1


def test_forward__refused_goes_to_quarantine(edge: Edge, spool: Spool, forwarder) -> None:
    items = [
        Refused("malformed_json", "site/tank: bad \x00 bytes", None, "{\x00\ud800", START),
        Refused("wrong_unit", "'m3' where bbl is expected", "oil", "{}", START),
    ]
    spool.append([], [from_source(item) for item in items])

    drain(forwarder)

    assert [row[:2] for row in edge.quarantined()] == [("malformed", None), ("wrong_unit", "oil")]
    assert spool.is_empty()
    assert spool.counters()["refused"] == 2


def test_forward__other_tenants_login_reaches_nothing(
    edge: Edge, spool: Spool, organization, collector
) -> None:
    organization("pecos-ridge")
    stranger = Forwarder(spool, lambda: collector("pecos-ridge", "north-1"))
    spool.append(readings("oil", [1.0]))

    drain(stranger)
    stranger.close()

    assert edge.stored() == []
    assert [letter.reason for letter in spool.dead()] == ["unknown_tag"]


def test_forward__revoked_box_keeps_everything(edge: Edge, spool: Spool, forwarder) -> None:
    spool.append(readings("oil", [1.0]))
    edge.revoke()

    with pytest.raises(StorageError, match="revoked"):
        forwarder.forward_once()

    assert spool.pending() == 1
    assert spool.dead() == []


def test_forward__database_away_is_waited_for(edge: Edge, spool: Spool) -> None:
    spool.append(readings("oil", [1.0]))
    nowhere = Forwarder(spool, lambda: edge.dsn.replace(edge.credentials.host, "127.0.0.9"))

    with pytest.raises(StorageError) as caught:
        nowhere.forward_once()

    assert caught.value.can_retry
    assert spool.pending() == 1


def test_forward__over_a_month_end(edge: Edge, spool: Spool, forwarder) -> None:
    at = datetime(2019, 12, 31, 23, 59, 50, tzinfo=UTC)
    spool.append(
        [Reading.at("oil", at + timedelta(seconds=5 * i), START, float(i), 0) for i in range(5)]
    )

    drain(forwarder)

    assert len(edge.stored()) == 5


def test_forward__failed_batch_comes_again_before_what_was_read_ahead(
    edge: Edge, spool: Spool, forwarder
) -> None:
    spool.append(readings("oil", [float(i) for i in range(30)]))
    forwarder.connect()
    execute(edge.admin_dsn, TERMINATE.format(edge.login))

    with pytest.raises(StorageError) as caught:
        forwarder.forward_once()
    drain(forwarder)

    assert caught.value.can_retry
    assert [row[2] for row in edge.stored()] == [float(i) for i in range(30)]


TERMINATE = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = '{}'"
