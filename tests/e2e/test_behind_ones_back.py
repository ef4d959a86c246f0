"""What a hostile page, a name that points here, and another user of the machine can do: nothing.

The browser is signed in to the pages while it looks at the hostile ones, as an accountant's is.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.sign_in.owner import FILE_NAME
from tests.fixtures.browser import Page, chromium
from tests.fixtures.up import Up, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

NOBODY = 65534
LIMITS = "{ instance { concurrencyLimits { concurrencyKey } } }"
PAGES = {
    "/asset-groups/": "production",
    "/assets/measured_day": "grain",
    "/runs/": "runs",
    "/automation": "daily_rollup",
    "/overview/activity/timeline": "overview",
    "/deployment": "deployment",
    "/jobs/": "month_draft",
}


class _Hostile(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>prizes</title><body><iframe name=sink></iframe>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@dataclass
class Scene:
    """The installation, a browser that is signed in to it, and a hostile server beside it."""

    up: Up
    page: Page
    hostile_port: int

    @property
    def own(self) -> str:
        return str(self.up.addresses["dagster"])

    @property
    def port(self) -> str:
        return self.own.rpartition(":")[2]

    def limits(self) -> set[str]:
        """What acts of these tests would have left."""
        found = self.up.graphql(LIMITS)["instance"]["concurrencyLimits"]
        return {each["concurrencyKey"] for each in found}


@pytest.fixture(scope="module")
def scene(up_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    hostile = ThreadingHTTPServer(("127.0.0.1", 0), _Hostile)
    threading.Thread(target=hostile.serve_forever, daemon=True).start()
    profile = tmp_path_factory.mktemp("profile")
    names = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    with running(up_folder) as up, chromium(profile, names) as page:
        token = up.session
        page.call(
            "Network.setCookie", name="wellflow", value=token, url=up.addresses["dagster"],
            path="/", httpOnly=True, sameSite="Strict",
        )  # fmt: skip
        yield Scene(up, page, hostile.server_address[1])
    hostile.shutdown()
    hostile.server_close()


def act(name: str) -> str:
    """A mutation that the one who is signed in may ask for, and that leaves its name behind."""
    return f'mutation {{ setConcurrencyLimit(concurrencyKey: "{name}", limit: 1) }}'


def posted(name: str, **options: str) -> str:
    """A script that asks for an act by fetch; it tells whether it could read an answer."""
    made = {"method": "POST", "credentials": "include", "body": json.dumps({"query": act(name)})}
    return (
        f"fetch(ADDRESS + '/graphql', Object.assign({json.dumps(made | options)}, HEADERS))"
        ".then(r => r.type === 'opaque' ? 'opaque' : String(r.status), e => 'failed')"
    )


def test_own_page__may_do_what_the_others_try(scene: Scene) -> None:
    scene.page.open(f"{scene.own}/account")
    assert "the owner of this machine" in scene.page.text()
    script = posted("own").replace("ADDRESS", "''")
    script = script.replace("HEADERS", "{headers: {'content-type': 'application/json'}}")
    # Our own page lets no script connect; Dagster's does.
    scene.page.open(f"{scene.own}/runs/")
    assert scene.page.run(script) == "200"
    assert "own" in scene.limits()


@pytest.mark.parametrize("site", ["evil.example", "127.0.0.1", "localhost"])
def test_hostile_page__does_nothing_and_reads_nothing(scene: Scene, site: str) -> None:
    page, before = scene.page, scene.limits()
    page.open(f"http://{site}:{scene.hostile_port}/")
    beacon = json.dumps(json.dumps({"query": act("f5")}))
    scripts = [
        posted("f1", mode="no-cors").replace(
            "HEADERS", "{headers: {'content-type': 'text/plain'}}"
        ),
        posted("f2").replace("HEADERS", "{headers: {'content-type': 'application/json'}}"),
        posted("f3", mode="no-cors", keepalive="true").replace("HEADERS", "{}"),
        f"fetch(ADDRESS + '/graphql?query=' + encodeURIComponent({json.dumps(act('f4'))}),"
        " {mode: 'no-cors', credentials: 'include'}).then(r => r.type, e => 'failed')",
        "fetch(ADDRESS + '/runs/', {credentials: 'include'}).then(r => r.text(), e => 'failed')",
        f"navigator.sendBeacon(ADDRESS + '/graphql', {beacon})",
    ]
    answers = [page.run(script.replace("ADDRESS", json.dumps(scene.own))) for script in scripts]
    assert answers[4] == "failed"
    assert not {"200", "303"} & {str(each) for each in answers}
    loaded = page.run(
        f"""new Promise(done => {{
            const image = new Image();
            image.onload = () => done('loaded'); image.onerror = () => done('failed');
            image.src = {json.dumps(scene.own)} + '/graphql?query='
                + encodeURIComponent({json.dumps(act("image"))});
        }})"""
    )
    assert loaded == "failed"
    opened = page.run(
        f"""new Promise(done => {{
            const socket = new WebSocket('ws://127.0.0.1:{scene.port}/graphql', 'graphql-ws');
            socket.onopen = () => done('open'); socket.onerror = () => done('failed');
        }})"""
    )
    assert opened == "failed"
    assert scene.limits() == before


@pytest.mark.parametrize("site", ["evil.example", "127.0.0.1"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/graphql", "/account/sign-out", "/owner", "/sign-in"])
def test_hostile_form__is_refused(scene: Scene, site: str, kind: str, path: str) -> None:
    page, before = scene.page, scene.limits()
    page.open(f"http://{site}:{scene.hostile_port}/")
    body = json.dumps({"query": act("form"), "x": ""})[:-2]
    query = f"?query={act('form')}" if path == "/graphql" else ""
    page.run(
        f"""(() => {{
            const form = document.createElement('form');
            form.method = 'POST'; form.enctype = {json.dumps(kind)};
            form.action = {json.dumps(scene.own + path + query)};
            const field = document.createElement('input');
            field.name = {json.dumps(body)}; field.value = '"}}';
            form.append(field); document.body.append(form); form.submit();
        }})()"""
    )
    page.until("location.port === " + json.dumps(scene.port))
    assert "not one of these" in page.text()
    assert scene.limits() == before
    page.open(f"{scene.own}/account")
    assert "the owner of this machine" in page.text()


def test_frame__shows_nothing_of_ours(scene: Scene) -> None:
    page = scene.page
    for path in ("/sign-in", "/runs/", "/account"):
        page.open(f"http://evil.example:{scene.hostile_port}/")
        noted = len(page.complaints)
        page.run(
            "new Promise(done => { const frame = document.createElement('iframe');"
            f" frame.src = {json.dumps(scene.own + path)}; frame.onload = done;"
            " document.body.append(frame); }).then(() => 1)"
        )
        page.until(f"{len(page.complaints) - noted} >= 0")
        said = " ".join(page.complaints[noted:])
        assert "403" in said or "frame" in said.lower()


def test_name_that_points_here__is_not_served(scene: Scene) -> None:
    page, before = scene.page, scene.limits()
    page.open(f"http://evil.example:{scene.port}/runs/")
    assert "not served under that name" in page.text()
    script = posted("rebound").replace("ADDRESS", "''")
    script = script.replace("HEADERS", "{headers: {'content-type': 'application/json'}}")
    # The page it got lets it connect to nothing at all.
    assert page.run(script) == "failed"
    assert scene.limits() == before


@pytest.fixture
def as_nobody() -> list[str]:
    if os.getuid() != 0 or shutil.which("setpriv") is None or shutil.which("curl") is None:
        pytest.skip("another user can be played by an administrator with setpriv and curl alone")
    return ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]


def test_another_user__gets_nothing(scene: Scene, as_nobody: list[str]) -> None:
    before = scene.limits()
    asked = json.dumps({"query": act("nobody")})
    own = ["-H", f"Origin: {scene.own}", "-H", "Sec-Fetch-Site: same-origin"]
    as_json = ["-H", "Content-Type: application/json", "-d", asked]
    attempts = {
        "401": [
            [f"{scene.own}/runs/"],
            [f"{scene.own}/graphql?query={{version}}", "-G"],
            [f"{scene.own}/server_info"],
            [f"{scene.own}/graphql", *own, *as_json],
            [f"{scene.own}/graphql", *own, *as_json, "-b", "wellflow=made-up"],
            [f"{scene.own}/graphql", *as_json, "-H", "Authorization: Bearer machine-made-up"],
            [f"{scene.own}/report_asset_materialization/production_period", *own, *as_json],
            [f"{scene.own}/account/sessions/end", *own, "-d", "session=1"],
        ],
        "403": [
            [f"{scene.own}/graphql", *as_json],
            [f"{scene.own}/graphql", *as_json, "-H", "Origin: http://evil.example"],
            [f"{scene.own}/sign-in", "-d", "organization=a"],
            [f"{scene.own}/sign-in", *own, "-d", "organization=a&email=b&password=c&form=d"],
        ],
        "421": [[f"{scene.own}/sign-in", "-H", "Host: evil.example"]],
    }  # fmt: skip
    for status, tries in attempts.items():
        for arguments in tries:
            curl = ["curl", "-s", "-g", "-o", "/dev/null", "-w", "%{http_code}"]
            got = subprocess.run(
                [*as_nobody, *curl, *arguments],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert got.stdout == status, arguments
    assert scene.limits() == before


def test_another_user__cannot_read_the_link(scene: Scene, as_nobody: list[str]) -> None:
    state = scene.up.state_dir
    for name in (FILE_NAME, "credentials.toml", "sessions.toml"):
        path = state / name
        if path.exists():
            assert path.stat().st_mode & 0o077 == 0
            read = subprocess.run([*as_nobody, "cat", str(path)], capture_output=True, check=False)
            assert read.returncode != 0
    arguments = "\0".join(
        path.read_text(errors="replace")
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    )
    key = scene.up.addresses["link"].partition("key=")[2]
    assert key not in arguments
    for log in (state / "logs").glob("*.log"):
        assert key not in log.read_text(errors="replace")


def test_pages__work_under_the_policy_without_a_complaint(scene: Scene) -> None:
    page = scene.page
    page.open(f"{scene.own}/account")
    before = len(page.complaints)
    page.requested.clear()
    for path, word in PAGES.items():
        page.open(f"{scene.own}{path}")
        page.until(f"document.body.innerText.toLowerCase().includes({json.dumps(word)})")
    assert page.complaints[before:] == []
    elsewhere = [
        each for each in page.requested if not each.startswith((scene.own, "data:", "blob:"))
    ]
    assert elsewhere == []
