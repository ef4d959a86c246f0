"""A schedule closes a month under a standing order alone, signed, dated and revocable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from access.actors import Schedule
from access.people import Person
from books.closing.orders import (
    CLOSES,
    months_to_do,
    order_in_force,
    orders_of,
    revoke_order,
    sign_order,
)
from domain.errors import DataError
from storage.connections import Connection
from storage.rows import periods
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson

Open = Callable[[Role], Connection]
MARCH = date(2026, 3, 1)
ONE_DAY = timedelta(days=1)
CLOSING = Schedule("production_close", frozenset({"stage.close"}))


def today() -> date:
    """Today in the field: organizations of these tests keep the time of Texas."""
    return (datetime.now(UTC) - timedelta(hours=6)).date()


@dataclass(frozen=True)
class House:
    """A tenant, the logins that act, and a person who may close."""

    api: Connection
    pipeline: Connection
    owner: Connection
    own: UUID
    ann: Person

    def sign(self, person: Person | None = None, **dates: date) -> UUID:
        given = {"valid_from": today() - ONE_DAY, **dates}
        return sign_order(
            self.api, person or self.ann, reason="nobody is in on the 5th", **given
        ).id

    def close(self, conn: Connection | None = None, token: str | None = None) -> None:
        """Do to the month what a close does, without the audits."""
        used = conn or self.pipeline
        with tenant_transaction(used, self.own, token):
            periods.hold_month(used, self.own, MARCH)
            periods.begin_close(used, MARCH)
            periods.finish_close(used, MARCH, "form/hash", uuid4())

    def write(self, statement: str, *params: object, token: str | None = None) -> None:
        conn = self.api if token else self.pipeline
        with tenant_transaction(conn, self.own, token):
            conn.execute(statement.encode(), params)

    def month(self) -> tuple[object, ...]:
        with tenant_transaction(self.owner, self.own):
            row = self.owner.execute(
                "select state::text, closed_by, closed_under from wellflow.production_period"
            ).fetchone()
        return tuple(row or ())


@pytest.fixture
def house(
    connection: Open, maker: Connection, organization: Callable[..., Organization],
    person_with: PutPerson,
) -> House:  # fmt: skip
    own = organization().organization_id
    ann = person_with(own, "Ann", CLOSES, "read.volume")
    # Somebody manages people: nothing is being founded any more.
    person_with(own, "Boss", "user.manage")
    return House(connection("api"), connection("pipeline"), maker, own, ann)


def test_schedule__closes_under_an_order_and_the_month_names_it(house: House) -> None:
    order = house.sign()
    house.close()
    assert house.month() == ("closed", None, order)
    with tenant_transaction(house.pipeline, house.own):
        (found,) = house.pipeline.execute("select closed_under from wellflow.production_period")
    assert found == (order,)


def test_person__closes_in_her_own_name_although_an_order_is_in_force(house: House) -> None:
    house.sign()
    house.close(house.api, house.ann.token)
    assert house.month() == ("closed", house.ann.app_user_id, None)


def test_schedule__without_an_order_changes_no_month(house: House) -> None:
    with pytest.raises(DataError, match="no standing order"):
        house.close()
    assert house.month() == ()


def test_order__is_of_its_days_alone(house: House) -> None:
    house.sign(valid_from=today() + ONE_DAY)
    house.sign(valid_from=today() - 9 * ONE_DAY, valid_until=today() - ONE_DAY)
    with pytest.raises(DataError, match="no standing order"):
        house.close()
    house.sign(valid_from=today(), valid_until=today())
    house.close()


def test_revoked_order__is_good_no_more(house: House, person_with: PutPerson) -> None:
    bob = person_with(house.own, "Bob", CLOSES)
    order = house.sign()
    revoked = revoke_order(house.api, bob, order)
    assert (revoked.revoked_by, revoked.is_in_force(today())) == (bob.app_user_id, False)
    with pytest.raises(DataError, match="no standing order"):
        house.close()
    with pytest.raises(DataError, match="no such order"):
        revoke_order(house.api, bob, order)


@pytest.mark.parametrize(
    "loss",
    [
        "update wellflow.capability_grant set ended_at = now() where app_user_id = %s",
        "update wellflow.app_user set is_active = false where id = %s",
    ],
)
def test_order__ends_with_the_right_of_its_signer(house: House, loss: str) -> None:
    house.sign()
    _as_administrator(house, loss)
    with pytest.raises(DataError, match="no standing order"):
        house.close()


def _as_administrator(house: House, statement: str) -> None:
    """Do what a manager would have done, whatever the guards of people ask."""
    with tenant_transaction(house.owner, house.own):
        house.owner.execute("alter table wellflow.capability_grant disable trigger user")
        house.owner.execute("alter table wellflow.app_user disable trigger user")
        house.owner.execute(statement.encode(), (house.ann.app_user_id,))
        house.owner.execute("alter table wellflow.capability_grant enable trigger user")
        house.owner.execute("alter table wellflow.app_user enable trigger user")


def test_order__of_another_organization_closes_nothing(
    house: House, organization: Callable[..., Organization], person_with: PutPerson
) -> None:
    other = organization("elsewhere").organization_id
    sign_order(
        house.api, person_with(other, "Eve", CLOSES), reason="mine", valid_from=today() - ONE_DAY
    )
    with pytest.raises(DataError, match="no standing order"):
        house.close()


def test_signing__takes_the_right_and_a_reason(house: House, person_with: PutPerson) -> None:
    pumper = person_with(house.own, "Pat", "gauge.enter")
    with pytest.raises(DataError, match=r"may not do production\.close"):
        house.sign(pumper)
    with pytest.raises(DataError, match="before it begins"):
        house.sign(valid_from=today(), valid_until=today() - ONE_DAY)
    with pytest.raises(DataError, match="says why"):
        sign_order(house.api, house.ann, reason=" ", valid_from=today())
    assert orders_of(house.api, house.ann) == []


SIGN = (
    "insert into wellflow.standing_order"
    " (organization_id, id, act, reason, signed_by, signed_at, valid_from)"
    " values (%s, gen_random_uuid(), %s, 'x', %s, %s, '2020-01-01')"
)


def test_database__lets_nobody_sign_for_another(house: House, person_with: PutPerson) -> None:
    pumper = person_with(house.own, "Pat", "gauge.enter")
    bob = person_with(house.own, "Bob", CLOSES)
    forged = (house.own, CLOSES, house.ann.app_user_id, datetime(2020, 1, 1, tzinfo=UTC))
    for token in (pumper.token, bob.token):
        with pytest.raises(DataError):
            house.write(SIGN, *forged, token=token)
    with pytest.raises(Exception, match="permission denied"):
        house.write(SIGN, *forged)
    with pytest.raises(DataError), tenant_transaction(house.owner, house.own):
        house.owner.execute(SIGN.encode(), forged)
    with pytest.raises(DataError):
        house.write(SIGN, house.own, "payment.release", bob.app_user_id, None, token=bob.token)
    # What a signature says of its time is the database's.
    house.write(SIGN, house.own, CLOSES, bob.app_user_id, forged[3], token=bob.token)
    (kept,) = orders_of(house.api, bob)
    assert kept.signed_at > datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        "set valid_until = '2099-01-01'",
        "set signed_by = revoked_by",
        "set reason = 'another'",
        "set revoked_at = null, revoked_by = null",
        "set act = 'payment.release'",
    ],
)
def test_signed_order__never_changes(house: House, change: str) -> None:
    order = house.sign()
    with pytest.raises(Exception, match=r"permission denied|only be revoked"):
        house.write(f"update wellflow.standing_order {change}", token=house.ann.token)
    with pytest.raises(DataError), tenant_transaction(house.owner, house.own):
        house.owner.execute(f"update wellflow.standing_order {change}".encode())
    with pytest.raises(DataError), tenant_transaction(house.owner, house.own):
        house.owner.execute("delete from wellflow.standing_order")
    assert [each.id for each in orders_of(house.api, house.ann)] == [order]


@pytest.mark.parametrize("column", ["closed_under", "version"])
def test_month__takes_its_order_from_a_close_alone(house: House, column: str) -> None:
    order = house.sign()
    value = {"closed_under": f"'{order}'", "version": "3"}[column]
    with pytest.raises(DataError):
        house.write(
            f"insert into wellflow.production_period (organization_id, month, {column})"
            f" values (%s, '2026-03-01', {value})",
            house.own,
        )
    house.write(
        "insert into wellflow.production_period (organization_id, month) values (%s, %s)",
        house.own, MARCH,
    )  # fmt: skip
    with pytest.raises(DataError, match="only a close"):
        house.write(f"update wellflow.production_period set {column} = {value}")


def test_to_do__says_which_months_wait_and_which_may_be_closed(house: House) -> None:
    def own() -> list[bool]:
        slug = _slug(house)
        return [
            each.has_order
            for each in months_to_do(house.pipeline, MARCH, actor=CLOSING)
            if each.slug == slug
        ]

    assert own() == [False]
    house.sign()
    assert own() == [True]
    with tenant_transaction(house.pipeline, house.own):
        assert order_in_force(house.pipeline, house.own).full_name == "Ann"
    house.close()
    assert own() == []


def _slug(house: House) -> str:
    with house.owner.transaction():
        row = house.owner.execute(
            "select slug from wellflow.organization_directory where organization_id = %s",
            (house.own,),
        ).fetchone()
    assert row is not None
    return str(row[0])
