"""A few megabytes kept back so that a full disk can still be emptied.

Taking rows out of a database needs room for its log. When the disk is full the reserve is
given up, the rows that the database committed leave, and the reserve is filled again.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

RESERVE_BYTES: Final = 4 * 1024 * 1024


class Reserve:
    """The file beside a spool that holds the space."""

    def __init__(self, spool: Path) -> None:
        self.path = spool.with_name(spool.name + ".reserve")
        self._is_filled = False

    def fill(self) -> None:
        """Take the space, as far as the disk gives it; a full disk is no error here."""
        if self._is_filled:
            return
        with suppress(OSError):
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
                self._is_filled = True
            finally:
                os.close(descriptor)

    def release(self) -> None:
        """Give the space back to the disk."""
        self._is_filled = False
        with suppress(OSError):
            os.truncate(self.path, 0)
