"""Texas Form PR: rows in whole barrels and Mcf, and the rules every row must keep."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from domain.errors import DataError
from domain.facts import is_valid_in
from domain.finding import Finding
from domain.states.stored import StoredColumns
from domain.states.texas.form_pr_codes import (
    entry_of,
    flare_remarks,
    has_flare_remark,
    printed_districts,
)

WellKind = Literal["O", "G", "P"]

_KINDS: Final[dict[str, WellKind]] = {"oil_lease": "O", "gas_id": "G", "pending": "P"}
_LETTERS: Final[dict[str, WellKind]] = {letter: letter for letter in _KINDS.values()}
_UNIT_NUMBER: Final = {
    "O": (re.compile(r"\d{5}"), "5 digits"),
    "G": (re.compile(r"\d{6}"), "6 digits"),
    "P": (re.compile(r"\d{6}|\d{8}|\d{10}|\d{12}|\d{14}"), "a permit or an API number"),
}
_TEXTS: Final = ("district", "unit_number", "unit_name", "well_kind", "commingling_permit")
_VOLUMES: Final = (
    "opening_stock_bbl", "liquid_production_bbl", "closing_stock_bbl", "gas_production_mcf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where a product went: agency's code, whole units [bbl or mcf], and the remark it needs."""

    code: str
    volume: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FormPrRow:
    """One reporting unit on the form, volumes in whole barrels and Mcf.

    Liquids are oil on an oil row and condensate on a gas row; gas is casinghead gas on an oil
    row and gas-well gas on a gas row.
    """

    district: str
    unit_number: str
    unit_name: str
    well_kind: WellKind
    opening_stock_bbl: int
    liquid_production_bbl: int
    liquid_dispositions: tuple[Disposition, ...]
    closing_stock_bbl: int
    gas_production_mcf: int
    gas_dispositions: tuple[Disposition, ...]
    commingling_permit: str = ""

    @property
    def where(self) -> str:
        """The row as a person knows it."""
        return f"{self.well_kind} {self.district}-{self.unit_number} {self.unit_name}".rstrip()

    @property
    def unit_key(self) -> str:
        """What names a reporting unit in Texas: letter, district and number together."""
        return f"{self.well_kind}/{self.district}/{self.unit_number}"

    @property
    def liquid_residual_bbl(self) -> int:
        """Opening + production - dispositions - closing [bbl]; zero when the row balances."""
        disposed = sum(each.volume for each in self.liquid_dispositions)
        available = self.opening_stock_bbl + self.liquid_production_bbl
        return available - disposed - self.closing_stock_bbl

    @property
    def gas_residual_mcf(self) -> int:
        """Production - dispositions [mcf]; zero when the row balances."""
        return self.gas_production_mcf - sum(each.volume for each in self.gas_dispositions)

    @property
    def is_balanced(self) -> bool:
        """Whether both identities hold."""
        return self.liquid_residual_bbl == 0 and self.gas_residual_mcf == 0

    def stored(self) -> dict[str, Any]:
        """Return the columns of the form, as JSON has them."""
        return {
            **{name: getattr(self, name) for name in (*_TEXTS, *_VOLUMES)},
            "liquid_dispositions": [
                {"code": each.code, "volume_bbl": each.volume, "remark": each.remark}
                for each in self.liquid_dispositions
            ],
            "gas_dispositions": [
                {"code": each.code, "volume_mcf": each.volume, "remark": each.remark}
                for each in self.gas_dispositions
            ],
        }


def well_kind(reporting_unit_kind: str) -> WellKind:
    """Return the form's letter for a kind of reporting unit: O oil, G gas, P pending.

    Raises
    ------
    DataError
        If the kind is unknown.
    """
    if reporting_unit_kind not in _KINDS:
        raise DataError(f"reporting unit kind {reporting_unit_kind!r} is not on Form PR")
    return _KINDS[reporting_unit_kind]


def row_of(stored: Mapping[str, Any]) -> FormPrRow:
    """Return the row of the form's columns.

    Raises
    ------
    DataError
        If a column is missing, unknown or of another sort; the column is named.
    """
    names = (*_TEXTS, *_VOLUMES, "liquid_dispositions", "gas_dispositions")
    columns = StoredColumns("Form PR", stored, names)
    return FormPrRow(
        district=columns.text("district"),
        unit_number=columns.text("unit_number"),
        unit_name=columns.text("unit_name"),
        well_kind=_LETTERS[columns.one_of("well_kind", _LETTERS)],
        opening_stock_bbl=columns.whole("opening_stock_bbl"),
        liquid_production_bbl=columns.whole("liquid_production_bbl"),
        liquid_dispositions=_dispositions(columns, "liquid_dispositions", "volume_bbl"),
        closing_stock_bbl=columns.whole("closing_stock_bbl"),
        gas_production_mcf=columns.whole("gas_production_mcf"),
        gas_dispositions=_dispositions(columns, "gas_dispositions", "volume_mcf"),
        commingling_permit=columns.text("commingling_permit"),
    )


def _dispositions(columns: StoredColumns, name: str, volume: str) -> tuple[Disposition, ...]:
    return tuple(
        Disposition(part.text("code"), part.whole(volume), part.text("remark"))
        for part in columns.parts(name, ("code", volume, "remark"))
    )


