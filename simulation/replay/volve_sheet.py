"""The operator's own monthly sheet of the recorded Volve field."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from domain.errors import DataError

MONTHLY_FILE: Final = "volve_monthly.csv"


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """One wellbore's month as the operator booked it [Sm3]; empty where the sheet is empty."""

    wellbore: str
    month: date
    oil_sm3: Decimal | None
    gas_sm3: Decimal | None
    water_sm3: Decimal | None
    injection_sm3: Decimal | None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text.strip() else None


def read_monthly_sheet(data_folder: Path) -> list[SheetMonth]:
    """Return every well-month of the sheet.

    Raises
    ------
    DataError
        If the file is missing.
    """
    path = data_folder / MONTHLY_FILE
    if not path.is_file():
        raise DataError("the monthly sheet is missing", where=str(path), remedy="see --data")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            SheetMonth(
                wellbore=row["Wellbore name"],
                month=date(int(row["Year"]), int(row["Month"]), 1),
                oil_sm3=_amount(row["Oil"]),
                gas_sm3=_amount(row["Gas"]),
                water_sm3=_amount(row["Water"]),
                injection_sm3=_amount(row["WI"]),
            )
            for row in csv.DictReader(file)
        ]
