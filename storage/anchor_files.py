"""Files of anchors beside the database: only added to, a line at a time, and safe before it counts.

A file is held by whoever adds to it or reads it, so that a reader never sees an anchor of an event
that its snapshot of the database lacks.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FOLDER: Final = "anchors"
SUFFIX: Final = ".jsonl"
_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700


class AnchorFile:
    """A file of anchors that is held; `name` is what the database calls it."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.name = path.name
        self._descriptor = descriptor

    def lines(self) -> list[str]:
        """Return the whole lines; what a cut of power left of the last is none."""
        return self._text().splitlines()

    def append(self, line: str) -> None:
        """Add a line and return once it is on the disk."""
        if self._descriptor is None:
            raise OSError("the file of anchors is open for reading alone")
        os.ftruncate(self._descriptor, len(self._text().encode()))
        os.lseek(self._descriptor, 0, os.SEEK_END)
        _write_all(self._descriptor, f"{line}\n".encode())
        os.fsync(self._descriptor)

    def _text(self) -> str:
        if self._descriptor is None:
            return ""
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            file.seek(0)
            content = file.read()
        return content[: content.rfind(b"\n") + 1].decode(errors="replace")


@contextmanager
def held_for_adding(folder: Path, slug: str) -> Iterator[AnchorFile]:
    """Hold an organization's file alone, made with mode 0600 where it is missing."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    path = folder / f"{slug}{SUFFIX}"
    is_new = not path.exists()
    with _held(path, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as file:
        if is_new:
            _sync_folder(folder)
        yield file


@contextmanager
def held_for_reading(folder: Path, slug: str) -> Iterator[AnchorFile]:
    """Hold an organization's file while nobody adds to it; a missing one has no lines."""
    path = folder / f"{slug}{SUFFIX}"
    if not path.exists():
        yield AnchorFile(path, None)
        return
    with _held(path, os.O_RDONLY, fcntl.LOCK_SH) as file:
        yield file


def slugs_in(folder: Path) -> list[str]:
    """Return the organizations that a folder has a file of."""
    return sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))


@contextmanager
def _held(path: Path, flags: int, lock: int) -> Iterator[AnchorFile]:
    descriptor = os.open(path, flags, _MODE)
    try:
        fcntl.flock(descriptor, lock)
        yield AnchorFile(path, descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
