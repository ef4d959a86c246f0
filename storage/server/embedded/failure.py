"""What it means that the server did not start, from what it said: only rarely is it damage."""

from typing import Final

from domain.errors import StorageError
from storage.server.embedded.cluster import Cluster

# Causes outside the folder: the cluster itself is sound.
MACHINE_SAYS_NO: Final = (
    "No space left on device",
    "Cannot allocate memory",
    "Too many open files",
    "Read-only file system",
    "could not create any TCP/IP sockets",
    "could not create shared memory segment",
)
# The user who runs it may not read or write what is there, or others may.
RIGHTS_SAY_NO: Final = ("Permission denied", "wrong ownership", "invalid permissions")
SETTINGS_SAY_NO: Final = ("configuration file", "pg_hba.conf", "pg_ident.conf")
ORPHANS: Final = "pre-existing shared memory"
NO_DAMAGE: Final = "nothing is lost: "


def of_start(place: Cluster, said: str) -> StorageError:
    """Return the error of a server that did not start.

    Parameters
    ----------
    place
        The cluster.
    said
        What pg_ctl and the server said during this start.
    """
    lines = last_words(said)
    seen = f"the embedded database does not start: {lines}"
    if any(reason in said for reason in MACHINE_SAYS_NO):
        remedy = f"{NO_DAMAGE}mend the cause and start again; the log is {place.log}"
        return StorageError(seen, where=str(place.data), remedy=remedy, can_retry=True)
    if any(reason in said for reason in RIGHTS_SAY_NO):
        return StorageError(seen, where=str(place.data), remedy=rights(place))
    if any(reason in said for reason in SETTINGS_SAY_NO):
        remedy = f"{NO_DAMAGE}mend the file it names, or restore it; the log is {place.log}"
        return StorageError(seen, where=str(place.data), remedy=remedy)
    if ORPHANS in said:
        return StorageError(
            "processes of a killed server still work in the embedded database",
            where=str(place.data),
            remedy=f"{NO_DAMAGE}end them (`fuser -v {place.data}` names them) and start again",
            can_retry=True,
        )
    if "lock file" in said:
        return StorageError(
            f"the embedded database is locked: {lines}",
            where=str(place.data),
            remedy="end the process it names and try again",
        )
    return place.damaged(f"the server does not start: {lines}")


def of_way_in(place: Cluster, said: str) -> StorageError:
    """Return the error of a server that runs and lets nobody in."""
    reason = said.strip().splitlines()[-1]
    if "password authentication failed" in said:
        return StorageError(
            "the embedded database has another password than the one that is kept",
            where=str(place.secret),
            remedy=f"{NO_DAMAGE}restore this file from a backup",
        )
    return place.damaged(f"it lets nobody in: {reason}")


def rights(place: Cluster) -> str:
    """Return how the folder comes to belong to the user who runs the server, and to no other."""
    user = place.account.name if place.account else '"$(id -un)"'
    return f"{NO_DAMAGE}run `chown -R {user} {place.data} && chmod -R go-rwx {place.data}`"


def last_words(said: str) -> str:
    """Return the last grave lines of what a server said."""
    lines = [line for line in said.splitlines() if line.strip()]
    grave = [line for line in lines if any(word in line for word in ("FATAL", "PANIC"))]
    return " | ".join((grave or lines)[-3:]) or "it said nothing"
