"""Applying a site file registers its tags and binds them by date, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from access.people import Person
from domain.errors import ConfigError, DataError
from exchange.tags import apply_tags
from ingest.protocols.registry import PROTOCOLS
from ingest.site.file import load_site
from ingest.site.models import Site
from storage.connections import Connection
from storage.identity import stable_id
from storage.tenant import tenant_transaction
from tests.fixtures.edge import Edge
from tests.fixtures.signed_in import PutPerson

Make = Callable[..., Site]
HEAD = """\
[collector]
name = "{collector}"
organization = "{organization}"
[[device]]
name = "lact"
protocol = "modbus"
host = "127.0.0.1"
"""
TAG = """\
[[device.tag]]
name = "{name}"
table = "holding"
address = {address}
type = "float32"
kind = "{kind}"
unit = "{unit}"
high = {high}
{binding}
"""


@pytest.fixture
def technician(edge: Edge) -> Person:
    """Who configures tags, signed in."""
    return edge.technician()


@pytest.fixture
def api(edge: Edge, connection: Callable[[str], Connection], technician: Person) -> Connection:
    """The api role's connection, with two meters of the organization."""
    conn = connection("api")
    with tenant_transaction(conn, edge.organization.organization_id, technician.token):
        for name in ("M-1", "M-2"):
            conn.execute(
                "insert into wellflow.meter (organization_id, id, meter_name, product, kind, use)"
                " values (%s, %s, %s, 'oil', 'lact', 'sales')",
                (edge.organization.organization_id, stable_id(name), name),
            )
    return conn


@pytest.fixture
def site(tmp_path: Path, own_slug: Callable[[str], str]) -> Make:
    """Makes site files of the organization with one tag."""

    def make(*, collector: str = "north-1", **tag: object) -> Site:
        meter, start = tag.pop("meter", None), tag.pop("start", "2026-01-01T00:00:00Z")
        span = f"from = {start}" + (f", to = {end}" if (end := tag.pop("end", None)) else "")
        binding = f'binding = {{ role = "oil", meter = "{meter}", {span} }}' if meter else ""
        facts = {"name": "lact_total", "address": 0, "kind": "totalizer", "unit": "bbl",
                 "high": 1e9}  # fmt: skip
        head = HEAD.format(collector=collector, organization=own_slug("brazos-bend"))
        path = tmp_path / "tags.toml"
        path.write_text(head + TAG.format(**{**facts, **tag}, binding=binding))
        return load_site(path)

    return make


def bindings(edge: Edge) -> list[tuple]:
    """Point, register, start and end of every binding, in order."""
    return edge.query(
        "select m.meter_name, b.register, b.effective_from, b.effective_to"
        " from wellflow.tag_binding b join wellflow.meter m on m.id = b.meter_id"
        " order by b.effective_from"
    )


