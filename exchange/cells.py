"""One cell of a file becomes one value of a column, or an error that names the cell.

The catalog says what a column takes; nothing is rounded, trimmed or guessed on the way in.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from catalog.enumerations import ENUMERATIONS
from catalog.model import SQL_TYPE, Column
from domain.errors import DataError
from domain.numbers.rounding import round_half_away
from domain.wells.api_number import parse_api_number

_LIMITS: Final = {"int": 2**31, "bigint": 2**63}
_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0"})
_NUMERIC: Final = frozenset({"volume", "native", "interest", "money", "price", "factor", "measure"})


def cell_value(column: Column, raw: object, where: str) -> object:
    """Return `raw` as the value that `column` stores.

    Parameters
    ----------
    column : Column
        Declaration of the column.
    raw : object
        What the file holds: text from CSV, or a TOML value.
    where : str
        File, table, row and column, for the error.

    Raises
    ------
    DataError
        If the cell is not a value of the column's type, list or range.
    """
    kind = "enum" if column.enumeration is not None else column.kind
    if kind in _NUMERIC:
        return _in_range(column, _decimal(column, raw, where), where)
    return _READERS[kind](column, raw, where)


def _decimal(column: Column, raw: object, where: str) -> Decimal:
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation as error:
        raise DataError(
            f"{raw!r} is not a number", where=where, remedy="write digits and a point, nothing else"
        ) from error
    _require_finite(value, raw, where)
    precision, scale = _precision(column)
    if abs(value) >= Decimal(10) ** (precision - scale):
        raise DataError(f"{raw} is too large for {column.name}", where=where)
    exact = round_half_away(value, Decimal(1).scaleb(-scale))
    if value != exact:
        raise DataError(f"{raw} has more than {scale} decimals", where=where)
    return exact


def _require_finite(value: Decimal, raw: object, where: str) -> None:
    if not value.is_finite():
        raise DataError(f"{raw!r} is not a finite number", where=where)


def _precision(column: Column) -> tuple[int, int]:
    inside = SQL_TYPE[column.kind].removeprefix("numeric(").removesuffix(")")
    precision, _, scale = inside.partition(",")
    return int(precision), int(scale)


def _integer(column: Column, raw: object, where: str) -> int:
    try:
        value = int(str(raw).strip())
    except ValueError as error:
        raise DataError(f"{raw!r} is not a whole number", where=where) from error
    if abs(value) >= _LIMITS[column.kind]:
        raise DataError(f"{raw} is too large for {column.name}", where=where)
    _in_range(column, Decimal(value), where)
    return value


def _in_range(column: Column, value: Decimal, where: str) -> Decimal:
    if column.low is not None and value < Decimal(str(column.low)):
        raise DataError(f"{value} is below {column.low} {column.unit}".rstrip(), where=where)
    if column.high is not None and value > Decimal(str(column.high)):
        raise DataError(f"{value} is above {column.high} {column.unit}".rstrip(), where=where)
    return value


def _real(column: Column, raw: object, where: str) -> float:
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation as error:
        raise DataError(f"{raw!r} is not a number", where=where) from error
    _require_finite(value, raw, where)
    return float(_in_range(column, value, where))


def _text(column: Column, raw: object, where: str) -> str:
    if not isinstance(raw, str):
        raise DataError(f"{raw!r} is not text", where=where, remedy=f'write {column.name} = "..."')
    if column.words:
        return _one_of(column.words, raw, where)
    return raw


def _api_number(column: Column, raw: object, where: str) -> str:
    """Return a well number as it is stored, however many of its digits were written."""
    try:
        return parse_api_number(_text(column, raw, where)).api14
    except DataError as error:
        raise DataError(error.what, where=where, remedy=error.remedy) from error


def _flag(_column: Column, raw: object, where: str) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise DataError(f"{raw!r} is neither true nor false", where=where)


def _day(_column: Column, raw: object, where: str) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError as error:
        raise DataError(f"{raw!r} is not a date YYYY-MM-DD", where=where) from error


def _instant(_column: Column, raw: object, where: str) -> datetime:
    value = raw
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(raw).strip())
        except ValueError as error:
            raise DataError(f"{raw!r} is not an ISO 8601 time", where=where) from error
    if value.tzinfo is None:
        raise DataError(f"{raw} has no time zone", where=where, remedy="write Z or an offset")
    return value.astimezone(UTC)


def _word(column: Column, raw: object, where: str) -> str:
    return _one_of(ENUMERATIONS[str(column.enumeration)], raw, where)


def _one_of(words: tuple[str, ...], raw: object, where: str) -> str:
    if raw not in words:
        raise DataError(f"{raw!r} is not one of {', '.join(words)}", where=where)
    return str(raw)


def _texts(_column: Column, raw: object, where: str) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise DataError(f"{raw!r} is not a list of texts", where=where)
    return list(raw)


def _json(_column: Column, raw: object, where: str) -> object:
    if not isinstance(raw, dict | list):
        raise DataError(f"{raw!r} is not a table or list", where=where)
    return _plain(raw)


def _plain(value: object) -> object:
    """Return `value` with decimals as floats, which is what JSON can say."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def _uuid(column: Column, raw: object, where: str) -> object:
    raise DataError(f"{column.name} is not read from files: {raw!r}", where=where)


_READERS: Final[dict[str, Callable[[Column, object, str], object]]] = {
    "text": _text,
    "bool": _flag,
    "int": _integer,
    "bigint": _integer,
    "date": _day,
    "instant": _instant,
    "json": _json,
    "texts": _texts,
    "api_number": _api_number,
    "real": _real,
    "enum": _word,
    "uuid": _uuid,
}
