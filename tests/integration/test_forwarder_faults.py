"""A database that refuses, dawdles or forgets: rows wait or die one by one, none is lost."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from domain.errors import StorageError
from ingest.forwarding import forwarder as forwarding
from ingest.forwarding.forwarder import Forwarder
from ingest.spool.spool import Spool
from tests.fixtures.edge import Edge, execute, readings
from tests.fixtures.forwarding import drain

TRIGGER = """
create or replace function public.obstacle() returns trigger language plpgsql as $$
begin {body} return new; end $$;
create or replace trigger obstacle before insert on scada.reading
for each row execute function public.obstacle()
"""


def obstruct(edge: Edge, body: str) -> None:
    """Put something in the way of every reading."""
    execute(edge.database_admin_dsn, TRIGGER.format(body=body))


def clear(edge: Edge) -> None:
    """Take it away again."""
    execute(edge.database_admin_dsn, "drop trigger obstacle on scada.reading")


@pytest.mark.own_database
def test_row_refused_by_no_known_rule__dies_alone_and_may_be_tried_again(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    obstruct(edge, "if new.value = 7 then raise exception 'no sevens'; end if;")
    spool.append(readings("oil", [float(i) for i in range(20)]))

    drain(forwarder)

    assert [row[2] for row in edge.stored()] == [float(i) for i in range(20) if i != 7]
    letters = spool.dead()
    assert [(letter.reason, letter.value) for letter in letters] == [("rejected_by_database", 7.0)]
    assert "no sevens" in letters[0].error
    clear(edge)
    assert spool.retry() == 1
    drain(forwarder)
    assert len(edge.stored()) == 20
    assert spool.dead() == []


@pytest.mark.own_database
def test_database_that_refuses_everything__is_waited_for(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    obstruct(edge, "raise exception 'closed for today';")
    spool.append(readings("oil", [float(i) for i in range(20)]))

    for _attempt in range(2):
        with pytest.raises(StorageError, match="closed for today"):
            forwarder.forward_once()

    assert spool.dead() == []
    assert edge.quarantined() == []
    clear(edge)
    drain(forwarder)
    assert len(edge.stored()) == 20
    assert spool.counters()["inserted"] == 20


def test_box_revoked_with_its_session_open__keeps_everything(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    spool.append(readings("oil", [0.0, 1.0]))
    drain(forwarder)
    edge.revoke()
    spool.append(readings("gas", [2.0, 3.0]))

    with pytest.raises(StorageError):
        forwarder.forward_once()
    forwarder.close()
    with pytest.raises(StorageError, match="revoked"):
        forwarder.forward_once()

    assert spool.pending() == 2
    assert spool.dead() == []


@pytest.mark.own_database
def test_batch_that_takes_too_long__goes_in_smaller_ones(
    edge: Edge, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "STATEMENT_TIMEOUT_S", 2)
    monkeypatch.setattr(forwarding, "LEAST_ROWS", 4)
    obstruct(edge, "perform pg_sleep(0.1);")
    spool.append(readings("oil", [float(i) for i in range(32)]))
    slow = Forwarder(spool, lambda: edge.dsn, batch_rows=32)

    with pytest.raises(StorageError, match="statement timeout"):
        slow.forward_once()
    moved = slow.forward_once()

    slow.close()
    assert moved == 8
    assert [row[2] for row in edge.stored()] == [float(i) for i in range(8)]
    assert spool.dead() == []


class ForgetfulSpool(Spool):
    """Fails, as a pulled plug would, after the database committed and before rows left."""

    failures = 0

    def delete(self, seqs: Sequence[int], counted: Mapping[str, int] | None = None) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise StorageError("the plug was pulled")
        super().delete(seqs, counted)


@pytest.mark.parametrize("count", [8, 40])
def test_failure_between_commit_and_leaving__replays_are_absorbed(
    edge: Edge, tmp_path: Path, count: int
) -> None:
    spool = ForgetfulSpool(tmp_path / "spool.db")
    spool.append(readings("oil", [float(i) for i in range(count)]))
    spool.failures = 1
    forwarder = Forwarder(spool, lambda: edge.dsn, batch_rows=8)

    with pytest.raises(StorageError, match="plug"):
        drain(forwarder)
    assert spool.pending() == count
    drain(forwarder)

    counters = spool.counters()
    assert [row[2] for row in edge.stored()] == [float(i) for i in range(count)]
    assert counters["inserted"] + counters["replayed"] == counters["forwarded"] == count
    assert counters["replayed"] >= 8
    assert edge.quarantined() == []
    forwarder.close()
    spool.close()


def test_replay_behind_new_readings__is_absorbed_and_counted(
    edge: Edge, spool: Spool, forwarder: Forwarder
) -> None:
    spool.append(readings("oil", [float(i) for i in range(8)]))
    drain(forwarder)
    again = readings("oil", [float(i) for i in range(12)])[4:]
    spool.append([*again, again[-1]._replace(value=99.0)])

    drain(forwarder)
    spool.append(readings("gas", [1.0, 2.0]))
    drain(forwarder)

    assert [row[2] for row in edge.stored() if row[0] == "oil"] == [float(i) for i in range(12)]
    assert edge.quarantined() == [("conflicting_value", "oil", 99.0, 11.0)]
    counters = spool.counters()
    assert (counters["inserted"], counters["conflicting"], counters["replayed"]) == (14, 1, 4)


def test_long_backlog__counted_right_when_batches_overlap(edge: Edge, spool: Spool) -> None:
    spool.append(readings("oil", [float(i) for i in range(100)], step_s=1.0))
    spool.append(readings("oil", [float(i) for i in range(50, 60)], step_s=1.0))
    forwarder = Forwarder(spool, lambda: edge.dsn, batch_rows=7)

    drain(forwarder)

    assert spool.is_empty()
    counters = spool.counters()
    assert counters["forwarded"] == 110
    assert (counters["inserted"], counters["conflicting"], counters["replayed"]) == (100, 10, 0)
    forwarder.close()