def test_apply__registers_binds_and_is_idempotent(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    wanted = site(meter="M-1")

    first = apply_tags(api, organization_id, technician, wanted)
    second = apply_tags(api, organization_id, technician, wanted)

    assert (first.registered, first.bound) == (("lact_total",), ("lact_total",))
    assert second == ((), (), ("lact_total",), (), ())
    assert bindings(edge) == [("M-1", "holding:0:float32", datetime(2026, 1, 1, tzinfo=UTC), None)]


def test_apply__moved_binding_closes_the_old_one(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    apply_tags(api, organization_id, technician, site(meter="M-1"))
    moved = site(meter="M-2", start="2026-02-01T12:00:00Z")

    report = apply_tags(api, organization_id, technician, moved)
    again = apply_tags(api, organization_id, technician, moved)

    at = datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert report.moved == ("lact_total",)
    assert again.bound == ()
    assert [(row[0], row[3]) for row in bindings(edge)] == [("M-1", at), ("M-2", None)]


def test_apply__a_tag_that_takes_over_a_meter_needs_the_end_of_the_one_before(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    takes_over = {"name": "new_total", "meter": "M-1", "start": "2026-02-01T12:00:00Z"}
    apply_tags(api, organization_id, technician, site(meter="M-1"))

    with pytest.raises(ConfigError, match=r"oil of M-1 .*'lact_total' counts too.* with `to`"):
        apply_tags(api, organization_id, technician, site(**takes_over))
    assert edge.query("select from wellflow.tag where tag_name = 'new_total'") == []
    ended = site(meter="M-1", end="2026-02-01T12:00:00Z")
    assert apply_tags(api, organization_id, technician, ended).moved == ("lact_total",)
    assert apply_tags(api, organization_id, technician, ended).moved == ()
    apply_tags(api, organization_id, technician, site(**takes_over))

    at = datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert [row[2:] for row in bindings(edge)] == [
        (datetime(2026, 1, 1, tzinfo=UTC), at), (at, None),
    ]  # fmt: skip


def test_site__a_binding_that_ends_before_it_begins_is_refused(site: Make) -> None:
    with pytest.raises(ConfigError, match="is not after"):
        site(meter="M-1", end="2025-01-01T00:00:00Z")


def test_apply__binding_cannot_begin_before_the_one_it_replaces(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    apply_tags(api, organization_id, technician, site(meter="M-1"))

    with pytest.raises(ConfigError, match="at which the tag was moved"):
        apply_tags(
            api, organization_id, technician,
            site(meter="M-2", start="2025-01-01T00:00:00Z"),
        )  # fmt: skip

    assert [row[0] for row in bindings(edge)] == ["M-1"]


def test_apply__corrected_start_moves_the_binding(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    apply_tags(api, organization_id, technician, site(meter="M-1"))

    apply_tags(
        api, organization_id, technician,
        site(meter="M-1", start="2025-12-01T00:00:00Z"),
    )  # fmt: skip

    assert [row[2:] for row in bindings(edge)] == [(datetime(2025, 12, 1, tzinfo=UTC), None)]


def test_apply__changes_limits_but_never_kind_or_unit(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    apply_tags(api, organization_id, technician, site())

    report = apply_tags(api, organization_id, technician, site(high=500))
    assert report.changed == ("lact_total",)
    assert edge.query("select high_limit from wellflow.tag where tag_name = 'lact_total'") == [
        (500.0,)
    ]

    for change in ({"unit": "m3"}, {"kind": "rate"}):
        with pytest.raises(ConfigError, match="a name of its own"):
            apply_tags(api, organization_id, technician, site(**change))


def test_apply__tag_of_another_collector_is_taken_over_only_when_asked(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    organization_id = edge.organization.organization_id
    apply_tags(api, organization_id, technician, site())
    other = site(collector="south-1")

    with pytest.raises(ConfigError, match="belongs to collector 'north-1'"):
        apply_tags(api, organization_id, technician, other)
    report = apply_tags(api, organization_id, technician, other, take_over=True)

    assert report.changed == ("lact_total",)


def test_apply__unknown_point_stores_nothing(
    edge: Edge, api: Connection, technician: Person, site: Make
) -> None:
    with pytest.raises(ConfigError, match="bound to meter 'M-9', which does not exist"):
        apply_tags(api, edge.organization.organization_id, technician, site(meter="M-9"))

    assert edge.query("select count(*) from wellflow.tag") == [(2,)]


def test_apply__person_needs_the_capability(
    edge: Edge, api: Connection, site: Make, person_with: PutPerson
) -> None:
    reader = person_with(edge.organization.organization_id, "Bob", "read.field")
    with pytest.raises(DataError, match=r"tag\.configure"):
        apply_tags(api, edge.organization.organization_id, reader, site())


def test_apply__site_of_another_organization(
    edge: Edge, api: Connection, technician: Person, tmp_path: Path, own_slug: Callable[[str], str]
) -> None:
    path = tmp_path / "other.toml"
    path.write_text(
        HEAD.format(collector="x", organization="pecos-ridge")
        + TAG.format(name="t", address=0, kind="rate", unit="bbl", high=1, binding="")
    )

    with pytest.raises(ConfigError, match=f"'pecos-ridge', not '{own_slug('brazos-bend')}'"):
        apply_tags(api, edge.organization.organization_id, technician, load_site(path))


def test_apply__takes_the_tags_of_a_protocol_that_no_release_knew(
    edge: Edge,
    api: Connection,
    technician: Person,
    tmp_path: Path,
    own_slug: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PROTOCOLS, "line", "tests.fixtures.line_protocol")
    path = tmp_path / "line.toml"
    path.write_text(
        f"""
        [collector]
        name = "north-1"
        organization = "{own_slug("brazos-bend")}"
        [[device]]
        name = "meter"
        protocol = "line"
        host = "127.0.0.1"
        port = 7
        [[device.tag]]
        name = "line_rate"
        kind = "rate"
        unit = "bbl_per_day"
        """
    )
    apply_tags(api, edge.organization.organization_id, technician, load_site(path))
    assert edge.query("select protocol from wellflow.tag where tag_name = 'line_rate'") == [
        ("line",)
    ]
