"""Chance, from one seed: every part of the field has a stream of its own.

A stream depends on the seed and on the names of the part alone, so adding a well or a tag does
not change what another one does.
"""

from hashlib import sha256
from random import Random


def stream(seed: int, *names: str) -> Random:
    """Return the stream of random numbers of one part of the field."""
    digest = sha256("/".join((str(seed), *names)).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311  # physics, not secrets
