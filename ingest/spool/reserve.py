"""A few megabytes kept back so that a full disk can still be emptied.

Taking rows out of a database needs room for its log. When the disk is full the reserve is
given up, the rows that the database committed leave, and the reserve is filled again.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from domain.errors import StorageError

RESERVE_BYTES: Final = 4 * 1024 * 1024


class Reserve:
    """The file beside a spool that holds the space."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self.path = spool.with_name(spool.name + ".reserve")
        self._is_filled = False

    def refuse_emptied_spool(self) -> None:
        """Refuse a spool of no bytes beside a reserve: it was in use, and has been cut off.

        Raises
        ------
        StorageError
            Opened as it is, the file would pass for a new one.
        """
        with suppress(FileNotFoundError):
            if self._spool.stat().st_size == 0 and self.path.stat().st_size > 0:
                raise StorageError(
                    "the spool's file was emptied; what waited in it is gone",
                    where=str(self._spool),
                    remedy="look for its rows in a backup, then delete it to begin a new one",
                )

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
