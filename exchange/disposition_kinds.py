"""How a product left, as a file says it: by its kind, or by the code of the earlier release.

Files made for release 0.1.0 give ``disposition_code``, a code of Texas Form PR. They are taken
still; what they say is read as the kind it means.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from domain.errors import DataError
from domain.made_from import earlier_codes
from domain.month.kinds import phase_of, require_sold_as, require_ticket_kind

V = TypeVar("V")

KIND: Final = "disposition_kind"
CODE: Final = "disposition_code"


def with_kind(table_name: str, given: Mapping[str, V], where: str) -> Mapping[str, V | str]:
    """Return a row of a file with the kind its earlier code means, in the place of the code.

    Parameters
    ----------
    table_name : str
        Table of the row; rows of tables other than tickets and contracts come back as they are.
    given : mapping
        What the file gives, by column.
    where : str
        Where the row stands, for errors.

    Raises
    ------
    DataError
        If the code is unknown, the row gives a kind that is another, or the kind is none that a
        ticket may carry or the product may be sold as.
    """
    if table_name not in _CHECKS or not given.keys() & {KIND, CODE}:
        return given
    # Without its product a contract is refused for that.
    product = str(given.get("product", "")) if table_name == "sales_contract" else "oil"
    row: dict[str, V | str] = {name: value for name, value in given.items() if name != CODE}
    if CODE in given:
        meant = _meant(product, str(given[CODE]), f"{where}, column {CODE}")
        if str(row.setdefault(KIND, meant)) != meant:
            raise DataError(
                f"code {given[CODE]} means {meant}, but {KIND} is {row[KIND]}",
                where=f"{where}, column {CODE}",
                remedy=f"leave {CODE} out, {KIND} says it",
            )
    if product:
        _CHECKS[table_name](str(row[KIND]), product, f"{where}, column {KIND}")
    return row


def _meant(product: str, code: str, where: str) -> str:
    codes = earlier_codes.BY_PHASE[phase_of(product)]
    if code not in codes:
        raise DataError(
            f"{code!r} is no disposition code of {phase_of(product)}",
            where=where,
            remedy=f"say how it left in a column {KIND} instead",
        )
    return codes[code]


def _require_on_ticket(kind: str, _product: str, where: str) -> None:
    require_ticket_kind(kind, where)


_CHECKS: Final[Mapping[str, Callable[[str, str, str], None]]] = {
    "run_ticket": _require_on_ticket,
    "sales_contract": require_sold_as,
}
