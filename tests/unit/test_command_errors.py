"""What a person did wrong is one line, and one JSON object with ``--json``; never a traceback."""

import json
import socket
from pathlib import Path

import pytest

from cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("close", "accounting", "2026-03"), "accounting"),
        (("close", "production"), "YYYY-MM"),
        (("import", "tickets", "nowhere.csv"), "nowhere.csv"),
        (("probe", "modbus://box/1/holding/1", "--timeout-s", "soon"), "--timeout-s"),
        (("simulate", "--ports", "99999"), "--ports"),
        (("nonsense",), "nonsense"),
    ],
)
def test_misused__is_named_and_exits_two(
    arguments: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, named in json.loads(out)["error"], named in err) == (2, True, True)
    code, out, err = run(capsys, *arguments)
    assert (code, out, named in err) == (2, "", True)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("close", "--help"), ("--version",), ("days", "-h")]
)
def test_help__exits_zero_and_says_something(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, bool(out), err) == (0, True, "")


def test_month__of_the_simulation_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, "simulate", "--month", "March", "--broker", "box:1883", "--json")
    assert (code, "'March' is not a month" in json.loads(out)["error"]) == (1, True)


def test_port__that_is_taken_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = run(
            capsys, "simulate", "--live", "--broker", "127.0.0.1:1", "--out", str(tmp_path),
            "--ports", str(taken.getsockname()[1]),
        )  # fmt: skip
    assert (code, out) == (1, "")
    assert "address already in use; free the port, or choose another" in err


@pytest.mark.parametrize(
    "arguments",
    [("db", "bootstrap", "--admin", "secret"), ("bench", "ingest", "--admin", "secret")],
)
def test_address__that_cannot_be_read_is_said_but_not_repeated(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "write postgresql://LOGIN:PASSWORD@HOST:PORT/DATABASE" in err
    assert "secret" not in err


def test_address__of_a_collector_is_checked_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "pad.toml"
    site.write_text(
        '[collector]\nname = "pad"\norganization = "brazos-bend"\n\n'
        '[[device]]\nname = "rtu"\nprotocol = "modbus"\nhost = "127.0.0.1"\n\n'
        '[[device.tag]]\nname = "gas"\nkind = "totalizer"\nunit = "mcf"\ntable = "holding"\n'
        'address = 0\ntype = "uint32"\n'
    )
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("WELLFLOW_COLLECTOR_URL", "secret")
    code, _out, err = run(capsys, "collect", str(site))
    assert (code, "address cannot be read" in err, "secret" in err) == (1, True, False)


def test_file__that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    code, out, _err = run(
        capsys, "simulate", "--broker", "127.0.0.1:1", "--out", str(blocked / "in"), "--json"
    )
    assert code == 1
    assert json.loads(out)["error"].startswith(f"{blocked}")
