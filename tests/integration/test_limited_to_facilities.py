"""What each right to read shows of every table, and what a person limited to facilities sees."""

from collections.abc import Callable
from uuid import UUID

import pytest

from access.people import Person
from catalog.enumerations import ENUMERATIONS
from catalog.registry import BY_NAME
from storage.connections import Connection
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.a_row_everywhere import POINTS, Everywhere, loosen
from tests.fixtures.signed_in import SignIn
from tests.fixtures.tenant_rows import founded, put, put_person

pytestmark = pytest.mark.own_database

TENANT_TABLES = {t.name for t in BY_NAME.values() if t.is_tenant and t.schema == "wellflow"}
# Which right shows a table. What a limit leaves of it follows: of a facility's tables the part of
# the facility, of the rest of the field all, of sums over facilities and of money nothing.
OF_PEOPLE = {
    "organization", "app_user", "capability_grant", "waiver", "facility_limit", "collector_key",
    "company", "audit_head", "audit_anchor", "standing_order",
}  # fmt: skip
OF_A_FACILITY = {
    "facility", "meter", "tank", "network_edge", "strapping", "completion", "tag_binding", "tag",
    "quarantine",
}  # fmt: skip
OF_THE_FIELD = OF_A_FACILITY | {
    "field", "lease", "reporting_unit", "property", "well", "completion_reporting_unit",
    "property_completion", "well_status_event",
}  # fmt: skip
VOLUMES_OF_A_FACILITY = {
    "run_ticket", "well_test", "measured_day", "allocated_day", "tank_ledger_day",
    "allocated_month", "decline_fit",
}  # fmt: skip
SUMS = {"disposition_month", "made_from", "compliance_report", "compliance_row"}
OF_VOLUME = VOLUMES_OF_A_FACILITY | SUMS | {"day_state", "production_period"}
OF_MONEY = {
    "sales_contract", "statement", "statement_line", "deck", "deck_line", "revenue_run",
    "revenue_distribution", "owner_revenue", "payment",
}  # fmt: skip
OF_THE_TRAIL = {"audit_event"}
# Named by no point of ours, but of rows that are: they are tied to what they hang on.
VOLUME_RIGHTS = {
    "read.volume", "gauge.enter", "ticket.approve", "fit.sign", "filing.submit",
}  # fmt: skip
MONEY_RIGHTS = {
    "read.money", "production.close", "accounting.close", "period.revise", "deck.edit",
    "deck.approve", "payee.edit", "payment.prepare", "payment.release",
}  # fmt: skip
ALL_READING = ("read.field", "read.volume", "read.money")


def seen_with(*capabilities: str) -> set[str]:
    """Return the tables that these rights show, as the documents say."""
    held = set(capabilities)
    seen = OF_PEOPLE | (OF_THE_FIELD if held else set())
    if held & (VOLUME_RIGHTS | MONEY_RIGHTS - {"read.money"}):
        seen |= OF_VOLUME
    if held & MONEY_RIGHTS:
        seen |= OF_MONEY
    if held & {"read.money", "accounting.close", "user.manage"}:
        seen |= OF_THE_TRAIL
    return seen


