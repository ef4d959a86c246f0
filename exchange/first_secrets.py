"""The passwords of a master file: each opens, once, the door to a secret of its owner's own."""

from collections.abc import Mapping, Sequence
from typing import Final

from access.resets import first_secret
from storage.connections import Connection
from storage.rows.people import active_person_id
from storage.rows.sessions import people_who_sign_in

_PASSWORD: Final = "password"  # noqa: S105  # the name of a column


def taken_secrets(tables: dict[str, Sequence[Mapping[str, object]]]) -> dict[str, str]:
    """Take the passwords out of the rows of people; return them by address."""
    rows = tables.get("app_user", ())
    taken = {
        str(row.get("email")).lower(): str(row[_PASSWORD]) for row in rows if row.get(_PASSWORD)
    }
    if rows:
        tables["app_user"] = [
            {name: each for name, each in row.items() if name != _PASSWORD} for row in rows
        ]
    return taken


def give_first_secrets(conn: Connection, by_email: Mapping[str, str]) -> None:
    """Give people who cannot sign in yet the secret of the file; others keep the one they have."""
    if not by_email:
        return
    known = people_who_sign_in(conn)
    for email, secret in by_email.items():
        app_user_id = active_person_id(conn, email)
        if app_user_id is not None and app_user_id not in known:
            first_secret(conn, app_user_id, secret)
