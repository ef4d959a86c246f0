"""Which of Dagster's operations stay open, and for whom; all of them are known by name."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from dagster_graphql.schema import create_schema
from dagster_webserver.webserver import DagsterWebserver
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.doors import Visitor
from api.guard.chain import guarded
from api.guard.served import ServedAt
from api.guard.signed_in import Recent
from api.sign_in.owner import OWNER
from pipelines.pages.guard import SHUT, DagsterGuarded
from pipelines.pages.launched import Launched
from pipelines.pages.operations import MUTATIONS, Asked
from tests.fixtures.asgi import HOST, Answer, ask, talk
from tests.fixtures.doors import HouseDoors

LOOKS = Visitor("looks@example.com", capabilities=frozenset({"read.volume"}), sees_all=True)
FITS = Visitor("fits@example.com", capabilities=frozenset({"fit.sign"}), sees_all=True)
CLOSES = Visitor("closes@example.com", capabilities=frozenset({"production.close"}), sees_all=True)
EVERYBODY = (OWNER, LOOKS, FITS, CLOSES)
ROLLED_UP = "8f3c0a52-0000-7000-8000-000000000001"
CLOSED = "8f3c0a52-0000-7000-8000-000000000002"
RUNS = {
    ROLLED_UP: Launched(frozenset({"daily_rollup"})),
    CLOSED: Launched(frozenset({"production_close"})),
}


class Pages:
    """Dagster's application, as far as a test needs it: it notes what it is asked."""

    def __init__(self, visitor: Visitor) -> None:
        self.asked: list[bytes] = []
        doors = HouseDoors({})
        self.headers = {
            "cookie": f"wellflow={doors.opened(visitor)}",
            "origin": f"http://{HOST}",
            "content-type": "application/json",
        }
        behind = DagsterGuarded(self, lambda run: RUNS.get(run, Launched()), "/account")
        self.app = guarded(behind, ServedAt(3000), Recent(doors), lambda _: False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.receive":
                    self.asked.append(message["text"].encode())
            return
        self.asked.append((await receive()).get("body", b""))
        await PlainTextResponse("answered")(scope, receive, send)

    def ask(self, query: str, variables: object = None, **also: object) -> Answer:
        body = json.dumps({"query": query, "variables": variables, **also}).encode()
        return ask(self.app, "POST", "/graphql", self.headers, body)

    def talk(self, *said: object) -> None:
        headers = {name: self.headers[name] for name in ("cookie", "origin")}
        talk(self.app, "/graphql", headers, [json.dumps(each) for each in said])


def test_every_mutation_of_this_version__is_in_the_table() -> None:
    mutations = create_schema().graphql_schema.mutation_type
    assert mutations is not None
    assert set(mutations.fields) == set(MUTATIONS)


def test_every_route_of_this_version__is_known() -> None:
    # Without a workspace: only the routes are asked for.
    server = DagsterWebserver.__new__(DagsterWebserver)
    server._app_path_prefix = ""  # type: ignore[attr-defined]
    routes = {
        (route.path, *sorted(getattr(route, "methods", None) or ()))
        for route in server.build_routes()
        if not route.name.endswith("_static")  # type: ignore[attr-defined]
    }
    assert {route for route in routes if "POST" in route} == {
        ("/graphql", "GET", "HEAD", "POST"),
        ("/report_asset_materialization/{asset_key:path}", "POST"),
        ("/report_asset_check/{asset_key:path}", "POST"),
        ("/report_asset_observation/{asset_key:path}", "POST"),
    }
    assert {path for path, *_ in routes if "notebook" in path} == set(SHUT)
    assert {path for path, *_ in routes} - {"/graphql", *SHUT} == {
        "/", "/{path:path}", "/server_info", "/dagit_info", "/logs/{path:path}",
        "/download_debug/{run_id:str}", "/report_asset_materialization/{asset_key:path}",
        "/report_asset_check/{asset_key:path}", "/report_asset_observation/{asset_key:path}",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", [each for each, asked in MUTATIONS.items() if asked is Asked.NEVER]
)
def test_what_nobody_may__is_refused_to_everybody(name: str) -> None:
    for visitor in EVERYBODY:
        pages = Pages(visitor)
        assert pages.ask(f"mutation {{ {name} {{ __typename }} }}").status == 403
        assert pages.asked == []


@pytest.mark.parametrize(
    "name", [n for n, asked in MUTATIONS.items() if asked is Asked.INSTALLATION]
)
def test_schedules__are_the_machine_owners(name: str) -> None:
    for visitor, status in ((OWNER, 200), (LOOKS, 403), (FITS, 403), (CLOSES, 403)):
        assert Pages(visitor).ask(f"mutation {{ {name} {{ __typename }} }}").status == status


@pytest.mark.parametrize("name", [n for n, asked in MUTATIONS.items() if asked is Asked.STAGES])
def test_runs__are_ended_by_who_may_start_them(name: str) -> None:
    for visitor, status in ((OWNER, 200), (LOOKS, 403), (FITS, 200), (CLOSES, 200)):
        assert Pages(visitor).ask(f"mutation {{ {name} {{ __typename }} }}").status == status


def of_job(name: str, *assets: str) -> dict[str, object]:
    selection = [{"path": [each]} for each in assets]
    return {"selector": {"pipelineName": name, "assetSelection": selection}}


def again(run: str) -> tuple[str, dict[str, object]]:
    query = "mutation($p: R!) { launchRunReexecution(reexecutionParams: $p) { __typename } }"
    return query, {"p": {"parentRunId": run, "strategy": "ALL_STEPS"}}


def launch(params: object) -> tuple[str, dict[str, object]]:
    return "mutation($p: P!) { launchRun(executionParams: $p) { __typename } }", {"p": params}


def many(*params: object) -> tuple[str, dict[str, object]]:
    query = "mutation($p: [P!]!) { launchMultipleRuns(executionParamsList: $p) { __typename } }"
    return query, {"p": params}


def backfill(**params: object) -> tuple[str, dict[str, object]]:
    query = "mutation($p: B!) { launchPartitionBackfill(backfillParams: $p) { __typename } }"
    return query, {"p": params}


STAGES = [
    launch(of_job("daily_rollup")),
    launch(of_job("__ASSET_JOB", "allocated_month", "decline_fit")),
    launch({"selector": {"jobName": "month_draft"}}),
    many(of_job("daily_rollup"), of_job("month_draft")),
    backfill(assetSelection=[{"path": ["measured_day"]}]),
    backfill(selector={"partitionSetName": "month_draft_partition_set"}),
    again(ROLLED_UP),
]
CLOSING = [
    launch(of_job("production_close")),
    launch(of_job("__ASSET_JOB", "production_period")),
    launch(of_job("daily_rollup", "production_period")),
    launch({"selector": {"pipelineName": "daily_rollup", "jobName": "production_close"}}),
    many(of_job("daily_rollup"), of_job("production_close")),
    backfill(assetSelection=[{"path": ["measured_day"]}, {"path": ["production_period"]}]),
    backfill(partitionsByAssets=[{"assetKey": {"path": ["production_period"]}}]),
    backfill(selector={"partitionSetName": "production_close_partition_set"}),
    again(CLOSED),
    (
        'mutation { launchRun(executionParams: {selector: {jobName: "production_close"}})'
        " { __typename } }",
        {},
    ),
]
UNTOLD = [
    launch({}),
    launch(of_job("__ASSET_JOB")),
    launch(of_job("__ASSET_JOB", "reading")),
    launch(of_job("revenue_run")),
    launch({"selector": {"pipelineName": ["daily_rollup"]}}),
    launch({"selector": {"jobName": "daily_rollup", "assetSelection": [{"path": "reading"}]}}),
    many(),
    many(of_job("daily_rollup"), {}),
    backfill(allPartitions=True),
    again("another"),
    ("mutation { launchRun { __typename } }", {}),
]


@pytest.mark.parametrize(("query", "variables"), STAGES)
def test_stages__are_started_by_who_runs_them(query: str, variables: object) -> None:
    for visitor, status in ((OWNER, 200), (FITS, 200), (CLOSES, 200), (LOOKS, 403)):
        assert Pages(visitor).ask(query, variables).status == status


@pytest.mark.parametrize(("query", "variables"), CLOSING)
def test_close__is_started_by_nobody_who_may_not_close(query: str, variables: object) -> None:
    for visitor, status in ((OWNER, 403), (FITS, 403), (LOOKS, 403), (CLOSES, 200)):
        assert Pages(visitor).ask(query, variables).status == status


@pytest.mark.parametrize(("query", "variables"), UNTOLD)
def test_run_that_cannot_be_told__is_refused(query: str, variables: object) -> None:
    for visitor in EVERYBODY:
        assert Pages(visitor).ask(query, variables).status == 403


WIPE = "wipeAssets(assetPartitionRanges: []) { __typename }"


@pytest.mark.parametrize(
    "query",
    [
        f"mutation {{ terminateRuns: {WIPE} }}",
        f"mutation {{ terminateRun(runId: 1) {{ __typename }} {WIPE} }}",
        f"mutation {{ ...F }} fragment F on Mutation {{ {WIPE} }}",
        f"mutation {{ ... on Mutation {{ ... {{ {WIPE} }} }} }}",
        f"mutation {{ ...F }} fragment F on M {{ ...F ...G }} fragment G on M {{ {WIPE} }}",
        f"mutation {{ {WIPE.replace('{', '@skip(if: true) {')} }}",
        f"query Q {{ version }} mutation M {{ {WIPE} }}",
        f"mutation {{ terminateRun(runId: 1) @include(if: false) {{ __typename }} x: {WIPE} }}",
        "mutation { somethingNew { __typename } }",
    ],
)  # fmt: skip
def test_mutation_by_another_spelling__is_refused(query: str) -> None:
    pages = Pages(OWNER)
    assert pages.ask(query).status == 403
    assert pages.ask(query, operationName="Q").status == 403
    assert pages.asked == []


@pytest.mark.parametrize(
    "query", ["{", "", "subscription { x }", "{ a(" + "[" * 50_000, "{ " + "a " * 40_000 + "}"]
)
def test_what_is_no_question__is_refused(query: str) -> None:
    assert Pages(OWNER).ask(query).status == 400


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"x", b"", b'{"query": 1}', b'{"query": ["x"]}', b"[" * 99_999]
)
def test_what_is_no_request__is_refused(body: bytes) -> None:
    pages = Pages(OWNER)
    assert ask(pages.app, "POST", "/graphql", pages.headers, body).status == 400


