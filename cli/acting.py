"""Who acts at the command line: a person, signed in with a password that is never an argument."""

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from domain.errors import ConfigError

if TYPE_CHECKING:
    from access.people import Person
    from storage.connections import Connection

PASSWORD_VARIABLE: Final = "WELLFLOW_PASSWORD"  # noqa: S105  # the name of a variable


def signed_in(conn: "Connection", slug: str, email: str) -> "Person":
    """Return the person of an organization who acts.

    Parameters
    ----------
    conn : Connection
        Connection of the api role, outside a transaction.
    slug : str
        Organization.
    email : str
        Address given with ``--as``.

    Raises
    ------
    ConfigError
        There is no password in the environment and no terminal to ask at.
    DataError
        Address or password is wrong.
    """
    from access.people import sign_in

    return sign_in(conn, slug, email, _password(email))


def _password(email: str) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise ConfigError(
            f"no password for {email}",
            remedy=f"set {PASSWORD_VARIABLE}, or run it at a terminal to be asked",
        )
    return str(click.prompt(f"Password of {email}", hide_input=True, err=True))
