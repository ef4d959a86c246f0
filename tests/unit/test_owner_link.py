"""The link of the machine's owner: good once, soon, and for no more than looking."""

from pathlib import Path

import pytest

from api.doors import NotLetIn
from api.sign_in.owner import FILE_NAME, GOOD_FOR_S, SESSION_S, OwnerSessions, offer, take


def test_link__is_good_once(tmp_path: Path) -> None:
    key = offer(tmp_path)
    assert not take(tmp_path, "another")
    assert not take(tmp_path, "")
    assert take(tmp_path, key)
    assert not take(tmp_path, key)


def test_link__is_good_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    key = offer(tmp_path, lambda: 0.0)
    assert not take(tmp_path, key, lambda: float(GOOD_FOR_S))


def test_new_link__ends_the_one_before(tmp_path: Path) -> None:
    before, after = offer(tmp_path), offer(tmp_path)
    assert not take(tmp_path, before)
    assert take(tmp_path, after)


def test_kept_link__is_a_hash_in_a_file_of_its_owner(tmp_path: Path) -> None:
    key = offer(tmp_path)
    path = tmp_path / FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert key not in path.read_text()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sha256": 1}', "\x00"])
def test_broken_file__opens_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert not take(tmp_path, "x")


def test_session__is_of_no_person_and_ends(tmp_path: Path) -> None:
    now = [0.0]
    owners = OwnerSessions(tmp_path, lambda: now[0])
    token = owners.open_with(offer(tmp_path))
    visitor = owners.person_of(token)
    assert visitor.is_machine_owner
    assert visitor.capabilities == frozenset()
    now[0] = float(SESSION_S)
    with pytest.raises(NotLetIn):
        owners.person_of(token)
    with pytest.raises(NotLetIn):
        owners.open_with("made up")
