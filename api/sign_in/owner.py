"""The owner of the machine: lets in by a link that is good once, for looking and running stages.

Who reads the state folder could read every login of the database; the link gives less than that.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.doors import NotLetIn, Visitor
from storage.server.credentials import write_private

FILE_NAME: Final = "owner-link.json"
GOOD_FOR_S: Final = 15 * 60
SESSION_S: Final = 12 * 3600
ADDRESS: Final = "/owner"
PREFIX: Final = "machine-"
OWNER: Final = Visitor("the owner of this machine", is_machine_owner=True, sees_all=True)


def offer(state_dir: Path, clock: Callable[[], float] = time.time) -> str:
    """Make a new link's key and keep its hash; one that was offered before is good no more."""
    key = secrets.token_urlsafe(32)
    kept = {"sha256": _digest(key), "until": clock() + GOOD_FOR_S}
    write_private(state_dir / FILE_NAME, json.dumps(kept))
    return key


def take(state_dir: Path, key: str, clock: Callable[[], float] = time.time) -> bool:
    """Tell whether a key is the one that was offered, and take it; a wrong one takes nothing."""
    path = state_dir / FILE_NAME
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not hmac.compare_digest(str(kept["sha256"]), _digest(key)):
            return False
        # Of two at once, one finds the file gone.
        path.unlink()
        return float(kept["until"]) > clock()
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass(slots=True)
class OwnerSessions:
    """Sessions of the machine's owner: in memory alone, so they end with the pages."""

    state_dir: Path
    clock: Callable[[], float] = time.monotonic
    _until: dict[str, float] = field(default_factory=dict, repr=False)

    def open_with(self, key: str) -> str:
        """Return the token of a new session for a link's key.

        Raises
        ------
        NotLetIn
            The link was used, is too old, or is none.
        """
        if not take(self.state_dir, key):
            raise NotLetIn("this link was used before, or is too old")
        token = PREFIX + secrets.token_urlsafe(32)
        self._until[_digest(token)] = self.clock() + SESSION_S
        return token

    def person_of(self, token: str) -> Visitor:
        """Return the owner, or raise `NotLetIn`."""
        if self._until.get(_digest(token), 0.0) <= self.clock():
            self._until.pop(_digest(token), None)
            raise NotLetIn("this session has ended")
        return OWNER

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._until.pop(_digest(token), None)
