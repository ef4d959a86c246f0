"""The recorded Volve field: the operator's daily workbook as day records, site and master files.

Volumes are in Sm3 as the workbook has them. It states no unit for pressures, so their tags say
`none` and are bound to nothing. A cell without a figure is no reading; a negative one is.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from domain.calendar import ProductionCalendar
from domain.errors import DataError
from ingest.site.models import Site
from simulation.endpoints import Endpoints
from simulation.papers.folder import site_file_name
from simulation.papers.site_file import site_text
from simulation.replay.day_record import DayRecord
from simulation.replay.recorded_field import RecordedField, Wellbore, recorded_master, recorded_site
from simulation.simulation import Samples

DAILY_FILE: Final = "volve_daily.parquet"
OSLO_DAY: Final = ProductionCalendar("Europe/Oslo", day_start_hour=0)
_COLUMNS: Final = {
    "BORE_OIL_VOL": "oil",
    "BORE_GAS_VOL": "gas",
    "BORE_WAT_VOL": "water",
    "BORE_WI_VOL": "injection",
    "ON_STREAM_HRS": "hours_on",
    "AVG_WHP_P": "wellhead_pressure",
    "AVG_DOWNHOLE_PRESSURE": "downhole_pressure",
    "AVG_ANNULUS_PRESS": "annulus_pressure",
}
_BY_OPCUA: Final = frozenset({"15/9-F-12", "15/9-F-5", "15/9-F-11"})
_INJECTORS: Final = frozenset({"15/9-F-4"})


def read_day_records(data_folder: Path) -> list[DayRecord]:
    """Return every recorded day of every wellbore.

    Parameters
    ----------
    data_folder : Path
        Folder that holds the daily file.

    Raises
    ------
    DataError
        When the file is not there or lacks a column.
    """
    path = data_folder / DAILY_FILE
    if not path.is_file():
        raise DataError("no such file", where=str(path), remedy="give the folder of the recording")
    frame = pl.read_parquet(path)
    missing = {"DATEPRD", "NPD_WELL_BORE_NAME", *_COLUMNS} - set(frame.columns)
    if missing:
        raise DataError(f"lacks the columns {', '.join(sorted(missing))}", where=str(path))
    return list(_records(frame))


def volve_field(records: Sequence[DayRecord]) -> RecordedField:
    """Return the field with the wellbores that the records speak of."""
    first_on: dict[str, date] = {}
    for record in records:
        first_on[record.wellbore] = min(
            record.produced_on, first_on.get(record.wellbore, record.produced_on)
        )
    return RecordedField(
        slug="volve", name="Volve, as recorded", operator_code="EQNR",
        operator_name="Equinor Volve", field_code="3420717", field_name="VOLVE", country="NO",
        calendar=OSLO_DAY,
        wellbores=tuple(_wellbore(name, first) for name, first in sorted(first_on.items())),
    )  # fmt: skip


def prepare_volve(data_folder: Path, out: Path, endpoints: Endpoints) -> list[tuple[Site, Samples]]:
    """Write ``OUT/volve/master.toml`` and the site file; return what the devices serve."""
    records = read_day_records(data_folder)
    field = volve_field(records)
    site, samples = recorded_site(field, records, endpoints)
    folder = out / field.slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "master.toml").write_text(recorded_master(field), encoding="utf-8")
    (folder / site_file_name(site)).write_text(site_text(site), encoding="utf-8")
    return [(site, samples)]


def _records(frame: pl.DataFrame) -> Iterator[DayRecord]:
    columns = ["NPD_WELL_BORE_NAME", "DATEPRD", *_COLUMNS]
    chosen = frame.select(columns).sort("NPD_WELL_BORE_NAME", "DATEPRD")
    for name, produced_at, *figures in chosen.iter_rows():
        yield DayRecord(
            name,
            produced_at.date(),
            {
                quantity: figure
                for quantity, figure in zip(_COLUMNS.values(), figures, strict=True)
                if figure is not None
            },
        )


def _wellbore(name: str, first_on: date) -> Wellbore:
    is_injector = name in _INJECTORS
    return Wellbore(
        name,
        well_type="injection" if is_injector else "oil",
        main_product="water" if is_injector else "oil",
        first_on=first_on,
        by_opcua=name in _BY_OPCUA,
    )
