"""The logins of one database and their passwords, kept in a file only its owner can read."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, urlencode

from domain.errors import ConfigError

Role = Literal["owner", "pipeline", "api"]
ROLES: Final[tuple[Role, ...]] = ("owner", "pipeline", "api")
FILE_NAME: Final = "credentials.toml"
LONGEST_NAME: Final = 63


@dataclass(frozen=True, slots=True)
class Credentials:
    """How each role signs in; `role_prefix` is the database's name where the roles were made."""

    host: str
    port: int
    database: str
    role_prefix: str
    passwords: Mapping[str, str] = field(repr=False)
    collectors: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def dsn(self, role: Role) -> str:
        """Return the connection address of a role."""
        return self._address(self.login(role), self._password(self.passwords, role))

    def collector_dsn(self, slug: str, collector: str) -> str:
        """Return the connection address of one collector of one organization."""
        password = self._password(self.collectors, f"{slug}/{collector}")
        return self._address(self.collector_login(slug, collector), password)

    def login(self, role: str) -> str:
        """Return the database's name for a role."""
        return f"{self.role_prefix}_{role}"

    def collector_login(self, slug: str, collector: str) -> str:
        """Return a collector's login, shortened by a hash where PostgreSQL would cut it."""
        name = f"{self.role_prefix}_c_{slug}_{collector}"
        if len(name.encode()) <= LONGEST_NAME:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        return f"{self.role_prefix}_c_{digest}"

    def with_collector(self, slug: str, collector: str, password: str) -> "Credentials":
        """Return these credentials with one collector more."""
        return replace(self, collectors={**self.collectors, f"{slug}/{collector}": password})

    def for_database(self, database: str) -> "Credentials":
        """Return the same logins pointed at another database of the same server."""
        return replace(self, database=database)

    def at(self, host: str, port: int) -> "Credentials":
        """Return the same logins at another address."""
        return replace(self, host=host, port=port)

    def _password(self, passwords: Mapping[str, str], name: str) -> str:
        try:
            return passwords[name]
        except KeyError:
            raise ConfigError(
                f"no password is kept for {name!r} of database {self.database}",
                remedy="run `wellflow db bootstrap`, or `wellflow db collector` for a collector",
            ) from None

    def _address(self, login: str, password: str) -> str:
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        tail = f"?{urlencode(self.options, quote_via=quote)}" if self.options else ""
        user = f"{quote(login, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{user}@{host}:{self.port}/{quote(self.database, safe='')}{tail}"


def path_in(state_dir: Path) -> Path:
    """Return the file that holds the credentials."""
    return state_dir / FILE_NAME


def exists(state_dir: Path) -> bool:
    """Tell whether a bootstrap has left its credentials here."""
    return path_in(state_dir).is_file()


def load(state_dir: Path) -> Credentials:
    """Read the credentials.

    Raises
    ------
    ConfigError
        The file is missing, is not TOML, or lacks a part.
    """
    path = path_in(state_dir)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return Credentials(
            host=document["host"],
            port=document["port"],
            database=document["database"],
            role_prefix=document["role_prefix"],
            passwords=document["passwords"],
            collectors=document.get("collectors", {}),
            options=document.get("options", {}),
        )
    except FileNotFoundError:
        raise ConfigError(
            "there are no credentials yet", where=str(path), remedy="run `wellflow db bootstrap`"
        ) from None
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigError(
            f"credentials cannot be read ({type(error).__name__})",
            where=str(path),
            remedy="remove the file and run `wellflow db bootstrap` again",
        ) from error


def save(credentials: Credentials, state_dir: Path) -> None:
    """Write the credentials so that a crash leaves the old file or the new one, never half."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = path_in(state_dir)
    write_private(path, _as_toml(credentials))


def write_private(path: Path, text: str) -> None:
    """Replace a file by one with mode 0600, durably and in one step."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _as_toml(credentials: Credentials) -> str:
    lines = [
        "# Logins of WellFlow's database. Keep this file private.",
        f"host = {_quoted(credentials.host)}",
        f"port = {credentials.port}",
        f"database = {_quoted(credentials.database)}",
        f"role_prefix = {_quoted(credentials.role_prefix)}",
    ]
    for title in ("passwords", "collectors", "options"):
        pairs: Mapping[str, str] = getattr(credentials, title)
        lines += ["", f"[{title}]"]
        lines += [f"{_quoted(name)} = {_quoted(value)}" for name, value in pairs.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(mark):04X}" if ord(mark) < 0x20 or mark in '"\\\x7f' else mark for mark in text
    )
    return f'"{escaped}"'
