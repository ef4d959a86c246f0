"""Secrets are kept as scrypt hashes, and capabilities are asked for by name."""

import base64
from uuid import UUID

import pytest

from access.people import Person, hash_secret, is_secret, require, require_any
from domain.errors import ConfigError, DataError

HERE = UUID(int=1)
ANN = Person(UUID(int=7), HERE, frozenset({"read", "accounting.close"}), "ann@example.com")


def test_hash_secret__is_known_again_and_no_other_is() -> None:
    stored = hash_secret("rotary bushing")
    assert stored.startswith("scrypt$16384$8$1$")
    assert "rotary" not in stored
    assert is_secret("rotary bushing", stored)
    assert not is_secret("rotary bushings", stored)


def test_hash_secret__differs_each_time_unless_the_salt_is_given() -> None:
    assert hash_secret("a") != hash_secret("a")
    assert hash_secret("a", salt=b"s" * 16) == hash_secret("a", salt=b"s" * 16)


def test_hash_secret__agrees_with_the_published_vector() -> None:
    """RFC 7914, section 12: N = 16384, r = 8, p = 1, first 32 of 64 bytes."""
    stored = hash_secret("pleaseletmein", salt=b"SodiumChloride")
    published = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    assert base64.b64decode(stored.rpartition("$")[2]).hex() == published


def test_hash_secret__empty_is_refused() -> None:
    with pytest.raises(DataError, match="must not be empty"):
        hash_secret("")


@pytest.mark.parametrize("stored", ["", "plain", "scrypt$x$8$1$aa$bb", "md5$1$1$1$YQ==$YQ=="])
def test_is_secret__unreadable_hash_is_said(stored: str) -> None:
    with pytest.raises(ConfigError, match="password hash"):
        is_secret("a", stored)


def test_require__names_the_capability_and_what_to_do() -> None:
    require(ANN, HERE, "read")
    require_any(ANN, HERE, ("payment.prepare", "accounting.close"))
    with pytest.raises(DataError, match=r"ann@example\.com: .*production\.close; ask someone"):
        require(ANN, HERE, "production.close")
    with pytest.raises(DataError, match=r"do payment\.prepare or payment\.release"):
        require_any(ANN, HERE, ("payment.prepare", "payment.release"))


def test_require__person_of_another_organization_is_refused() -> None:
    with pytest.raises(DataError, match="belongs to another organization"):
        require(ANN, UUID(int=2), "read")
