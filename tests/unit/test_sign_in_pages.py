"""The sign-in page and what follows it: forms that work without scripts, and tell nothing."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.responses import PlainTextResponse

from api.doors import Choice, Visitor
from api.guard.served import ServedAt
from api.look.frame import SHOWN
from api.sign_in.owner import offer
from api.site import site
from tests.fixtures.asgi import HOST, Answer, ask
from tests.fixtures.doors import HouseDoors

ROSA = Visitor("rosa@example.com", "lone-star", "Lone Star", sees_all=True)
NEW = replace(ROSA, name="new@example.com", must_change_password=True)
MANY = replace(ROSA, name="many@example.com")
FIELD = re.compile(r'name="(form|next|key)" value="([^"]*)"')
OWN_PAGE = {"origin": f"http://{HOST}", "content-type": "application/x-www-form-urlencoded"}


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, folder: Path) -> None:
        people = {(each.organization, each.name, "right"): each for each in (ROSA, NEW, MANY)}
        both = (Choice("lone-star", "Lone Star"), Choice("caprock", "Caprock"))
        self.doors = HouseDoors(people, {MANY.name: both})
        behind = PlainTextResponse("figures")
        self.app = site(self.doors, folder, ServedAt(3000), behind, lambda each: each.sees_all)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = OWN_PAGE if method == "POST" else {"accept": "text/html"}
        answer = ask(self.app, method, path, {"cookie": cookie, **own, **headers}, body)
        for given in answer.all("set-cookie"):
            name, _, rest = given.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
            assert "httponly" in given.lower()
            assert "samesite=strict" in given.lower()
            assert "path=/" in given.lower()
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, page: str, to: str, **fields: str) -> Answer:
        hidden = dict(FIELD.findall(self.get(page).body.decode()))
        return self.ask("POST", to, urlencode({**hidden, **fields}).encode())

    def sign_in(self, email: str, password: str = "right", page: str = "/sign-in") -> Answer:
        return self.send(page, "/sign-in", organization="lone-star", email=email, password=password)


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def test_right_password__leads_on_to_where_one_was_going(browser: Browser) -> None:
    asked = browser.get("/runs?day=2")
    assert asked.status == 303
    page = asked.header("location") or ""
    answer = browser.sign_in(ROSA.name, page=page)
    assert (answer.status, answer.header("location")) == (303, "/runs?day=2")
    assert browser.get("/runs?day=2").body == b"figures"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
        "\\\\evil", "/x\r\nset-cookie: a=b", "evil", "/\t/evil.example",
    ],
)  # fmt: skip
def test_way_on__stays_on_these_pages(browser: Browser, wanted: str) -> None:
    answer = browser.sign_in(ROSA.name, page=f"/sign-in?{urlencode({'next': wanted})}")
    assert (answer.status, answer.header("location")) == (303, "/account")


@pytest.mark.parametrize(
    ("organization", "email", "password"),
    [
        ("lone-star", ROSA.name, "wrong"), ("lone-star", "nobody@example.com", "right"),
        ("nowhere", ROSA.name, "right"), ("", "", ""),
    ],
)  # fmt: skip
def test_wrong_sign_in__never_says_what_is_wrong(
    browser: Browser, organization: str, email: str, password: str
) -> None:
    answer = browser.send(
        "/sign-in", "/sign-in", organization=organization, email=email, password=password
    )
    text = answer.body.decode()
    assert answer.status == 403
    assert "That did not let you in." in text
    assert "wellflow" not in browser.cookies
    if password:
        assert f'value="{password}"' not in text


def test_too_many_tries__are_told_so(browser: Browser) -> None:
    browser.doors.most_tries = 1
    browser.sign_in(ROSA.name, "wrong")
    answer = browser.sign_in(ROSA.name)
    assert answer.status == 429
    assert "Too many tries." in answer.body.decode()


def test_words_of_a_person__never_become_markup(browser: Browser) -> None:
    said = '"><script>alert(1)</script>'
    answer = browser.send("/sign-in", "/sign-in", organization=said, email=said, password="x")
    assert b"<script" not in answer.body
    assert b"&lt;script&gt;" in answer.body


def test_form_of_another_browser__is_not_taken(browser: Browser, tmp_path: Path) -> None:
    fields = {"organization": "lone-star", "email": ROSA.name, "password": "right"}
    other = Browser(tmp_path)
    stolen = dict(FIELD.findall(other.get("/sign-in").body.decode()))
    for hidden in ({}, {"form": ""}, {"form": "x"}, stolen):
        browser.get("/sign-in")
        answer = browser.ask("POST", "/sign-in", urlencode({**fields, **hidden}).encode())
        assert answer.status == 403
    assert browser.doors.tries == 0


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
def test_form_of_another_kind__is_not_taken(browser: Browser, kind: str) -> None:
    answer = browser.ask("POST", "/sign-in", b"{}", **{"content-type": kind})
    assert answer.status == 400


def test_one_time_password__opens_nothing_but_its_change(browser: Browser) -> None:
    assert browser.sign_in(NEW.name).header("location") == "/account/password"
    assert browser.get("/account").header("location") == "/account/password"
    page = "/account/password"
    differing = browser.send(page, page, old="right", new="four words of mine", again="other")
    assert differing.status == 400
    assert "the two new ones differ" in differing.body.decode().lower()
    weak = browser.send(page, page, old="right", new="short", again="short")
    assert "too short" in weak.body.decode()
    wrong = browser.send(page, page, old="x", new="four words of mine", again="four words of mine")
    assert wrong.status == 400
    before = browser.cookies["wellflow"]
    done = browser.send(
        page, page, old="right", new="four words of mine", again="four words of mine"
    )
    assert (done.status, done.header("location")) == (303, "/account?changed")
    assert browser.cookies["wellflow"] != before
    assert "Your new password is kept." in browser.get("/account?changed").body.decode()


def test_sign_in_of_several_operators__is_asked_for_which(browser: Browser) -> None:
    where = browser.sign_in(MANY.name, page="/sign-in?next=/runs").header("location") or ""
    assert where == "/account/organization?next=%2Fruns"
    assert "Caprock" in browser.get(where).body.decode()
    chosen = browser.send(where, "/account/organization", slug="caprock", next="/runs")
    assert chosen.header("location") == "/runs"
    assert browser.doors.person_of(browser.cookies["wellflow"]).organization == "caprock"
    elsewhere = browser.send(where, "/account/organization", slug="not-mine")
    assert elsewhere.status == 303
    assert elsewhere.header("location") == "/sign-in"


def test_own_sessions__are_listed_and_ended(browser: Browser) -> None:
    other = browser.doors.opened(ROSA)
    browser.sign_in(ROSA.name)
    assert "this one" in browser.get("/account").body.decode()
    browser.send("/account", "/account/sessions/end", session=other[:8])
    assert other not in browser.doors.sessions


def test_signing_out__ends_the_session_and_its_cookie(browser: Browser) -> None:
    browser.sign_in(ROSA.name)
    token = browser.cookies["wellflow"]
    answer = browser.send("/account", "/account/sign-out")
    assert answer.header("location") == "/sign-in"
    assert browser.cookies["wellflow"] == ""
    assert token not in browser.doors.sessions
    browser.cookies["wellflow"] = token
    assert browser.get("/account").status == 303


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/organization", "/account/sessions/end"]
)
def test_pages_of_a_person__need_one(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 303
    assert browser.ask("POST", path, b"").status == 401


@pytest.mark.parametrize("path", ["/account/sessions/end", "/account/sign-out"])
def test_looking__changes_nothing(browser: Browser, path: str) -> None:
    browser.sign_in(ROSA.name)
    before = dict(browser.doors.sessions)
    assert browser.get(path).status == 405
    assert browser.doors.sessions == before


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/look/", "/look/page.html", "/look/x.css", "/accounts"]
)
def test_path_beside_ours__shows_nothing_without_a_session(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.body != b"figures"
    assert answer.status in {303, 404, 307}


def test_owner_link__is_used_by_its_button_alone(browser: Browser, tmp_path: Path) -> None:
    key = offer(tmp_path)
    for _ in range(2):
        assert key in browser.get(f"/owner?key={key}").body.decode()
    answer = browser.send(f"/owner?key={key}", "/owner")
    assert (answer.status, answer.header("location")) == (303, "/asset-groups/")
    assert "the owner of this machine" in browser.get("/account").body.decode()
    again = browser.send(f"/owner?key={key}", "/owner")
    assert again.status == 403
    assert "does not open any more" in again.body.decode()


def test_pages__hold_no_script_and_ask_nobody_else(browser: Browser) -> None:
    browser.sign_in(ROSA.name)
    for path in ("/sign-in", "/account", "/account/password", "/owner"):
        answer = browser.get(path)
        text = answer.body.decode()
        assert "<script" not in text
        assert "style=" not in text
        assert "http" not in text
        assert (
            answer.header(
                "content-security-policy",
            )
            is not None
        )
    for name, kind in SHOWN.items():
        answer = browser.get(f"/look/{name}")
        assert (answer.header("content-type") or "").startswith(kind)
        assert b"://" not in answer.body.replace(b"http://www.w3.org/2000/svg", b"")


def test_every_field__has_a_label_and_says_what_it_is(browser: Browser) -> None:
    browser.sign_in(NEW.name)
    for path in ("/sign-in", "/account/password"):
        text = browser.get(path).body.decode()
        fields = re.findall(r"<input ([^>]*)>", text)
        shown = [each for each in fields if 'type="hidden"' not in each]
        assert shown
        for each in shown:
            name = re.search(r'id="(\w+)"', each)
            assert name is not None
            assert f'<label for="{name[1]}">' in text
            assert "autocomplete=" in each
