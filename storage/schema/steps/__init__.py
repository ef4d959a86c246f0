"""What some migrations need Python for, by number; each runs once, after the file's SQL.

Belongs here: steps that carry stored rows over from what an earlier release wrote. A step is
frozen: it holds its own copy of what that release did, and calls nothing that may change.
Does not belong here: anything that SQL can say.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from storage.connections import Connection

_MODULES: Final = {31: "storage.schema.steps.closed_months.step"}


def run_step(conn: Connection, number: int) -> None:
    """Run the step of a migration, if it has one, inside the runner's transaction.

    The step runs as the owner under FORCE ROW LEVEL SECURITY: it sees the rows of the organization
    that it puts in scope, and no others.
    """
    if number in _MODULES:
        module = import_module(_MODULES[number])
        cast("Callable[[Connection], None]", module.run)(conn)