class Field:
    """A tenant with rows of two facilities in every table, and people who look."""

    def __init__(self, owner: Connection, api: Connection, own: UUID, sign_in_as: SignIn) -> None:
        self.owner, self.api, self.own, self._sign_in_as = owner, api, own, sign_in_as
        self.here = {point: uuid7() for point in POINTS}
        self.there = {point: uuid7() for point in POINTS}

    def people(self, rights: dict[str, tuple[str, ...]], *limited: str) -> dict[str, Person]:
        """Make people, some limited to the facility that is here, and sign them in."""
        with tenant_transaction(self.owner, self.own):
            for code, points in (("HERE", self.here), ("THERE", self.there)):
                self._facility(code, points["facility"])
            who = {
                name: put_person(self.owner, self.own, name, *held) for name, held in rights.items()
            }
            for name in limited:
                put(self.owner, self.own, "facility_limit", app_user_id=who[name],
                    facility_id=self.here["facility"])  # fmt: skip
        founded(self.owner, self.own)
        return {name: self._sign_in_as(self.own, each) for name, each in who.items()}

    def _facility(self, code: str, facility_id: UUID) -> None:
        put(self.owner, self.own, "facility", id=facility_id, facility_code=code)

    def plant(self) -> None:
        """Plant rows of both facilities in every table, tied to nothing but their points."""
        loosen(self.owner)
        everywhere = Everywhere(self.owner, self.own)
        with tenant_transaction(self.owner, self.own):
            for table in sorted(TENANT_TABLES - {"organization", "facility"}):
                for points in (self.here, self.there):
                    everywhere.plant(table, points)
        self.owner.execute("select scada.ensure_partitions('2026-03-01', '2026-03-01')")
        for points in (self.here, self.there):
            self.owner.execute(
                "insert into scada.reading values (%s, %s, %s, now(), 1, 0)",
                (self.own, points["tag"], "2026-03-01 12:00+00"),
            )
        self.owner.commit()

    def counts(self, person: Person | None) -> dict[str, int]:
        """Return how many rows a person sees of each table, and of both views of readings."""
        with tenant_transaction(self.api, self.own, person.token if person else None):
            return {name: self._count(name) for name in (*TENANT_TABLES, "reading")}

    def all_rows(self) -> dict[str, int]:
        """Return how many rows there are of each."""
        with tenant_transaction(self.owner, self.own):
            return {name: self._count_of(self.owner, name) for name in (*TENANT_TABLES, "reading")}

    def _count(self, table: str) -> int:
        return self._count_of(self.api, table)

    @staticmethod
    def _count_of(conn: Connection, table: str) -> int:
        # By one column: of some tables the login may read not all.
        row = conn.execute(f"select count(organization_id) from wellflow.{table}".encode())
        (count,) = row.fetchone() or (0,)
        return int(count)

    def ids(self, person: Person, table: str, column: str) -> set[UUID]:
        """Return what a column names in the rows that a person sees."""
        with tenant_transaction(self.api, self.own, person.token):
            rows = self.api.execute(f"select {column} from wellflow.{table}".encode())
            return {row[0] for row in rows}


@pytest.fixture
def field(
    maker: Connection,
    connection: Callable[[Role], Connection],
    organization: Callable[..., Organization],
    sign_in_as: SignIn,
) -> Field:
    return Field(maker, connection("api"), organization().organization_id, sign_in_as)


def test_every_table__is_of_a_kind_that_somebody_may_see(maker: Connection) -> None:
    """A new table is bound to a session, and said here to be of people, field, volume or money."""
    rows = maker.execute(
        "select tablename from pg_policies"
        " where schemaname = 'wellflow' and policyname = 'session_reads'"
    ).fetchall()
    known = OF_PEOPLE | OF_THE_FIELD | OF_VOLUME | OF_MONEY | OF_THE_TRAIL
    assert {name for (name,) in rows} == TENANT_TABLES == known


def test_every_right__shows_the_tables_of_its_kind_alone(field: Field) -> None:
    rights = {each: (each,) for each in ENUMERATIONS["capability"]}
    people = field.people({name.title().replace(".", ""): held for name, held in rights.items()})
    field.plant()
    there = field.all_rows()
    assert [name for name, count in there.items() if count < 1] == []
    for capability, person in zip(rights, people.values(), strict=True):
        counts = field.counts(person)
        seen = seen_with(capability)
        expected = {name: count if name in seen else 0 for name, count in there.items()}
        expected["reading"] = there["reading"] if seen >= OF_VOLUME else 0
        assert counts == expected, capability
    assert set(field.counts(None).values()) == {0}


def test_person_without_a_right__sees_who_works_here_and_nothing_else(field: Field) -> None:
    people = field.people({"Nil": (), "Max": ("user.manage",)})
    field.plant()
    counts = field.counts(people["Nil"])
    assert {name for name, count in counts.items() if count} == OF_PEOPLE


