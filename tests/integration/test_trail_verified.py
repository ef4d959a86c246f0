"""Whatever the owner of the database does to a trail before its last anchor is found."""

import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from access.actors import Schedule
from books.trail.anchor import anchor_all, anchor_now
from books.trail.paper import line_of_booking, line_of_close, line_of_release
from books.trail.verify import Verified, verify_trail, verify_trails
from domain.errors import DataError
from domain.trail.anchor import anchor_line, printed_anchor
from domain.trail.chain import Head
from domain.trail.event import Event
from storage.connections import Connection, connect
from storage.rows import trail
from storage.rows.directory import Organization, organizations
from storage.schema.migrate import migrate
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put
from tests.fixtures.trail_tampering import Tampering, end_of, rechained, regrown, tamperings

pytestmark = pytest.mark.own_database

Open = Callable[[Role], Connection]
N_EVENTS = 24
MARCH = date(2026, 3, 1)
ANCHORED_AT = (9, 17, N_EVENTS)
NIGHTLY = Schedule("anchor", frozenset())
PLACES = (1, 2, 9, 10, 16, N_EVENTS)


@dataclass(frozen=True)
class Kept:
    """An organization with a trail, its anchors, and the logins that look at it."""

    organization: Organization
    owner: Connection
    pipeline: Connection
    folder: Path

    def act(self) -> None:
        with tenant_transaction(self.owner, self.organization.organization_id):
            put(self.owner, self.organization.organization_id, "field", field_code=uuid4().hex)

    def events(self) -> list[Event]:
        with tenant_transaction(self.owner, self.organization.organization_id):
            return list(trail.events(self.owner))

    def head(self) -> Head:
        with tenant_transaction(self.owner, self.organization.organization_id):
            found = trail.head(self.owner)
        assert found is not None
        return found

    def anchor(self, reason: str = "daily") -> None:
        own = self.organization.organization_id
        assert anchor_now(self.pipeline, own, reason, NIGHTLY, self.folder)

    def verified(self) -> Verified:
        return verify_trail(self.owner, self.organization, self.folder)

    def write(self, events: list[Event], head: Head | None) -> None:
        """Put another chain in the place of the stored one, as the owner can."""
        with as_owner(self.owner, self.organization):
            self.owner.execute("delete from wellflow.audit_event")
            columns = sql.SQL(", ").join(map(sql.Identifier, Event._fields))
            places = sql.SQL(", ").join(sql.Placeholder() for _ in Event._fields)
            with self.owner.cursor() as cursor:
                cursor.executemany(
                    sql.SQL("insert into wellflow.audit_event ({}) values ({})").format(
                        columns, places
                    ),
                    events,
                )
            self.owner.execute("delete from wellflow.audit_head")
            if head is not None:
                self.owner.execute(
                    "insert into wellflow.audit_head values (%s, %s, %s)",
                    (self.organization.organization_id, *head),
                )


@contextmanager
def as_owner(owner: Connection, organization: Organization) -> Iterator[None]:
    """Work on the trail with its triggers switched off."""
    tables = ("audit_event", "audit_head", "audit_anchor")
    with tenant_transaction(owner, organization.organization_id):
        for table in tables:
            owner.execute(f"alter table wellflow.{table} disable trigger user".encode())
        yield
        owner.execute("set constraints all immediate")
        for table in tables:
            owner.execute(f"alter table wellflow.{table} enable trigger user".encode())


@pytest.fixture
def kept(connection: Open, organization: Callable[..., Organization], tmp_path: Path) -> Kept:
    made = Kept(organization(), connection("owner"), connection("pipeline"), tmp_path / "anchors")
    for number in range(1, N_EVENTS + 1):
        if number > 1:  # the first event is that of the organization itself
            made.act()
        if number in ANCHORED_AT:
            made.anchor()
    return made


def test_trail__that_nobody_touched_is_whole(kept: Kept) -> None:
    found = kept.verified()
    assert found.faults == ()
    assert (found.walked.n_events, found.walked.n_unprotected) == (N_EVENTS, 0)
    kept.write(kept.events(), kept.head())
    assert kept.verified() == found
    # The snapshot does not outlive the look.
    assert kept.owner.isolation_level is None


def test_trail__every_planted_change_before_the_last_anchor_is_found(
    kept: Kept, record_property: Callable[[str, object], None]
) -> None:
    events, head = kept.events(), kept.head()
    planted = tamperings(N_EVENTS, PLACES)
    missed = [each.name for each in planted if not is_found(kept, each, events, head)]
    record_property("figures", f"trail: {len(planted)} changes planted, {len(missed)} missed")
    assert missed == []
    assert len(planted) >= 60
    kept.write(events, head)
    assert kept.verified().is_whole


def is_found(kept: Kept, tampering: Tampering, events: list[Event], head: Head) -> bool:
    changed = tampering.change(list(events))
    kept.write(changed, tampering.head(changed, head))
    return not kept.verified().is_whole


def test_trail__anchors_in_the_database_may_go_too(kept: Kept) -> None:
    """The owner rewrites everything inside: chain, head and anchors; the file remains."""
    events = rechained(regrown(12)(kept.events()), 1)
    kept.write(events, end_of(events, kept.head()))
    with as_owner(kept.owner, kept.organization):
        kept.owner.execute(
            "update wellflow.audit_anchor a set hash = e.hash from wellflow.audit_event e"
            " where e.organization_id = a.organization_id and e.seq = a.seq"
        )
    found = kept.verified()
    assert [fault.sort for fault in found.faults] == ["rewritten", "anchors"]
    with as_owner(kept.owner, kept.organization):
        kept.owner.execute("delete from wellflow.audit_anchor")
    (fault,) = kept.verified().faults
    assert (fault.sort, fault.seq) == ("rewritten", 17)
    assert "between event 000010 and 000017" in fault.told


