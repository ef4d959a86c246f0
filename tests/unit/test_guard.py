"""What the guard lets through, and what never reaches the pages behind it."""

import pytest
from starlette.types import Receive, Scope, Send

from api.doors import Visitor
from api.guard.chain import guarded
from api.guard.served import ServedAt
from api.guard.signed_in import BELIEVED_S, Recent
from tests.fixtures.asgi import HOST, Answer, ask, talk
from tests.fixtures.doors import HouseDoors

ROSA = Visitor("rosa@example.com", "lone-star")
OWN = f"http://{HOST}"
FROM_OWN_PAGE = {"origin": OWN, "sec-fetch-site": "same-origin"}


class Behind:
    """Pages behind the guard that note whoever reaches them."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.append(f"{scope.get('method', 'WS')} {scope['path']}")
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "one"})
            await receive()
            await send({"type": "websocket.send", "text": "two"})
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        headers = [(b"content-type", b"text/html"), (b"server", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"figures"})


class House:
    def __init__(self, *public: str) -> None:
        self.doors = HouseDoors({})
        self.token = self.doors.opened(ROSA)
        self.behind = Behind()
        self.now = 0.0
        self.recent = Recent(self.doors, lambda: self.now)
        served = ServedAt(3000, public)
        self.app = guarded(self.behind, served, self.recent, lambda path: path == "/open")

    @property
    def cookie(self) -> dict[str, str]:
        return {"cookie": f"wellflow={self.token}"}

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        return ask(self.app, method, path, {**self.cookie, **headers}, body)


@pytest.fixture
def house() -> House:
    return House()


def test_reading__reaches_the_pages_with_a_session(house: House) -> None:
    assert house.ask("GET", "/runs", {}).body == b"figures"
    assert ask(house.app, "GET", "/runs", {"authorization": f"Bearer {house.token}"}).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"cookie": "wellflow=made-up"}, 401),
        ({"authorization": "Bearer made-up"}, 401),
        ({"cookie": "other=1", "accept": "text/html"}, 303),
        ({"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 303),
    ],
)
def test_nobody__is_led_to_the_door(house: House, headers: dict[str, str], status: int) -> None:
    answer = ask(house.app, "GET", "/runs?day=1", headers)
    assert answer.status == status
    assert house.behind.reached == []
    if status == 303:
        assert answer.header("location") == "/sign-in?next=/runs%3Fday%3D1"
    else:
        assert answer.header("content-type") == "application/problem+json"


def test_open_path__needs_no_session(house: House) -> None:
    assert ask(house.app, "GET", "/open").status == 200
    assert ask(house.app, "GET", "/open/else").status == 401


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:3000", "127.0.0.1", "127.0.0.1:80",
        "127.0.0.1.evil.example:3000",
        "localhost:3001", "", "0.0.0.0:3000", "wellflow.example", "user@127.0.0.1:3000",
    ],
)  # fmt: skip
def test_other_names__are_not_served(house: House, host: str) -> None:
    for path in ("/runs", "/open"):
        answer = house.ask("GET", path, {"host": host})
        assert answer.status == 421
    assert house.behind.reached == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"]
)
def test_own_names__are_served(house: House, host: str) -> None:
    assert house.ask("GET", "/runs", {"host": host}).status == 200
    origin = {"origin": f"http://{host.lower()}"}
    assert house.ask("POST", "/runs", {"host": host, **origin}).status == 200


def test_public_name__comes_by_tls(house: House) -> None:
    public = House("books.example.com")
    answer = public.ask("GET", "/runs", {"host": "books.example.com"})
    assert answer.status == 200
    assert answer.header("strict-transport-security") is not None
    for origin, status in (("https://books.example.com", 200), ("http://books.example.com", 403)):
        asked = {"host": "books.example.com", "origin": origin}
        assert public.ask("POST", "/runs", asked).status == status


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"},
        {"origin": "http://localhost:3000"},
        {"origin": "https://127.0.0.1:3000"},
        {"origin": f"{OWN}.evil.example"},
        {"origin": OWN, "sec-fetch-site": "cross-site"},
        {"origin": OWN, "sec-fetch-site": "same-site"},
        {"origin": OWN, "sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {},
        {"referer": f"{OWN}/"},
    ],
)
def test_acts_from_elsewhere__are_refused(house: House, headers: dict[str, str]) -> None:
    assert house.ask("POST", "/graphql", headers).status == 403
    assert house.ask("POST", "/open", headers).status == 403
    assert talk(house.app, "/graphql", {**house.cookie, **headers})[0]["type"] == "websocket.close"
    assert house.behind.reached == []


@pytest.mark.parametrize(
    "headers", [FROM_OWN_PAGE, {"origin": OWN}, {"sec-fetch-site": "same-origin"}]
)
def test_acts_from_an_own_page__go_through(house: House, headers: dict[str, str]) -> None:
    assert house.ask("POST", "/graphql", headers, b"{}").status == 200
    assert house.behind.bodies == [b"{}"]
    assert talk(house.app, "/graphql", {**house.cookie, **headers})[0]["type"] == "websocket.accept"


def test_program_with_a_token__needs_no_origin(house: House) -> None:
    bearer = {"authorization": f"Bearer {house.token}"}
    assert ask(house.app, "POST", "/graphql", bearer).status == 200
    assert ask(house.app, "POST", "/graphql", {**bearer, "origin": "http://evil"}).status == 403


@pytest.mark.parametrize(
    ("site", "mode", "into", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "no-cors", "script", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "object", 403),
        ("cross-site", "navigate", "document", 200),
        ("none", "navigate", "document", 200),
        ("same-origin", "no-cors", "script", 200),
    ],
)
def test_reading_from_elsewhere__only_as_a_window(
    house: House, site: str, mode: str, into: str, status: int
) -> None:
    fetched = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": into}
    assert house.ask("GET", "/runs", fetched).status == status


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "GRAPHQL"]
)
def test_other_methods__are_refused(house: House, method: str) -> None:
    answer = house.ask(method, "/runs", FROM_OWN_PAGE)
    assert answer.status == 405
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]
    assert house.behind.reached == []


@pytest.mark.parametrize(
    "name", ["host", "origin", "cookie", "authorization", "content-type", "content-length"]
)
def test_deciding_header__stands_there_once(house: House, name: str) -> None:
    twice = [
        ("host", HOST),
        *house.cookie.items(),
        *FROM_OWN_PAGE.items(),
        (name, "1"),
        (name, "1"),
    ]
    assert ask(house.app, "POST", "/graphql", twice).status == 400
    assert house.behind.reached == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/logs/../../etc/passwd", 400), ("/logs/%2e%2e/x", 400), ("/logs/..%5c..%5cx", 400),
        ("/logs/%00", 400), ("/runs?" + "x" * 20_000, 414), ("/logs/a..b", 200),
    ],
)  # fmt: skip
def test_address__is_short_and_does_not_climb(house: House, path: str, status: int) -> None:
    assert house.ask("GET", path, {}).status == status


def test_body__is_refused_when_it_is_too_large(house: House) -> None:
    large = {**FROM_OWN_PAGE, "content-length": "2000001"}
    assert house.ask("POST", "/graphql", large).status == 413
    for nonsense in ("-1", "1e3", "²"):
        said = {**FROM_OWN_PAGE, "content-length": nonsense}
        assert house.ask("POST", "/graphql", said).status == 413
    assert house.behind.reached == []
    unsaid = ask(
        house.app, "POST", "/graphql", {**house.cookie, **FROM_OWN_PAGE}, [b"x" * 999_999] * 3
    )
    assert unsaid.status == 413
    assert house.behind.bodies == []


def test_every_answer__tells_the_browser_what_not_to_do(house: House) -> None:
    for answer in (
        house.ask("GET", "/runs", {}),
        ask(house.app, "GET", "/runs"),
        house.ask("GET", "/runs", {"host": "evil.example"}),
    ):
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("x-frame-options") == "DENY"
        assert answer.header("cross-origin-opener-policy") == "same-origin"
        assert answer.header("cross-origin-resource-policy") == "same-origin"
        assert answer.header("referrer-policy") == "same-origin"
        assert answer.header("cache-control") == "no-store"
        policy = answer.header("content-security-policy") or ""
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.header("server") is None


def test_ended_session__is_believed_for_a_moment_and_shuts_its_socket(house: House) -> None:
    assert house.ask("GET", "/runs", {}).status == 200
    house.doors.sign_out(house.token)
    assert house.ask("GET", "/runs", {}).status == 200
    house.now += BELIEVED_S
    assert house.ask("GET", "/runs", {}).status == 401


def test_socket__is_shut_when_its_session_ends(house: House) -> None:
    class Ending(HouseDoors):
        looks = 0

        def person_of(self, token: str) -> Visitor:
            self.looks += 1
            if self.looks > 2:
                self.sessions.clear()
            return super().person_of(token)

    doors = Ending({})
    token = doors.opened(ROSA)
    times = iter(range(0, 1000, 10))
    app = guarded(house.behind, ServedAt(3000), Recent(doors, lambda: next(times)), lambda _: False)
    said = talk(app, "/graphql", {"cookie": f"wellflow={token}", **FROM_OWN_PAGE})
    assert [each["type"] for each in said] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]


def test_fresh_token__is_handed_to_the_browser_alone(house: House) -> None:
    house.doors.due = {house.token}
    assert (
        ask(house.app, "GET", "/runs", {"authorization": f"Bearer {house.token}"}).header(
            "set-cookie"
        )
        is None
    )
    (cookie,) = house.ask("GET", "/runs", {}).all("set-cookie")
    name, _, rest = cookie.partition("=")
    assert name == "wellflow"
    assert rest.partition(";")[2] == " HttpOnly; Path=/; SameSite=Strict"
    assert rest.partition(";")[0] in house.doors.sessions