def test_limit__leaves_of_each_table_what_is_of_the_facility(field: Field) -> None:
    rights = {"Ann": tuple(ENUMERATIONS["capability"]), "Pat": (*ALL_READING, "gauge.enter"),
              "Fay": ("read.field",)}  # fmt: skip
    people = field.people({**rights, "Max": ("user.manage",)}, *rights)
    field.plant()
    there = field.all_rows()
    of_both = OF_A_FACILITY | VOLUMES_OF_A_FACILITY
    for name, person in people.items():
        if name == "Max":
            continue
        seen = seen_with(*rights[name]) - SUMS - OF_MONEY - OF_THE_TRAIL
        expected = {
            table: (count // 2 if table in of_both else count) if table in seen else 0
            for table, count in there.items()
        }
        assert field.counts(person) == expected, name


def test_limit__shows_nothing_of_another_facility(field: Field) -> None:
    people = field.people({"Pat": ALL_READING, "Max": ("user.manage",)}, "Pat")
    field.plant()
    for table in sorted(OF_A_FACILITY | VOLUMES_OF_A_FACILITY):
        named = {column.name for column in BY_NAME[table].all_columns}
        columns = [f"{point}_id" for point in POINTS if f"{point}_id" in named]
        columns += ["id"] if table in POINTS else []
        assert columns, table
        for column in columns:
            seen = field.ids(people["Pat"], table, column) - {None}
            assert seen <= set(field.here.values()), (table, column)
        assert field.counts(people["Pat"])[table] > 0, table


def test_right_and_limit__hold_from_the_moment_they_are_changed(
    maker: Connection, field: Field
) -> None:
    people = field.people({"Ann": ("read.field", "read.volume"), "Max": ("user.manage",)})
    ann, max_ = people["Ann"], people["Max"]

    def sees(table: str) -> bool:
        return field.counts(ann)[table] > 0

    def act(statement: str, *values: object) -> None:
        with tenant_transaction(field.api, field.own, max_.token):
            assert field.api.execute(statement.encode(), values).rowcount == 1

    with tenant_transaction(maker, field.own):
        maker.execute("alter table wellflow.day_state disable trigger user")
        put(maker, field.own, "day_state", produced_on="2026-03-01")
    facilities = field.counts(ann)["facility"]
    assert sees("day_state")
    act("insert into wellflow.facility_limit (organization_id, app_user_id, facility_id)"
        " values (%s, %s, %s)", field.own, ann.app_user_id, field.here["facility"])  # fmt: skip
    assert (facilities, field.counts(ann)["facility"]) == (2, 1)
    act("update wellflow.facility_limit set ended_at = now() where app_user_id = %s",
        ann.app_user_id)  # fmt: skip
    assert field.counts(ann)["facility"] == 2
    end = ("update wellflow.capability_grant set ended_at = now()"
           " where app_user_id = %s and capability = %s")  # fmt: skip
    act(end, ann.app_user_id, "read.volume")
    assert (sees("day_state"), field.counts(ann)["facility"]) == (False, 2)
    act(end, ann.app_user_id, "read.field")
    assert field.counts(ann)["facility"] == 0


def test_right__that_waits_for_a_second_person_shows_nothing(
    maker: Connection, field: Field
) -> None:
    people = field.people({"Ann": (), "Max": ("user.manage",), "Mia": ("user.manage",)})
    grant = ("insert into wellflow.capability_grant (organization_id, app_user_id, capability,"
             " is_waiting) values (%s, %s, 'read.field', true)")  # fmt: skip
    with tenant_transaction(maker, field.own):
        maker.execute("alter table wellflow.capability_grant disable trigger guard_grant")
        maker.execute(grant.encode(), (field.own, people["Ann"].app_user_id))
    assert field.counts(people["Ann"])["facility"] == 0
    with tenant_transaction(maker, field.own):
        maker.execute(
            "update wellflow.capability_grant set confirmed_by = %s, confirmed_at = now()"
            " where is_waiting", (people["Mia"].app_user_id,),
        )  # fmt: skip
    assert field.counts(people["Ann"])["facility"] == 2