def test_what_was_looked_at__is_what_goes_on() -> None:
    pages = Pages(OWNER)
    body = b'{"query": "mutation { wipeAssets }", "query": "{ version }", "extensions": {"a": 1}}'
    assert ask(pages.app, "POST", "/graphql?query=mutation", pages.headers, body).status == 200
    assert json.loads(pages.asked[0]) == {
        "query": "{ version }", "variables": None, "operationName": None,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/graphql", "/graphql/", "/graphql?query={version}"])
def test_graphql_by_get__is_refused(path: str) -> None:
    for accepted in ("text/html", "application/json"):
        pages = Pages(OWNER)
        assert ask(pages.app, "GET", path, {**pages.headers, "accept": accepted}).status == 405
        assert pages.asked == []


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain", "text/plain; application/json", "application/graphql", "multipart/form-data",
        "application/x-www-form-urlencoded", "",
    ],
)  # fmt: skip
def test_graphql_of_another_kind__is_refused(kind: str) -> None:
    pages = Pages(OWNER)
    asked = ask(pages.app, "POST", "/graphql", {**pages.headers, "content-type": kind}, b"{}")
    assert asked.status == 415


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/report_asset_materialization/production_period"),
        ("POST", "/report_asset_check/production_period"),
        ("POST", "/report_asset_observation/reading"),
        ("POST", "/runs"),
        ("GET", "/notebook?path=/etc/x.ipynb"),
        ("GET", "/dagit/notebook"),
        ("HEAD", "/notebook/"),
    ],
)
def test_other_ways_in__are_shut(method: str, path: str) -> None:
    pages = Pages(OWNER)
    assert ask(pages.app, method, path, pages.headers).status == 403
    assert pages.asked == []


