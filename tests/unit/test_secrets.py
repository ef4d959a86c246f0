"""Secrets are stretched as the standards say, judged before they leave, and made at random."""

import pytest
from argon2.low_level import ARGON2_VERSION, Type, core, ffi, lib

from access.secrets import (
    LONGEST,
    SHORTEST,
    Cost,
    one_time_secret,
    require_strong,
    stretched,
    stretched_earlier,
)
from domain.errors import DataError

PUBLISHED = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_argon2id__agrees_with_rfc_9106() -> None:
    """Section 5.3; only the core of the library takes the key and the data of that vector."""
    given = {
        "pwd": b"\x01" * 32, "salt": b"\x02" * 16, "secret": b"\x03" * 8, "ad": b"\x04" * 12,
    }  # fmt: skip
    held = {name: ffi.new("uint8_t[]", each) for name, each in given.items()}
    out = ffi.new("uint8_t[32]")
    context = ffi.new(
        "argon2_context *",
        {
            "version": ARGON2_VERSION, "out": out, "outlen": 32,
            **held, **{f"{name}len": len(each) for name, each in given.items()},
            "t_cost": 3, "m_cost": 32, "lanes": 4, "threads": 4,
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": lib.ARGON2_DEFAULT_FLAGS,
        },
    )  # fmt: skip
    assert core(context, Type.ID.value) == lib.ARGON2_OK
    assert bytes(ffi.buffer(out)).hex() == PUBLISHED


@pytest.mark.parametrize(
    ("cost", "secret", "salt", "published"),
    [
        (Cost(2**16, 2, 1), "password", b"somesalt",
         "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
        (Cost(2**8, 2, 2), "password", b"somesalt",
         "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
        (Cost(2**16, 2, 1), "differentpassword", b"somesalt",
         "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde"),
    ],
)  # fmt: skip
def test_stretched__agrees_with_the_vectors_of_the_reference(
    cost: Cost, secret: str, salt: bytes, published: str
) -> None:
    """Vectors of argon2id 1.3 that come with the reference implementation of its authors."""
    made = stretched(secret, salt=salt, cost=cost)
    assert (made.key.hex(), made.salt, made.cost) == (published, salt, cost)


def test_stretched__costs_what_the_database_asks_at_least() -> None:
    cost = stretched("any secret").cost
    assert (cost.memory_kib, cost.passes, cost.lanes) >= (19_456, 2, 1)


def test_stretched__differs_each_time_unless_the_salt_is_given() -> None:
    one, other = stretched("a secret"), stretched("a secret")
    assert one.salt != other.salt
    assert one.key != other.key
    assert stretched("a secret", salt=one.salt) == one


def test_stretched_earlier__agrees_with_rfc_7914() -> None:
    """Section 12: N = 16384, r = 8, p = 1, first 32 of 64 bytes."""
    key = stretched_earlier("pleaseletmein", salt=b"SodiumChloride", cost=16_384, block=8, lanes=1)
    assert key.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("", "this one has 0"),
        ("kelp-7-vast", f"{SHORTEST} to {LONGEST} characters, this one has 11"),
        ("k" * (LONGEST + 1), "this one has 201"),
        ("passwordpassword", "too weak"),
        ("123456789012", "too weak"),
        ("qwertyuiop123", "too weak"),
        ("brazosbend2026", "too weak"),
    ],
)
def test_secret__that_is_short_or_guessed_soon_is_refused(secret: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        require_strong(secret, "brazosbend", "ann", "miller", "example")


def test_secret__that_is_its_owners_own_name_is_weak_and_of_nobody_elses_is_not() -> None:
    name = "wolfgang-ziegenhain"
    require_strong(name)
    with pytest.raises(DataError, match="too weak"):
        require_strong(name, "wolfgang-ziegenhain")


@pytest.mark.parametrize(
    "secret", ["copper lantern walks quietly", "kelp-7-vast!", "ü" * 3 + "Zx9!kQ2#w"]
)
def test_secret__of_words_without_a_tie_or_of_marks_is_taken(secret: str) -> None:
    require_strong(secret, "brazosbend", "ann")


def test_secret__beyond_what_is_judged_is_judged_by_its_beginning() -> None:
    with pytest.raises(DataError, match="too weak"):
        require_strong("a" * 80 + "copper lantern walks quietly")


def test_one_time_secret__is_random_readable_and_strong_itself() -> None:
    made = {one_time_secret() for _ in range(100)}
    assert len(made) == 100
    for secret in made:
        assert [len(group) for group in secret.split("-")] == [4] * 5
        assert not set(secret) & set("il1o0")
    require_strong(made.pop())
