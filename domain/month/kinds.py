"""Kinds of volume in a production month: stock, production, and where the product went.

The ledger is keyed by these words. Which code an agency gives to a kind is a matter of its state
(`domain.states`).
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from domain.errors import DataError

LIQUID: Final = "liquid"
GAS: Final = "gas"


class Kind(NamedTuple):
    """One kind of volume.

    `is_sale` marks what a purchaser's statement is expected to settle; `is_on_tickets` what a
    run ticket may say of oil that left a tank; `sold` the phases that a sales contract may sell so.
    """

    word: str
    meaning: str
    is_sale: bool = False
    is_on_tickets: bool = False
    sold: frozenset[str] = frozenset()


_LIQUID: Final = frozenset({LIQUID})
_GAS: Final = frozenset({GAS})

# Storage and carbon black are sales: no meter of ours has such a use, so gas gets there through
# the sales meter, under the contract of whoever takes it.
KINDS: Final = (
    Kind("opening_stock", "On hand at the start of the month"),
    Kind("production", "Produced, as stock and what left tell it"),
    Kind("receipt", "Received from another unit or from outside"),
    Kind("truck", "Sold by the truckload", is_sale=True, is_on_tickets=True, sold=_LIQUID),
    Kind("pipeline", "Sold into a pipeline or transmission line", is_sale=True,
         is_on_tickets=True, sold=_LIQUID | _GAS),
    Kind("rail_or_barge", "Sold by tank car or barge", is_sale=True, is_on_tickets=True,
         sold=_LIQUID),
    Kind("plant", "Sold to a processing plant", is_sale=True, sold=_GAS),
    Kind("fuel", "Burned on the lease: engines, heaters, compressors"),
    Kind("flare", "Flared"),
    Kind("vent", "Vented"),
    Kind("lift", "Used for gas lift"),
    Kind("injection", "Injected to hold the pressure of a reservoir"),
    Kind("storage", "Sold into underground storage", is_sale=True, sold=_GAS),
    Kind("carbon_black", "Sold to a carbon-black plant", is_sale=True, sold=_GAS),
    Kind("tank_cleaning", "Oil won from cleaning a tank", is_on_tickets=True, sold=_LIQUID),
    Kind("load_fluid", "Circulating or load oil that went to another lease", is_on_tickets=True,
         sold=_LIQUID),
    Kind("lost", "Lost or spilled", is_on_tickets=True),
    Kind("sediment", "Sediment and water drawn off", is_on_tickets=True),
    Kind("skim", "Skim oil of a disposal system", is_on_tickets=True, sold=_LIQUID),
    Kind("scrubber", "Oil caught in a scrubber", is_on_tickets=True, sold=_LIQUID),
    Kind("shrinkage", "Lost to separation and extraction"),
    Kind("inventory", "Correction of the stock on hand"),
    Kind("metering_difference", "Difference between two measurements of the same volume"),
    # Gas of a contract that does not say more is still replaced by what its statement settles.
    Kind("other", "Anything else, with its reason", is_on_tickets=True, sold=_GAS),
    Kind("closing_stock", "On hand at the end of the month"),
)  # fmt: skip

WORDS: Final = tuple(kind.word for kind in KINDS)
SALES: Final = frozenset(kind.word for kind in KINDS if kind.is_sale)
ON_TICKETS: Final = tuple(kind.word for kind in KINDS if kind.is_on_tickets)
SOLD: Final[Mapping[str, tuple[str, ...]]] = {
    phase: tuple(kind.word for kind in KINDS if phase in kind.sold) for phase in (LIQUID, GAS)
}


def phase_of(product: str) -> str:
    """Return the phase of a product: gas, or liquid for all others."""
    return GAS if product == GAS else LIQUID


def require_ticket_kind(kind: str, where: str) -> None:
    """Refuse a kind that no run ticket may carry.

    Raises
    ------
    DataError
        Naming the kinds there are.
    """
    _require(kind, ON_TICKETS, "a run ticket does not carry", where)


def require_sold_as(kind: str, product: str, where: str) -> None:
    """Refuse a kind as which a sales contract may not sell a product.

    Raises
    ------
    DataError
        Naming the kinds there are.
    """
    _require(kind, SOLD[phase_of(product)], f"{product} is not sold as", where)


def _require(kind: str, known: Iterable[str], what: str, where: str) -> None:
    if kind not in known:
        raise DataError(f"{what} {kind!r}", where=where, remedy=f"one of {', '.join(known)}")
