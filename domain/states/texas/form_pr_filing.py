"""Form PR of a month: kinds of volume become codes, volumes whole units, and every line foots."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.numbers.whole_units import file_gas, file_liquid, whole
from domain.states.form import (
    Filing,
    FilingLine,
    FilingMonth,
    Form,
    FormRow,
    Operator,
    PhaseToFile,
    UnitToFile,
)
from domain.states.texas.calendar import form_pr_due_on
from domain.states.texas.form_pr import (
    Disposition,
    FormPrRow,
    form_findings,
    row_of,
    well_kind,
)
from domain.states.texas.form_pr_codes import Phase, code_of

_FLARE_REMARK: Final = "flare_remark"
_AUTHORIZED_BY_RULE: Final = "AR"
_NOT_NEGATIVE: Final = "pr.not_negative"


class _Line(NamedTuple):
    """A unit's row, and by how much rounding raised its stock [bbl]."""

    unit: UnitToFile
    row: FormPrRow
    stock_adjusted_bbl: int


def filing(month: FilingMonth) -> Filing:
    """Return Form PR of a month: a row for every unit held, nil ones included.

    Opening stock is the whole closing stock filed for the month before; stocks and dispositions
    are rounded and production is derived from them.

    Parameters
    ----------
    month : FilingMonth
        Texas units; the setting ``flare_remark`` goes with flared and vented gas, AR without it.

    Raises
    ------
    DataError
        If a unit's kind is not on the form, or its stock fell further than dispositions explain.
    """
    lines = tuple(_line(unit, month) for unit in month.units)
    rows = [line.row for line in lines]
    filed = {
        line.row.unit_key: before.closing_stock_bbl
        for line in lines
        if (before := month.filed_before.get(line.unit.id)) is not None
    }
    findings = form_findings(rows, month.month, filed, [row.unit_key for row in rows])
    return Filing(
        month=month.month,
        due_on=form_pr_due_on(month.month),
        lines=tuple(FilingLine(line.unit.id, line.row) for line in lines),
        findings=findings,
        unfit=tuple(finding for finding in findings if finding.rule == _NOT_NEGATIVE),
        body=_body(lines, month),
        totals=_totals(lines),
    )


FORM: Final[Form[FormPrRow]] = Form(code="TX-PR", name="Form PR", filing=filing, row_of=row_of)


def _line(unit: UnitToFile, month: FilingMonth) -> _Line:
    on, before = month.month, month.filed_before.get(unit.id)
    opening = _opening_bbl(unit, before)
    liquid = file_liquid(opening, unit.liquid.closing, _by_code("liquid", unit.liquid, on))
    gas = file_gas(_by_code("gas", unit.gas, on))
    remarks = _liquid_remarks(unit.liquid, on)
    remarked = {code_of("gas", kind, on) for kind in ("flare", "vent")}
    flare_remark = str(month.settings.get(_FLARE_REMARK, _AUTHORIZED_BY_RULE))
    row = FormPrRow(
        district=unit.district,
        unit_number=unit.unit_number,
        unit_name=unit.unit_name,
        well_kind=well_kind(unit.kind),
        opening_stock_bbl=liquid.opening_bbl,
        liquid_production_bbl=liquid.production_bbl,
        liquid_dispositions=_sorted(
            Disposition(code, volume, remarks.get(code, ""))
            for code, volume in liquid.dispositions_bbl.items()
        ),
        closing_stock_bbl=liquid.closing_bbl,
        gas_production_mcf=gas.production_mcf,
        gas_dispositions=_sorted(
            Disposition(code, volume, flare_remark if code in remarked else "")
            for code, volume in gas.dispositions_mcf.items()
        ),
        commingling_permit=unit.permit,
    )
    return _Line(unit, row, liquid.stock_adjusted_bbl)


def _opening_bbl(unit: UnitToFile, before: FormRow | None) -> int:
    return whole(unit.liquid.opening) if before is None else before.closing_stock_bbl


def _code(phase: Phase, kind: str, on: date) -> str:
    # A kind without a code stays a word: the form's own rules refuse it by name.
    return code_of(phase, kind, on) or kind


def _by_code(phase: Phase, volumes: PhaseToFile, on: date) -> dict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in volumes.dispositions:
        found[_code(phase, each.kind, on)] += each.volume
    return dict(found)


def _liquid_remarks(liquid: PhaseToFile, on: date) -> dict[str, str]:
    return {
        _code("liquid", each.kind, on): each.remark for each in liquid.dispositions if each.remark
    }


def _sorted(dispositions: Iterable[Disposition]) -> tuple[Disposition, ...]:
    return tuple(sorted(dispositions, key=lambda each: (len(each.code), each.code)))


def _body(lines: Sequence[_Line], month: FilingMonth) -> dict[str, Any]:
    operators = {operator.id: operator for operator in month.operators}
    return {
        "month": f"{month.month:%m/%Y}",
        # As they were when the form was made: a later name or number is not on this form.
        "units": {str(line.unit.id): _names(operators[line.unit.operator_id], line.unit)
                  for line in lines},
        "operators": [
            {
                "name": each.company_name,
                "p5_operator_number": each.p5_operator_number,
                "address": each.address,
                "phone": each.phone,
            }
            for each in month.operators
        ],
    }  # fmt: skip


def _names(operator: Operator, unit: UnitToFile) -> dict[str, str]:
    return {
        "operator_name": operator.company_name,
        "p5_operator_number": operator.p5_operator_number,
        "field_name": unit.field_name,
    }


def _totals(lines: Sequence[_Line]) -> dict[str, Any]:
    return {
        "liquid_production_bbl": sum(line.row.liquid_production_bbl for line in lines),
        "gas_production_mcf": sum(line.row.gas_production_mcf for line in lines),
        "stock_adjusted_bbl": {
            line.row.where: line.stock_adjusted_bbl for line in lines if line.stock_adjusted_bbl
        },
    }
