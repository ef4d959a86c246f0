"""The methods by which a facility's volumes are shared among its completions, by name.

A new one is a module of its own with a function of the shape of `Method`, its test, and a line
here: files of master data and the books take it from then on.
"""

from typing import Final

from domain.allocation.claim import Method
from domain.allocation.proportional import share_in_proportion
from domain.errors import DataError

METHODS: Final[dict[str, Method]] = {
    "proportional": share_in_proportion,
}
# What a completion's day says of itself when no method gave it anything.
OWN_INSTRUMENT: Final = "own_instrument"


def method_named(name: str) -> Method:
    """Return the method a facility names.

    Raises
    ------
    DataError
        If there is no such method.
    """
    if name not in METHODS:
        raise DataError(
            f"allocation method {name!r} is not known",
            remedy=f"set the facility's allocation_method to one of {', '.join(METHODS)}",
        )
    return METHODS[name]