def started(query: str) -> dict[str, object]:
    return {"type": "start", "id": "1", "payload": {"query": query}}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ([{"type": "connection_init"}, started("subscription { a }")], 2),
        ([started(f"mutation {{ {WIPE} }}")], 0),
        ([started(f"subscription {{ a }} mutation {{ {WIPE} }}")], 0),
        ([started("{ version }")], 0),
        ([{"type": "start", "payload": []}], 0),
        ([["start"]], 0),
    ],
)
def test_socket__carries_subscriptions_alone(said: Sequence[object], heard: int) -> None:
    pages = Pages(OWNER)
    pages.talk(*said)
    assert len(pages.asked) == heard


@pytest.mark.parametrize(
    "visitor",
    [
        Visitor("one of two", capabilities=frozenset({"production.close"})),
        Visitor("technician", capabilities=frozenset({"tag.configure"}), sees_all=True),
        Visitor("nothing", sees_all=True),
        replace(LOOKS, name="new", must_change_password=True),
    ],
    ids=lambda visitor: visitor.name,
)  # fmt: skip
def test_who_may_not_look__is_told_so(visitor: Visitor) -> None:
    pages = Pages(visitor)
    assert pages.ask("{ version }").status == 403
    navigating = {"cookie": pages.headers["cookie"], "accept": "text/html"}
    page = ask(pages.app, "GET", "/runs", navigating)
    assert (page.status, page.header("location")) == (303, "/account")
    assert pages.asked == []
