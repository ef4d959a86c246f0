"""The forms of a production month: everything that decided its volumes.

Form 1 was keyed by an agency's codes, form 2 is keyed by kinds. A month closed in form 1 is still
written down in it: its kinds become the codes of that day again.

Names that only label (of a well, a meter, a battery) are left out: calling a well otherwise does
not change its month. What the filing prints of a unit is in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple, cast
from uuid import UUID

from domain.calendar import month_label
from domain.made_from.canonical import MadeFrom, canonical_text, made_from, rows_of, writer_of
from domain.made_from.earlier_codes import code_of
from domain.month.inputs import MonthInputs
from domain.month.records import SettledSale

FORM_1: Final = "production_month/1"
FORM_2: Final = "production_month/2"

_UNIT: Final = (
    "id", "state_jurisdiction", "kind", "district", "unit_number", "unit_name", "field_name",
    "permit", "operator_id",
)  # fmt: skip
_SUM: Final = (
    "completion_id", "reporting_unit_id", "oil_bbl", "gas_mcf", "water_bbl", "condensate_bbl",
    "injection_bbl", "oil_native", "gas_native", "water_native", "injection_native",
    "native_liquid_unit", "native_gas_unit", "has_mixed_units", "hours_on", "days_reported",
    "has_negative", "has_estimate", "days_hash",
)  # fmt: skip
_BATTERY: Final = (
    "facility_id", "reporting_unit_id", "opening_bbl", "closing_bbl", "hauled_bbl", "piped_bbl",
    "produced_bbl", "n_days",
)  # fmt: skip
_GAS_OUTLET: Final = ("facility_id", "reporting_unit_id", "meter_id", "use", "volume_mcf")
_FLOW: Final = ("facility_id", "reporting_unit_id", "phase", "volume")
_SETTLED: Final = (
    "reporting_unit_id", "phase", "disposition_code", "unit", "volume", "statement_numbers",
    "pressure_base_psia",
)  # fmt: skip
_SETTLED_BY_KIND: Final = (
    "reporting_unit_id", "phase", "kind", "unit", "volume", "statement_numbers",
    "pressure_base_psia",
)  # fmt: skip
_STOCK: Final = ("reporting_unit_id", "volume", "is_filed")
_CODED_TICKETS: Final = ("facility_id", "disposition_code", "volume_bbl", "remarks")
_TICKETED: Final = ("facility_id", "kind", "volume_bbl", "remarks")


@dataclass(frozen=True, slots=True)
class MonthRecords:
    """The records form 1 is made from; each carries the fields that the form names."""

    units: Iterable[object]
    sums: Iterable[object]
    day_flags: Mapping[UUID, Sequence[str]]
    batteries: Iterable[object]
    gas_outlets: Iterable[object]
    flows: Iterable[object]
    settled: Iterable[object]
    gas_sale_codes: Mapping[UUID, str]
    previous_stocks: Iterable[object]
    coded_tickets: Iterable[object]


def form_1(month: date, window: tuple[datetime, datetime], records: MonthRecords) -> MadeFrom:
    """Return a month's inputs in form 1.

    Parameters
    ----------
    month : date
        First day of the production month.
    window : tuple of datetime
        Start and end of its span, aware.
    records : MonthRecords
        What was read of it.
    """
    return made_from(
        FORM_1,
        {
            "month": month,
            "window": list(window),
            "units": rows_of(records.units, *_UNIT),
            "completions": rows_of(records.sums, *_SUM),
            "day_flags": {key: sorted(flags) for key, flags in records.day_flags.items()},
            "batteries": rows_of(records.batteries, *_BATTERY),
            "gas_outlets": rows_of(records.gas_outlets, *_GAS_OUTLET),
            "flows": rows_of(records.flows, *_FLOW),
            "settled_sales": _with_sorted("statement_numbers", records.settled, _SETTLED),
            "gas_sale_codes": records.gas_sale_codes,
            "previous_stocks": rows_of(records.previous_stocks, *_STOCK),
            "coded_tickets": _with_sorted("remarks", records.coded_tickets, _CODED_TICKETS),
        },
    )


def form_2(inputs: MonthInputs) -> MadeFrom:
    """Return a month's inputs in form 2."""
    return made_from(
        FORM_2,
        {
            "month": inputs.month,
            "window": list(inputs.window),
            "units": rows_of(inputs.units.values(), *_UNIT),
            "completions": rows_of(inputs.sums, *_SUM),
            "day_flags": {key: sorted(flags) for key, flags in inputs.day_flags.items()},
            "batteries": rows_of(inputs.batteries, *_BATTERY),
            "gas_outlets": rows_of(inputs.gas_outlets, *_GAS_OUTLET),
            "flows": rows_of(inputs.flows, *_FLOW),
            "settled_sales": _with_sorted("statement_numbers", inputs.settled, _SETTLED_BY_KIND),
            "gas_sale_kinds": inputs.gas_sale_kinds,
            "previous_stocks": rows_of(inputs.previous_stocks.values(), *_STOCK),
            "ticketed": _with_sorted("remarks", inputs.ticketed, _TICKETED),
        },
    )


