"""A sales contract: what a purchaser's code for a property means."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.calendar import next_month


@dataclass(frozen=True, slots=True)
class ContractCode:
    """The property that a purchaser's code means for a product while a contract is in force."""

    purchaser_property_code: str
    product: str
    property_id: UUID
    effective_from: date
    effective_to: date | None

    def is_of(self, code: object, product: object, sales_month: object) -> bool:
        """Return whether the code is of that product, in force on any day of a month of sale."""
        return (
            (self.purchaser_property_code, self.product) == (code, product)
            and isinstance(sales_month, date)
            and self.effective_from < next_month(sales_month)
            and (self.effective_to is None or self.effective_to > sales_month)
        )
