"""What names a stored row is never changed in silence.

A file that would give a well another lease, a tank another battery or a well another API number
says so and is refused; told that it is meant, the change is made and said.
"""

import unicodedata
from uuid import UUID

from domain.errors import DataError
from domain.finding import require_none
from domain.states.registry import STATES
from exchange.natural_keys import NATURAL_KEYS, NameBook, Row, Values, key_of

_REMEDY = "correct the file, or import it with --change-identity where the change is meant"


def _is_sayable(name: str) -> bool:
    return (
        name != ""
        and name == name.strip()
        and name.isprintable()
        and unicodedata.is_normalized("NFC", name)
    )


def _require_unit_of_its_state(key: Values, where: str) -> None:
    code, kind, district, unit_number = map(str, key)
    state = STATES.get(code)
    if state is not None:
        found = state.unit_findings(kind, district, unit_number)
        require_none(found, where, f"write it as {state.name} prints it")


class Renaming:
    """The changes of names that a file asks for, each allowed or refused.

    `said` lists those that were allowed, in the order of the file.
    """

    def __init__(self, names: NameBook, *, is_allowed: bool) -> None:
        self._names = names
        self._is_allowed = is_allowed
        self.said: list[str] = []

    def row_that_was(self, table_name: str, was: str, row: Row, where: str) -> UUID:
        """Return the stored row that a file calls by the name it had until now.

        Raises
        ------
        DataError
            If there is no such row, or another one has the new name already.
        """
        found = self._names.ids(table_name, was)
        key = key_of(table_name, row)
        now = self._names.called(table_name, key)
        if not found:
            if now is None:
                return self._names.resolve(table_name, was, f"{where}, column was")
            return now
        row_id = self._names.only(table_name, found, was, f"{where}, column was")
        if now not in (None, row_id):
            raise DataError(
                f"{table_name} {was!r} cannot become {self._names.name_of_key(table_name, key)}",
                where=where,
                remedy="both are stored: rename that one first, or leave `was` out to change it",
            )
        return row_id

    def compare(self, table_name: str, row_id: UUID, row: Row, where: str) -> None:
        """Take note of what a row of a file would change in the name of the stored one.

        Raises
        ------
        DataError
            If it would change anything and that was not asked for, or the new name is another
            row's.
        """
        self._require_own_number(table_name, row_id, row, where)
        changed = self._changed(table_name, row_id, row)
        if not changed:
            return
        if not self._is_allowed:
            would = "; ".join(f"{old} would become {new}" for old, new in changed)
            raise DataError(f"{table_name} {would}", where=where, remedy=_REMEDY)
        self._require_free(table_name, row_id, row, where)
        self.require_sayable(
            table_name, row_id, {**self._names.stored(table_name, row_id), **row}, where
        )
        became = "; ".join(f"{old} is now {new}" for old, new in changed)
        self.said.append(f"{table_name} {became}")

    def require_sayable(self, table_name: str, row_id: UUID | None, row: Row, where: str) -> None:
        """Refuse a new name by which no file could say the row.

        Raises
        ------
        DataError
            If a part of it is empty, has blanks around it or a character that nobody sees, if
            another row's whole name reads the same, or if a reporting unit is called as its state
            calls none: district 8 for 08 would be another unit, and never be filed.
        """
        key = key_of(table_name, row)
        for name, value in zip(NATURAL_KEYS[table_name].columns, key, strict=True):
            if isinstance(value, str) and not _is_sayable(value):
                raise DataError(
                    f"{value!r} is no name",
                    where=f"{where}, column {name}",
                    remedy="write one without blanks around it, composed of what is seen",
                )
        if self._names.namesakes(table_name, key) - {row_id}:
            raise DataError(
                f"there is another {table_name} that is called"
                f" {self._names.name_of_key(table_name, key)}",
                where=where,
                remedy="choose a name without a slash",
            )
        if table_name == "reporting_unit":
            _require_unit_of_its_state(key, where)

    def _changed(self, table_name: str, row_id: UUID, row: Row) -> list[tuple[str, str]]:
        stored = self._names.stored(table_name, row_id)
        before = self._names.whole_name(table_name, row_id)
        after = self._names.name_of_key(table_name, key_of(table_name, {**stored, **row}))
        changed = [(before, after)] if before != after else []
        also = NATURAL_KEYS[table_name].also
        if also is not None and stored[also] is not None and also in row:
            old, new = str(stored[also]), str(row[also])
            changed += [(f"{before}, {also} {old}", new)] if old != new else []
        return changed

    def _require_free(self, table_name: str, row_id: UUID, row: Row, where: str) -> None:
        key = key_of(table_name, {**self._names.stored(table_name, row_id), **row})
        if self._names.called(table_name, key) not in (None, row_id):
            raise DataError(
                f"there is a {table_name} {self._names.name_of_key(table_name, key)} already",
                where=where,
                remedy="correct the name, or rename that one first",
            )

    def _require_own_number(self, table_name: str, row_id: UUID, row: Row, where: str) -> None:
        also = NATURAL_KEYS[table_name].also
        for other in self._names.numbered(table_name, row):
            if other != row_id and also is not None:
                raise DataError(
                    f"{row[also]} is the number of {self._names.whole_name(table_name, other)}",
                    where=f"{where}, column {also}",
                    remedy="correct the number of one of the two",
                )
