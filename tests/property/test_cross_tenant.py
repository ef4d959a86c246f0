"""Thousands of attempts of two tenants to reach each other, against a model of what each owns."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from storage.connections import Connection
from storage.identity import uuid7
from storage.server.credentials import Credentials
from tests.fixtures import rival_attempts as attempts
from tests.fixtures.postgres import Server
from tests.fixtures.rival_tenants import ROLES, Arena, Refused, Rival, Rows, instant

pytestmark = [pytest.mark.own_database, pytest.mark.figures, pytest.mark.timeout(600)]

LEAST_OPERATIONS = 2_000
LEAST_OF_EACH = 5
NO_RIGHT = "42501"
NOT_SUPPORTED = "0A000"
FOREIGN_KEY = "23503"
CHECK_OPTION = "44000"

sides = st.sampled_from((0, 1))
logins = st.sampled_from(ROLES)
numbers = st.integers(0, 30)
names = st.sampled_from(("Acme", "Bolt", "Crude & Co", "Delta"))
LOOKS = ("see", "see readings", "count")


class Rivalry(RuleBasedStateMachine):
    """Each rule is one attempt of one side by one login; both sides are looked at after it."""

    arena: Arena

    @initialize()
    def found_two_organizations(self) -> None:
        self.rivals = self.arena.rivals()

    def act(
        self, what: str, login: str, statement: str, *, by: Rival | None = None, **values: object
    ) -> Any:
        tenant = None if by is None else by.organization_id
        answer = self.arena.act(what, login, statement, values or None, tenant=tenant)
        if by is not None and isinstance(answer, list):
            self.check_secrets(by, answer)
        return answer

    def check_secrets(self, reader: Rival, rows: Rows) -> None:
        other = self.rivals[1 - self.rivals.index(reader)]
        shown = {value for row in rows for value in row}
        assert not shown & (other.secrets - reader.secrets)

    def foe(self, side: int) -> Rival:
        return self.rivals[1 - side]

    @rule(side=sides, login=logins, name=names)
    def insert(self, side: int, login: str, name: str) -> None:
        own, company = self.rivals[side], uuid7()
        values = {"organization": own.organization_id, "id": company, "name": name}
        assert self.act("insert", login, attempts.INSERT_COMPANY, by=own, **values) == 1
        own.companies[company] = name

    @rule(side=sides, login=logins)
    def insert_for_the_other(self, side: int, login: str) -> None:
        values = {"organization": self.foe(side).organization_id, "id": uuid7(), "name": "x"}
        answer = self.act(
            "insert for other", login, attempts.INSERT_COMPANY, by=self.rivals[side], **values
        )
        assert answer.sqlstate == NO_RIGHT

    @rule(side=sides, login=logins, name=names)
    def update_everything_in_sight(self, side: int, login: str, name: str) -> None:
        own = self.rivals[side]
        statement = "update wellflow.company set company_name = %(name)s"
        assert self.act("update all", login, statement, by=own, name=name) == len(own.companies)
        own.companies = dict.fromkeys(own.companies, name)

    @rule(side=sides, login=logins)
    def update_the_other_s(self, side: int, login: str) -> None:
        other = self.foe(side)
        touched = self.act(
            "update other", login,
            "update wellflow.company set company_name = 'taken'"
            " where organization_id = %(organization)s or id = any (%(ids)s)",
            by=self.rivals[side], organization=other.organization_id,
            ids=list(other.secrets - self.rivals[side].secrets),
        )  # fmt: skip
        assert touched == 0

    @rule(side=sides, login=logins)
    def give_own_rows_away(self, side: int, login: str) -> None:
        own = self.rivals[side]
        answer = self.act(
            "give away", login, "update wellflow.company set organization_id = %(to)s",
            by=own, to=self.foe(side).organization_id,
        )  # fmt: skip
        assert answer == 0 if not own.companies else answer.sqlstate == NO_RIGHT

    @rule(side=sides, login=logins, name=names)
    def upsert_under_the_other_s_id(self, side: int, login: str, name: str) -> None:
        own, other = self.rivals[side], self.foe(side)
        company = next(iter(other.companies), uuid7())
        answer = self.act(
            "upsert", login,
            attempts.INSERT_COMPANY + " on conflict (organization_id, id)"
            " do update set company_name = excluded.company_name",
            by=own, organization=own.organization_id, id=company, name=name,
        )  # fmt: skip
        assert answer == 1
        own.companies[company] = name

    @rule(side=sides, login=logins, number=numbers)
    def write_a_day(self, side: int, login: str, number: int) -> None:
        own, day = self.rivals[side], date(2026, 3, 1) + timedelta(days=number)
        answer = self.act(
            "upsert day", login,
            "insert into wellflow.day_state (organization_id, produced_on, stage, outcome, run_id)"
            " values (%(organization)s, %(day)s, 'measure', 'ok', %(run)s)"
            " on conflict (organization_id, produced_on, stage) do update set outcome = 'flagged'",
            by=own, organization=own.organization_id, day=day, run=uuid7(),
        )  # fmt: skip
        assert answer == 1
        own.days[day] = "flagged" if day in own.days else "ok"

    @rule(side=sides, login=logins, number=numbers)
    def delete_days(self, side: int, login: str, number: int) -> None:
        own, day = self.rivals[side], date(2026, 3, 1) + timedelta(days=number)
        gone = [kept for kept in own.days if kept >= day]
        statement = "delete from wellflow.day_state where produced_on >= %(day)s"
        assert self.act("delete", login, statement, by=own, day=day) == len(gone)
        own.days = {kept: outcome for kept, outcome in own.days.items() if kept < day}

    @rule(side=sides, login=logins)
    def delete_the_other_s(self, side: int, login: str) -> None:
        statement = "delete from wellflow.day_state where organization_id = %(organization)s"
        organization = self.foe(side).organization_id
        by = self.rivals[side]
        assert self.act("delete other", login, statement, by=by, organization=organization) == 0

    @rule(side=sides, login=logins)
    def refer_to_the_other_s_row(self, side: int, login: str) -> None:
        own, other = self.rivals[side], self.foe(side)
        answers = [
            self.act(
                "foreign key", login,
                "insert into wellflow.field (organization_id, id, field_name, country,"
                " operator_id) values (%(organization)s, %(id)s, 'F', 'US', %(operator)s)",
                by=own, organization=own.organization_id, id=uuid7(), operator=operator,
            )
            for operator in (*(other.companies.keys() - own.companies.keys()), uuid7())
        ]  # fmt: skip
        assert {answer.sqlstate for answer in answers} == {FOREIGN_KEY}
        assert len({answer.message for answer in answers}) == 1

    @rule(side=sides, login=logins)
    def copy_in(self, side: int, login: str) -> None:
        answer = self.act(
            "copy in", login, "copy wellflow.company from stdin", by=self.rivals[side]
        )
        assert answer.sqlstate == NOT_SUPPORTED

    @rule(side=sides, login=logins)
    def copy_out(self, side: int, login: str) -> None:
        own = self.rivals[side]

        def export(conn: Connection) -> Rows:
            with conn.cursor().copy("copy wellflow.company (id) to stdout") as copy:
                copy.set_types(["uuid"])
                return list(copy.rows())

        rows = self.arena.inside("copy out", login, own.organization_id, export)
        assert {row[0] for row in rows} == own.companies.keys()

    @rule(side=sides, login=logins)
    def look_through_temporary_objects(self, side: int, login: str) -> None:
        own = self.rivals[side]

        def build(conn: Connection) -> Rows:
            conn.execute("create temp table loot on commit drop as select * from wellflow.company")
            conn.execute("create temp view spy as select * from wellflow.company")
            return conn.execute("select id from loot union all select id from spy").fetchall()

        rows = self.arena.inside("temp", login, own.organization_id, build)
        self.check_secrets(own, rows)
        assert len(rows) == 2 * len(own.companies)

    @rule(side=sides, login=logins)
    def look_with_a_leaky_function(self, side: int, login: str) -> None:
        own = self.rivals[side]
        told: Rows = []

        def spy(conn: Connection) -> Rows:
            conn.execute("set local client_min_messages = notice")
            conn.execute(
                "create function pg_temp.tell(who uuid, what float8) returns boolean cost 0.0001"
                " language plpgsql as $$ begin raise notice '%', who; return true; end $$"
            )
            handler = lambda note: told.append((note.message_primary,))  # noqa: E731
            conn.add_notice_handler(handler)
            try:
                return conn.execute(
                    "select tag_id from wellflow.reading where pg_temp.tell(tag_id, value)"
                ).fetchall()
            finally:
                conn.remove_notice_handler(handler)

        rows = self.arena.inside("leaky function", login, own.organization_id, spy)
        assert len(rows) == len(told) == len(own.readings)
        assert {row[0] for row in told} <= {str(own.tag_id)}

    @rule(side=sides, number=numbers, value=st.floats(0, 9))
    def collect(self, side: int, number: int, value: float) -> None:
        own, at = self.rivals[side], instant(number)
        login = f"collector {own.slug}"
        known = own.readings.setdefault(at, value)
        self.act("partitions", login, "select edge.ensure_partitions(%(at)s, %(at)s)", at=at)
        inserted = self.act(
            "collect", login, attempts.INSERT_READING,
            tag=own.tag_id, at=at, value=value,
        )  # fmt: skip
        new = self.act(
            "conflict", login,
            attempts.CONFLICTS,
            tag=own.tag_id, other=self.foe(side).tag_id, at=at, value=value,
        )  # fmt: skip
        is_new = known != value and (at, value) not in own.conflicts
        assert inserted in (0, 1)
        assert new == [(int(is_new),)]
        if is_new:
            own.conflicts.add((at, value))

    @rule(side=sides, number=numbers)
    def collect_for_the_other(self, side: int, number: int) -> None:
        own, other = self.rivals[side], self.foe(side)
        login = f"collector {own.slug}"
        at = instant(number) + timedelta(seconds=1)
        self.act("partitions", login, "select edge.ensure_partitions(%(at)s, %(at)s)", at=at)
        told = set()
        # Whether the other has a reading at that instant must make no difference.
        for instant_of in (at, *other.readings):
            values = {"tag": other.tag_id, "at": instant_of, "value": 1.0}
            told.add(self.act("collect for other", login, attempts.INSERT_READING, **values))
        assert [answer.sqlstate for answer in told] == [CHECK_OPTION]

    @rule(side=sides)
    def reach_out_of_a_box(self, side: int) -> None:
        login = f"collector {self.rivals[side].slug}"
        other = str(self.foe(side).organization_id)
        for statement in attempts.OUT_OF_A_BOX:
            answer = self.arena.act("box", login, statement, tenant=other)
            assert isinstance(answer, Refused), statement
            assert answer.sqlstate == NO_RIGHT, statement

    @rule(side=sides)
    def ask_for_own_tags(self, side: int) -> None:
        own = self.rivals[side]
        rows = self.arena.act(
            "own tags", f"collector {own.slug}", "select organization_id, id from edge.tag",
            tenant=self.foe(side).organization_id,
        )  # fmt: skip
        assert rows == [(own.organization_id, own.tag_id)]

    @rule(side=sides, login=logins)
    def break_in(self, side: int, login: str) -> None:
        for statement in attempts.BREAK_INS:
            answer = self.act("break in", login, statement, by=self.rivals[side])
            assert isinstance(answer, Refused), statement
            assert answer.sqlstate == NO_RIGHT, statement

    @rule(login=logins, setting=st.sampled_from(("", "unset", "nobody", "not a uuid")))
    def come_without_a_tenant(self, login: str, setting: str) -> None:
        tenant = {"unset": None, "nobody": uuid7()}.get(setting, setting)
        for table in ("company", "reading", "reading_hour", "day_state", "quarantine"):
            answer = self.arena.act(
                "no tenant", login, f"select * from wellflow.{table}", tenant=tenant
            )
            # Where there is no chunk yet, nobody looks at the setting.
            refused = setting == "not a uuid" and isinstance(answer, Refused)
            assert refused or answer == []

    @rule(login=logins)
    def switch_row_security_off(self, login: str) -> None:
        def attempt(conn: Connection) -> Rows:
            conn.execute("set local row_security = off")
            return conn.execute("select id from wellflow.company").fetchall()

        own = self.rivals[0]
        with pytest.raises(Exception, match="row-level security"):
            self.arena.inside("row security off", login, own.organization_id, attempt)

    @rule(side=sides, login=logins)
    def sign_in(self, side: int, login: str) -> None:
        own = self.rivals[side]
        slug = f"{own.slug}-{own.organization_id.hex}"
        answer = self.arena.act(
            "sign in", login,
            "select organization_id, password_hash from wellflow.sign_in(%(slug)s, %(email)s)",
            {"slug": slug, "email": "Ann@Example.com"}, tenant=self.foe(side).organization_id,
        )  # fmt: skip
        assert answer == [(own.organization_id, slug)]

    @invariant()
    def each_side_sees_its_own_and_all_of_it(self) -> None:
        for own, login in zip(self.rivals, ROLES, strict=True):
            rows = self.act("see", login, "select id, company_name from wellflow.company", by=own)
            assert dict(rows) == own.companies
            rows = self.act(
                "see readings", login, "select observed_at, value from wellflow.reading", by=own
            )
            assert dict(rows) == own.readings
            counted = self.act(
                "count", login,
                "select (select count(*) from wellflow.day_state),"
                " (select count(*) from wellflow.quarantine),"
                " (select coalesce(sum(reading_count), 0) from wellflow.reading_hour)",
                by=own,
            )  # fmt: skip
            assert counted == [(len(own.days), len(own.conflicts), len(own.readings))]


@pytest.fixture
def arena(server: Server, database: Credentials) -> Iterator[Arena]:
    made = Arena(server.admin_dsn, database)
    yield made
    made.close()


def test_tenants__never_reach_each_other(arena: Arena, rounds: Callable[[int], int]) -> None:
    machine = type("BoundRivalry", (Rivalry,), {"arena": arena})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=rounds(30), stateful_step_count=40, deadline=None, derandomize=True,
            database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    tried = {what: n for what, n in arena.done.items() if what not in LOOKS}
    assert sum(tried.values()) >= LEAST_OPERATIONS, tried
    assert min(tried.values()) >= LEAST_OF_EACH, tried
