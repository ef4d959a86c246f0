"""Every public function of books, exchange and ingest that acts or shows asks who does it.

What opens a transaction takes a person or an actor, and asks before it opens. What works inside
its caller's transaction is for these packages alone: nothing outside may import it.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.fixtures.acting import Function, Module, Said, Sources, imported, modules_of

ROOT = Path(__file__).parents[2]
ACTING = ("books", "exchange", "ingest")
BELOW = ("access", "storage")
OUTSIDE = ("api", "assets", "bench", "cli", "demo", "installation", "pipelines", "simulation")
# Who acts without being a person or a schedule, and why. A line that excuses nothing fails.
EXCEPTIONS = {
    "exchange.master.create_tenant": "a tenant is made by the owner's login, before anybody is in",
    "exchange.master.import_master": "the first import: the database asks whether one is founding",
    "books.trail.verify.verify_trail": "the owner's login, which doubts what people say",
    "books.trail.verify.verify_trails": "as verify_trail",
    "ingest.collector.run_collector": "a collector's login, which writes its own readings alone",
    "ingest.forwarding.forwarder.Forwarder": "a collector's login, too",
}


@cache
def sources() -> Sources:
    return Sources.below(ROOT, (*ACTING, *BELOW))


def fault(function: Function, of: Sources, outside: dict[str, str]) -> str | None:
    """Return what is wrong with a function that acts or shows, if anything."""
    if not of.opens(function):
        if not of.holds(function):
            return None
        user = outside.get(function.handle) or outside.get(function.module.name)
        return f"is {user}'s to call, and works in a transaction nobody asked for" if user else None
    if not function.actors:
        return "takes nobody who acts"
    if of.said(function) not in (Said.ASKED, Said.MAYBE):
        return "asks nothing before it opens a transaction"
    return None


def faults(of: Sources, outside: dict[str, str]) -> dict[str, list[str]]:
    """Return the faults of every public function, by what is imported to get at it."""
    found: dict[str, list[str]] = {}
    for each in of.functions.values():
        if each.is_public and each.module.name.split(".")[0] in ACTING:
            wrong = fault(each, of, outside)
            if wrong is not None:
                found.setdefault(each.handle, []).append(f"{each.name} {wrong}")
    return found


def test_whoever_acts_or_shows_is_asked() -> None:
    outside = imported([each for name in OUTSIDE for each in modules_of(ROOT, name)])
    found = faults(sources(), dict(outside))
    assert {name: said for name, said in found.items() if name not in EXCEPTIONS} == {}
    assert EXCEPTIONS.keys() - found.keys() == set(), "these excuse nothing any more"


def test_what_acts_is_found() -> None:
    """The walk sees the acts that everybody knows, and sees that they open."""
    known = {
        "books.closing.close.close_production", "books.revenue.payments.release_payments",
        "books.measuring.measure.measure_days", "exchange.tags.apply_tags",
        "exchange.form_pr_sheet.write_form_pr", "exchange.tests.import_tests",
    }  # fmt: skip
    opening = {name for name, each in sources().functions.items() if sources().opens(each)}
    assert known <= opening
    assert "exchange.natural_keys.NameBook.ids" in {
        name for name, each in sources().functions.items() if sources().holds(each)
    }


def without_token(function: Function) -> list[str]:
    """Return where a transaction opens that presents nobody's session; a schedule has none."""
    if function.actor_types == {"access.actors.Schedule"}:
        return []
    return [
        f"{function.name}:{call.lineno}"
        for call in ast.walk(function.node)
        if isinstance(call, ast.Call)
        and function.module.origin(call.func) == "storage.tenant.tenant_transaction"
        and not (len(call.args) > 2 and "token" in ast.unparse(call.args[2]))
    ]


def test_every_transaction_presents_who_acts() -> None:
    excused = {name.rpartition(".")[0] for name in EXCEPTIONS}
    acting = [
        each
        for each in sources().functions.values()
        if each.module.name.split(".")[0] in ACTING and each.module.name not in excused
    ]
    assert [place for each in acting for place in without_token(each)] == []


HEAD = """
from access.actors import require, Actor
from access.people import Person
from storage.connections import Connection, connect
from storage.tenant import tenant_transaction
"""
ASKS = "    require(person, tenant, 'read.field')\n"
OPENS = "    with tenant_transaction(conn, tenant, person.token):\n        pass\n"
ACT = "def act(conn: Connection, tenant: int, person: Person) -> None:\n"


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        (ACT + ASKS + OPENS, False),
        (ACT + OPENS + ASKS, True),
        (ACT + OPENS, True),
        (ACT.replace(", person: Person", "") + ASKS + OPENS, True),
        (ACT.replace("person: Person", "actor: 'Actor'") + ASKS.replace("person", "actor") + OPENS,
         False),
        (ACT.replace("person: Person", "person: Person, other: int")
         + ASKS.replace("person", "other") + OPENS, True),
        (ACT + "    if tenant:\n    " + ASKS + OPENS, True),
        (ACT + "    if tenant:\n    " + ASKS + "    else:\n    " + ASKS + OPENS, False),
        (ACT + "    tenant and require(person, tenant, 'read.field')\n" + OPENS, True),
        (ACT + "    for _ in ():\n    " + ASKS + OPENS, True),
        (ACT + "    [inner(conn, person) for _ in ()]\n"
         "def inner(conn: Connection, person: Person) -> None:\n    tenant = 1\n" + ASKS + OPENS,
         False),
        (ACT + "    _inner(conn)\ndef _inner(conn: Connection) -> None:\n"
         "    with conn.transaction():\n        pass\n", True),
        (ACT + ASKS + "    _inner(conn)\ndef _inner(conn: Connection) -> None:\n" + OPENS, False),
        ("def act(dsn: str) -> None:\n    connect(dsn, application='act')\n", True),
        ("def act(conn: Connection) -> None:\n    conn.execute('select 1')\n", True),
        ("def act(tenant: int) -> None:\n    pass\n", False),
        ("class Act:\n    conn: Connection\n    def show(self) -> None:\n        pass\n", True),
        ("class Act:\n    def show(self) -> None:\n        self.open()\n"
         "    def open(self) -> None:\n        connect('', application='act')\n", True),
        ("class Box:\n    conn: Connection\ndef act(box: Box) -> None:\n    pass\n", True),
    ],
)  # fmt: skip
def test_who_is_not_asked_is_found(body: str, is_found: bool) -> None:
    planted = Module("books.planted", ast.parse(HEAD + body))
    outside = {"books.planted.act": "cli.planted", "books.planted.Act": "cli.planted"}
    assert bool(faults(Sources([planted]), outside)) == is_found


def test_password_of_a_person_is_read_from_no_environment() -> None:
    packages = [path.parent for path in ROOT.glob("*/__init__.py")]
    said = [
        str(path.relative_to(ROOT))
        for folder in [*packages, ROOT / "docs"]
        for path in [*folder.rglob("*.py"), *folder.rglob("*.md")]
        if "WELLFLOW_PASSWORD" in path.read_text()
    ]
    said += [
        path.name
        for path in (ROOT / "README.md", ROOT / "Makefile", ROOT / "dagster.yaml")
        if "WELLFLOW_PASSWORD" in path.read_text()
    ]
    assert said == []
