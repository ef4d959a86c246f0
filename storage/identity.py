"""Identities made by whoever writes a row: time-ordered ones, and ones that repeat."""

import secrets
import threading
import time
import uuid
from typing import Final

NAMESPACE: Final = uuid.UUID("6f6b5f0e-3c0f-5d0a-9f61-2b7a6e4d1c55")

_lock = threading.Lock()
_last_tick = 0


def uuid7() -> uuid.UUID:
    """Return a UUIDv7 that sorts after every one made earlier by this process.

    Notes
    -----
    The 12 bits after the milliseconds hold the fraction of the millisecond (RFC 9562, method 3);
    within one tick of 244 ns, or when the clock steps back, the last tick plus one is used.
    """
    tick = _next_tick()
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def stable_id(*parts: str) -> uuid.UUID:
    """Return the same UUID for the same parts, whatever characters they hold."""
    if not parts:
        raise ValueError("a stable id needs at least one part")
    return uuid.uuid5(NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts))


def _next_tick() -> int:
    global _last_tick  # one counter a process is what keeps the order
    with _lock:
        milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
        _last_tick = max(_last_tick + 1, milliseconds << 12 | (nanoseconds << 12) // 1_000_000)
        return _last_tick
