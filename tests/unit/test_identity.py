"""Identities: ordered, unique, and stable where they must be."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage import identity
from storage.identity import stable_id, uuid7


def test_uuid7__is_one_by_the_standard():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after + 1


def test_uuid7__sorts_by_time_even_across_threads():
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [uuid7() for _ in range(2_000)], range(4)))
    for batch in batches:
        assert batch == sorted(batch)
    everything = [made for batch in batches for made in batch]
    assert len(set(everything)) == len(everything)


def test_uuid7__goes_on_when_the_clock_steps_back(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(identity.time, "time_ns", lambda: 0)
    assert uuid7() > first


def test_stable_id__repeats_and_tells_parts_apart():
    assert stable_id("brazos-bend", "well", "A 1") == stable_id("brazos-bend", "well", "A 1")
    different = [
        stable_id("ab", "c"), stable_id("a", "bc"), stable_id("abc"), stable_id("ab", "", "c"),
        stable_id("1:a", "b"), stable_id("a", "b"), stable_id("a1:b"),
    ]  # fmt: skip
    assert len(set(different)) == len(different)


def test_stable_id__is_the_same_in_every_release():
    assert stable_id("a", "b") == uuid.UUID("8b921f25-030d-5302-8b11-35d5c069a7ed")


def test_stable_id__needs_a_part():
    with pytest.raises(ValueError, match="at least one"):
        stable_id()
