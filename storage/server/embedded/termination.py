"""Lets a process that is told to end run its clean-up first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)
EXIT_BASE: Final = 128


def _leave(number: int, _frame: FrameType | None) -> None:
    # Said twice, it would cut the clean-up short.
    for other in SIGNALS:
        if signal.getsignal(other) is _leave:
            signal.signal(other, signal.SIG_IGN)
    raise SystemExit(EXIT_BASE + number)


@contextmanager
def leaves_on_termination() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into `SystemExit`, where nobody else handles them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            if signal.getsignal(number) in (_leave, signal.SIG_IGN):
                signal.signal(number, signal.SIG_DFL)
