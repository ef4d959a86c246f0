"""A month of a completion as a decline fit reads it: volumes, native ones too, and hours on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeclineMonth:
    """The newest figures of one completion and production month."""

    completion_id: UUID
    completion_name: str
    main_product: str
    month: date
    oil_bbl: Decimal | None
    gas_mcf: Decimal | None
    oil_native: Decimal | None
    gas_native: Decimal | None
    native_liquid_unit: str
    native_gas_unit: str
    hours_on: Decimal | None
