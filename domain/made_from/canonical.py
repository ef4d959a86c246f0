"""The canonical text of inputs, its hash, and the name of the form it is written in.

The text is JSON with sorted keys and no white space. Numbers that count are decimal text without
trailing zeros, so that a decimal of another scale says the same; times are UTC to the microsecond.
A record is refused: its fields are named one by one, so that a new or renamed one changes nothing.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from domain.errors import DataError, StorageError

W = TypeVar("W")

_SHORT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """Inputs in one form: its name and number, as in ``production_month/1``, and the text."""

    form: str
    text: str

    @property
    def input_hash(self) -> str:
        """The form and the SHA-256 of the text."""
        return f"{self.form}:{hashlib.sha256(self.text.encode()).hexdigest()}"

    @property
    def compressed(self) -> bytes:
        """The text as it is stored."""
        return zlib.compress(self.text.encode(), level=9)


def made_from(form: str, content: Mapping[str, object]) -> MadeFrom:
    """Return inputs written in a form."""
    return MadeFrom(form, canonical_text(content))


def form_of(input_hash: str) -> str | None:
    """Return the form that a hash is of; nothing for one from before there were forms."""
    form, found, _ = input_hash.rpartition(":")
    return form if found else None


def writer_of(writers: Mapping[str, W], form: str, where: str) -> W:
    """Return what writes inputs down in a form, of all that were ever used.

    Raises
    ------
    StorageError
        If this version does not know the form.
    """
    if form not in writers:
        raise StorageError(
            f"it was made from inputs in form {form}, which is not known here",
            where=where,
            remedy="install the newer version of WellFlow that wrote it",
        )
    return writers[form]


def fingerprint(form: str, **inputs: object) -> str:
    """Return the form and the short hash of a daily row or a part of one, as in ``tank/1:...``."""
    digest = hashlib.blake2b(canonical_text(inputs).encode(), digest_size=_SHORT_BYTES)
    return f"{form}:{digest.hexdigest()}"


def restored(input_hash: str, compressed: bytes) -> dict[str, Any] | None:
    """Return the content of a stored text; nothing where it is not the text of that hash."""
    try:
        text = zlib.decompress(compressed).decode()
    except (zlib.error, UnicodeDecodeError):
        return None
    if MadeFrom(form_of(input_hash) or "", text).input_hash != input_hash:
        return None
    content: dict[str, Any] = json.loads(text)
    return content


def rows_of(records: Iterable[object], *fields: str) -> list[dict[str, object]]:
    """Return the named fields of records, in an order that depends on nothing but their text."""
    read = attrgetter(*fields)
    rows = [dict(zip(fields, read(record), strict=True)) for record in records]
    return sorted(rows, key=canonical_text)


def canonical_text(value: object) -> str:
    """Return the one text of a value.

    Raises
    ------
    TypeError
        If a value is of a sort that has no canonical text, as records have not.
    DataError
        If a number is not finite.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        named = {_key(key): _plain(each) for key, each in value.items()}
        if len(named) != len(value):
            raise TypeError("two keys of a mapping have the same canonical text")
        return named
    if type(value) in (list, tuple):
        return [_plain(each) for each in value]  # type: ignore[attr-defined]  # told by its type
    for sort, write in _TEXTS.items():
        if isinstance(value, sort):
            return write(value)
    raise TypeError(f"{type(value).__name__} has no canonical text: name its fields one by one")


def _key(key: object) -> str:
    return key if isinstance(key, str) else str(_plain(key))


def _number(value: Any) -> str:  # noqa: ANN401  # called by type
    if not Decimal(value).is_finite():
        raise DataError(f"{value} is no number that can be written down")
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    digits = f"{exact:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def _instant(value: Any) -> str:  # noqa: ANN401  # called by type
    if value.tzinfo is None:
        raise TypeError(f"{value} has no time zone, so it is no instant")
    return str(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


# A datetime is a date, so it stands first.
_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    datetime: _instant,
    date: date.isoformat,
    Decimal: _number,
    float: _number,
    Fraction: lambda value: f"{value.numerator}/{value.denominator}",
    UUID: str,
}