def _with_sorted(
    words: str, records: Iterable[object], fields: Sequence[str]
) -> list[dict[str, object]]:
    """Return rows whose list of words does not hang on the collation of a database."""
    rows = rows_of(records, *fields)
    each_sorted = ({**row, words: sorted(cast("list[str]", row[words]))} for row in rows)
    return sorted(each_sorted, key=canonical_text)


class _CodedSale(NamedTuple):
    """A settled sale as form 1 names its fields."""

    reporting_unit_id: UUID
    phase: str
    disposition_code: str | None
    unit: str
    volume: Decimal
    statement_numbers: Sequence[str]
    pressure_base_psia: Decimal | None


class _CodedTickets(NamedTuple):
    """A battery's tickets of one code as form 1 names their fields."""

    facility_id: UUID
    disposition_code: str
    volume_bbl: Decimal
    remarks: Sequence[str]


def _in_form_1(inputs: MonthInputs) -> MadeFrom:
    records = MonthRecords(
        units=inputs.units.values(),
        sums=inputs.sums,
        day_flags=inputs.day_flags,
        batteries=inputs.batteries,
        gas_outlets=inputs.gas_outlets,
        flows=inputs.flows,
        settled=[_coded_sale(inputs.month, sale) for sale in inputs.settled],
        gas_sale_codes={
            unit_id: code_of("gas", kind, inputs.month)
            for unit_id, kind in inputs.gas_sale_kinds.items()
        },
        previous_stocks=inputs.previous_stocks.values(),
        coded_tickets=[
            _CodedTickets(each.facility_id, code_of("liquid", each.kind, inputs.month),
                          each.volume_bbl, each.remarks)
            for each in inputs.ticketed
        ],
    )  # fmt: skip
    return form_1(inputs.month, inputs.window, records)


def _coded_sale(month: date, sale: SettledSale) -> _CodedSale:
    code = None if sale.kind is None else code_of(sale.phase, sale.kind, month)
    return _CodedSale(
        sale.reporting_unit_id, sale.phase, code, sale.unit, sale.volume, sale.statement_numbers,
        sale.pressure_base_psia,
    )  # fmt: skip


# Every form a month was ever closed in; a close writes the newest.
_FORMS: Final[dict[str, Callable[[MonthInputs], MadeFrom]]] = {
    FORM_1: _in_form_1,
    FORM_2: form_2,
}
NEWEST_FORM: Final = FORM_2


def written_down(inputs: MonthInputs, form: str = NEWEST_FORM) -> MadeFrom:
    """Return a month's inputs in the form in which it was closed, or in the newest.

    Raises
    ------
    StorageError
        If this version does not know the form.
    """
    return writer_of(_FORMS, form, month_label(inputs.month))(inputs)
