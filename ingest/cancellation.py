"""A task that was told to stop, stops, even when a library swallowed the word."""

import asyncio


def stay_cancelled() -> None:
    """Raise `CancelledError` if the running task was cancelled and the exception got lost.

    Until Python 3.12 `asyncio.wait_for` returns a result that arrives in the same instant as a
    cancellation, and libraries that use it go on as if nothing had been said. Called after each
    such library call.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