def row_findings(
    row: FormPrRow, production_month: date, filed_closing_bbl: int | None = None
) -> tuple[Finding, ...]:
    """Return every rule a row breaks.

    Parameters
    ----------
    row : FormPrRow
        Row to check.
    production_month : date
        Any day of the month; decides which codes are valid.
    filed_closing_bbl : int, optional
        Closing stock filed for the month before [bbl]; leave out for a first report.

    Returns
    -------
    tuple of Finding
        Empty for a row that can be filed.
    """
    liquid_kind = "condensate" if row.well_kind == "G" else "oil"
    gas_kind = "gas_well" if row.well_kind == "G" else "casinghead"
    findings = [
        *_identity_findings(row, filed_closing_bbl),
        *_volume_findings(row),
        *_identifier_findings(row.where, row.well_kind, row.district, row.unit_number),
    ]
    for product, kind, dispositions in (
        ("liquid", liquid_kind, row.liquid_dispositions),
        ("gas", gas_kind, row.gas_dispositions),
    ):
        for each in dispositions:
            findings += _code_findings(row.where, product, kind, each, production_month)
    return tuple(findings)


def unit_findings(kind: str, district: str, unit_number: str) -> tuple[Finding, ...]:
    """Return what is wrong with a name by which a reporting unit could not be filed.

    Parameters
    ----------
    kind : str
        Kind of reporting unit, e.g. ``oil_lease``.
    district, unit_number : str
        As the form prints them: ``08``, not ``8``; 5 digits of an oil lease, 6 of a gas id.
    """
    where = f"{kind} {district}-{unit_number}"
    return tuple(_identifier_findings(where, well_kind(kind), district, unit_number))


def form_findings(
    rows: Sequence[FormPrRow],
    production_month: date,
    filed_closings_bbl: Mapping[str, int],
    units_held: Iterable[str],
) -> tuple[Finding, ...]:
    """Return every rule a form breaks.

    Parameters
    ----------
    rows : sequence of FormPrRow
        Rows of one operator and month.
    production_month : date
        Any day of the month.
    filed_closings_bbl : mapping of unit key to int
        Closing stock filed for the month before, by `unit_key` of its row [bbl].
    units_held : iterable of unit key
        Every reporting unit on the operator's P-4 in the month; each needs a row, nil included.

    Returns
    -------
    tuple of Finding
        Empty for a form that can be filed.
    """
    findings: list[Finding] = []
    seen: set[str] = set()
    for row in rows:
        key = row.unit_key
        if key in seen:
            findings.append(Finding(row.where, "pr.unit_once", "has two rows"))
        seen.add(key)
        findings += row_findings(row, production_month, filed_closings_bbl.get(key))
    missing = sorted(set(units_held) - seen)
    findings += [
        Finding(key, "pr.unit_missing", "has no row; report it at zero") for key in missing
    ]
    return tuple(findings)


def _identity_findings(row: FormPrRow, filed_closing_bbl: int | None) -> list[Finding]:
    findings = []
    if row.liquid_residual_bbl != 0:
        findings.append(Finding(
            row.where, "pr.liquid_balance",
            f"opening + production - dispositions misses closing by {row.liquid_residual_bbl} bbl",
        ))  # fmt: skip
    if row.gas_residual_mcf != 0:
        findings.append(Finding(
            row.where, "pr.gas_balance",
            f"production misses dispositions by {row.gas_residual_mcf} mcf",
        ))  # fmt: skip
    if filed_closing_bbl is not None and row.opening_stock_bbl != filed_closing_bbl:
        findings.append(Finding(
            row.where, "pr.opening_stock",
            f"opens with {row.opening_stock_bbl} bbl but {filed_closing_bbl} bbl were filed as "
            "the closing stock of the month before",
        ))  # fmt: skip
    return findings


def _volume_findings(row: FormPrRow) -> list[Finding]:
    volumes = {
        "opening stock": row.opening_stock_bbl,
        "liquid production": row.liquid_production_bbl,
        "closing stock": row.closing_stock_bbl,
        "gas production": row.gas_production_mcf,
        **{f"disposition {each.code}": each.volume for each in row.liquid_dispositions},
        **{f"gas disposition {each.code}": each.volume for each in row.gas_dispositions},
    }
    return [
        Finding(row.where, "pr.not_negative", f"{name} is {volume}")
        for name, volume in volumes.items()
        if volume < 0
    ]


def _identifier_findings(
    where: str, letter: WellKind, district: str, unit_number: str
) -> list[Finding]:
    findings = []
    pattern, form = _UNIT_NUMBER[letter]
    if not pattern.fullmatch(unit_number):
        findings.append(Finding(where, "pr.unit_number", f"number must be {form}"))
    if district not in printed_districts():
        findings.append(Finding(where, "pr.district", f"district {district!r} is unknown"))
    return findings


def _code_findings(
    where: str, product: str, kind: str, each: Disposition, production_month: date
) -> list[Finding]:
    entry = entry_of(product, each.code)
    if entry is None or kind not in entry["kinds"]:
        detail = f"{product} disposition code {each.code!r} does not exist for {kind}"
        return [Finding(where, "pr.code_unknown", detail)]
    if not is_valid_in(entry, production_month):
        detail = f"{product} disposition code {each.code} is not valid in {production_month:%Y-%m}"
        return [Finding(where, "pr.code_month", detail)]
    remark_from: date | None = entry.get("remark_from")
    if (
        remark_from is not None
        and production_month >= remark_from
        and not has_flare_remark(each.remark)
    ):
        known = ", ".join(flare_remarks())
        detail = f"gas disposition code {each.code} needs a remark of {known}"
        return [Finding(where, "pr.flare_remark", detail)]
    if entry.get("needs_explanation", False) and not each.remark.strip():
        return [Finding(where, "pr.explain", f"code {each.code} needs an explanation")]
    return []
