"""The one door before a tenant is known shows one person's row and leaves the tenant as it was."""

from collections.abc import Callable
from uuid import UUID

import pytest

from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
OwnSlug = Callable[[str], str]


@pytest.fixture
def people(connection: Open, organization: Callable[..., Organization]) -> dict[str, UUID]:
    owner = connection("owner")
    made: dict[str, UUID] = {}
    for slug, email, is_active in (
        ("brazos-bend", "ann@example.com", True),
        ("brazos-bend", "gone@example.com", False),
        ("pecos-ridge", "ann@example.com", True),
    ):
        tenant = organization(slug) if slug not in made else None
        made[slug] = tenant.organization_id if tenant else made[slug]
        with tenant_transaction(owner, made[slug]):
            person = put(
                owner, made[slug], "app_user", email=email, is_active=is_active,
                password_hash=f"hash of {slug}",
            )  # fmt: skip
        made[f"{slug} {email}"] = person
    return made


def asked(conn: Connection, slug: str, email: str) -> list[tuple[object, ...]]:
    return conn.execute("select * from wellflow.sign_in(%s, %s)", (slug, email)).fetchall()


def test_sign_in__finds_the_person_of_that_organization(
    connection: Open, own_slug: OwnSlug, people: dict[str, UUID]
) -> None:
    for slug in ("brazos-bend", "pecos-ridge"):
        assert asked(connection("api"), own_slug(slug), "Ann@Example.com") == [
            (people[slug], people[f"{slug} ann@example.com"], f"hash of {slug}")
        ]


@pytest.mark.parametrize(
    ("slug", "email"),
    [("brazos-bend", "gone@example.com"), ("brazos-bend", "bob@example.com"),
     ("nowhere", "ann@example.com")],
)  # fmt: skip
def test_sign_in__finds_nobody_else(
    connection: Open, own_slug: OwnSlug, people: dict[str, UUID], slug: str, email: str
) -> None:
    conn = connection("pipeline")
    with tenant_transaction(conn, people["pecos-ridge"]):
        assert asked(conn, own_slug(slug), email) == []


def test_sign_in__leaves_the_tenant_as_it_was(
    connection: Open, own_slug: OwnSlug, people: dict[str, UUID]
) -> None:
    conn = connection("api")
    seen = "select distinct organization_id from wellflow.app_user"
    with tenant_transaction(conn, people["pecos-ridge"]):
        asked(conn, own_slug("brazos-bend"), "ann@example.com")
        assert conn.execute(seen).fetchall() == [(people["pecos-ridge"],)]
    asked(conn, own_slug("brazos-bend"), "ann@example.com")
    assert conn.execute(seen).fetchall() == []