def test_trail__anchors_outside_may_go_and_be_missed(kept: Kept) -> None:
    file = kept.folder / f"{kept.organization.slug}.jsonl"
    before = file.read_text()
    lines = before.splitlines(keepends=True)
    for other in ("", "".join(lines[:2]), "".join(lines[1:]), before.replace("daily", "close"),
                  "".join([lines[0], lines[2]]), lines[0] * 3):  # fmt: skip
        file.write_text(other)
        assert [fault.sort for fault in kept.verified().faults] == ["anchors"]
    file.unlink()
    (fault,) = kept.verified().faults
    assert "lacks the anchor" in fault.told
    file.write_text(before)
    assert kept.verified().is_whole


def test_trail__what_lies_after_the_last_anchor_is_not_protected(kept: Kept) -> None:
    for _ in range(5):
        kept.act()
    events = regrown(N_EVENTS + 2)(kept.events())
    kept.write(events, end_of(events, kept.head()))
    found = kept.verified()
    assert found.is_whole
    assert (found.walked.protected_to, found.walked.n_unprotected) == (N_EVENTS, 5)
    kept.anchor("close")
    assert kept.verified().walked.n_unprotected == 0


def test_trail__a_printed_line_protects_as_a_file_does(kept: Kept) -> None:
    events = kept.events()
    last = printed_anchor(anchor_line(events[-1].seq, events[-1].hash or ""))
    empty = kept.folder / "elsewhere"
    with as_owner(kept.owner, kept.organization):
        kept.owner.execute("delete from wellflow.audit_anchor")
    found = verify_trail(kept.owner, kept.organization, empty, [last])
    assert (found.is_whole, found.walked.n_unprotected) == (True, 0)
    changed = regrown(3)(events)
    kept.write(changed, end_of(changed, kept.head()))
    assert verify_trail(kept.owner, kept.organization, empty).is_whole
    (fault,) = verify_trail(kept.owner, kept.organization, empty, [last]).faults
    assert fault.sort == "rewritten"


def test_trail__an_organization_that_is_gone_is_missed(
    kept: Kept, organization: Callable[..., Organization]
) -> None:
    other = organization("pecos")
    anchor_all(kept.pipeline, "daily", NIGHTLY, kept.folder)
    (kept.folder / f"{other.slug}.jsonl").rename(kept.folder / "gone.jsonl")
    found = {each.slug: each for each in verify_trails(kept.owner, kept.folder)}
    assert [slug for slug, each in found.items() if not each.is_whole] == [other.slug, "gone"]
    assert found["gone"].faults[0].sort == "cut off"


def test_anchors__are_private_and_only_added_to(kept: Kept) -> None:
    file = kept.folder / f"{kept.organization.slug}.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text()
    # A cut of power left half a line; what it said was never committed.
    file.write_text(before + '{"line": 4, "org')
    assert kept.verified().is_whole
    kept.anchor("payment")
    assert file.read_text().startswith(before)
    assert len(file.read_text().splitlines()) == 4
    assert kept.verified().is_whole


def test_anchor__that_cannot_be_written_is_none_in_the_database(kept: Kept) -> None:
    (kept.folder / f"{kept.organization.slug}.jsonl").rename(kept.folder / "away")
    (kept.folder / f"{kept.organization.slug}.jsonl").mkdir()
    with pytest.raises(OSError, match="directory"):
        kept.anchor()
    (kept.folder / f"{kept.organization.slug}.jsonl").rmdir()
    (kept.folder / "away").rename(kept.folder / f"{kept.organization.slug}.jsonl")
    assert kept.verified().is_whole


def test_lines_on_paper_are_those_of_the_act(
    connection: Open, kept: Kept, person_with: PutPerson
) -> None:
    own, api, pipeline = kept.organization.organization_id, connection("api"), kept.pipeline
    ann = person_with(own)
    with tenant_transaction(api, own, ann.token):
        company = put(api, own, "company")
        put(api, own, "production_period", month=MARCH)
    with tenant_transaction(api, own, ann.token):
        for state in ("closing", "closed"):
            api.execute("update wellflow.production_period set state = %s", (state,))
    closed = kept.events()[-1]
    with pytest.raises(DataError, match="another organization"):
        anchor_now(api, own, "close", replace(ann, organization_id=uuid4()), kept.folder)
    anchored = anchor_now(api, own, "close", ann, kept.folder)
    assert anchored is not None
    assert (anchored.seq, anchored.hash) == (closed.seq, closed.hash)
    kept.act()
    for conn in (api, pipeline):
        with tenant_transaction(conn, own, ann.token):
            assert line_of_close(conn, MARCH, 1) == anchor_line(closed.seq, closed.hash or "")
            # What was done before there was a trail has no line.
            assert line_of_close(conn, MARCH, 2) == ""
    with tenant_transaction(api, own, ann.token):
        assert line_of_booking(api, company) == ""
        assert line_of_release(api, company) == ""


def test_trail__of_an_organization_that_is_older_than_it_begins_at_the_upgrade(
    earlier_release: Credentials, tmp_path: Path
) -> None:
    migrate(earlier_release.dsn("owner"))
    with closing(connect(earlier_release.dsn("owner"), application="test")) as owner:
        for each in organizations(owner):
            assert verify_trail(owner, each, tmp_path).is_whole
            with tenant_transaction(owner, each.organization_id):
                first = next(trail.events(owner))
            assert (first.kind, first.login) == ("trail.begun", earlier_release.login("owner"))
