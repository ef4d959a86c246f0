"""The recorded field: nine years of Volve through the same collectors, store and books."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import dagster as dg
import psycopg
from psycopg.rows import dict_row

from access.actors import Schedule
from assets.store import StoreResource
from books.engineering.fit import fit_completions
from books.month.draft import build_months
from demo.collectors import collect_all
from demo.database import demo_database
from demo.devices import organization_folders, start_devices
from demo.folder import DemoFolder
from demo.judge import judge, stored_readings
from demo.result import DemoResult
from demo.screen import Screen
from domain.calendar import last_of_month
from installation.processes import ProcessGroup
from pipelines import runs
from simulation.replay.volve_sheet import SheetMonth, read_monthly_sheet
from sql import query
from storage.connections import connect
from storage.identity import uuid7
from storage.rows.directory import organization_id
from storage.schema.flavour import detect
from storage.server.store import Store
from storage.tenant import tenant_transaction

# Whoever replays nine years at once is nobody: the stages run by themselves.
RECORDED: Final = Schedule("recorded_field", frozenset({"stage.build", "stage.fit"}))
TOLERANCE_SM3: Final = Decimal("0.01")
# Injection is left out: for months in which no day has a figure the sheet says 0.0, we say nothing.
STREAMS: Final = ("oil", "gas", "water")


def volve_demo(
    folder: DemoFolder,
    screen: Screen,
    data_folder: Path,
    admin_dsn: str | None,
    afterwards: Callable[[DemoResult, Store, ProcessGroup], None],
) -> None:
    """Run the recorded field, hand over its result, and stop everything it started."""
    sheet = read_monthly_sheet(data_folder)
    folder.empty()
    screen.step("starting the database")
    with demo_database(folder, admin_dsn) as store, ProcessGroup(folder.logs) as group:
        result = _run(folder, screen, data_folder, sheet, store, group)
        afterwards(result, store, group)


def _run(
    folder: DemoFolder,
    screen: Screen,
    data_folder: Path,
    sheet: list[SheetMonth],
    store: Store,
    group: ProcessGroup,
) -> DemoResult:
    screen.step("reading the recorded days; starting devices that serve them")
    options = ("--field", "volve", "--data", str(data_folder.resolve()))
    devices = start_devices(group, folder, *options)
    counters = collect_all(folder, screen, store, group, devices)
    first, last = min(row.month for row in sheet), max(row.month for row in sheet)
    (papers,) = organization_folders(folder)
    with connect(store.credentials.dsn("pipeline"), application="wellflow-demo") as connection:
        tenant = organization_id(connection, papers.name)
        _keep_books(screen, connection, tenant, first, last)
        screen.step("comparing with the operator's own sheet, and what was sent with the store")
        verdict = judge(folder.journal, stored_readings(connection))
        further = _compared(connection, tenant, sheet)
        flavour = detect(connection)
    return DemoResult(screen.seconds, flavour, verdict, counters["replayed"], {}, further)


def _keep_books(
    screen: Screen, connection: psycopg.Connection, tenant: UUID, first: date, last: date
) -> None:
    screen.step(f"measuring and allocating {first:%Y-%m} to {last:%Y-%m} in one range run")
    with dg.DagsterInstance.ephemeral() as instance:
        runs.roll_up_days(instance, StoreResource(), first, last_of_month(last))
    screen.step("building the months")
    build_months(connection, tenant, first, last, uuid7(), actor=RECORDED)
    screen.step("fitting decline curves")
    fit_completions(connection, tenant, last, uuid7(), actor=RECORDED)


def _compared(
    connection: psycopg.Connection, tenant: UUID, sheet: list[SheetMonth]
) -> dict[str, Any]:
    with tenant_transaction(connection, tenant), connection.cursor(row_factory=dict_row) as cursor:
        months = cursor.execute(query("demo/native_months")).fetchall()
        days = cursor.execute(query("demo/recorded_days")).fetchone() or {}
        fits = cursor.execute(query("demo/fits")).fetchall()
    unequal = unequal_months(sheet, {(m["completion_name"], m["month"]): m for m in months})
    return {
        "well_months": len(sheet),
        "well_months_equal": len(sheet) - len(unequal),
        "well_months_unequal": unequal,
        **days,
        "fits": {fit.pop("completion_name"): fit for fit in fits},
    }


def unequal_months(
    sheet: list[SheetMonth], books: dict[tuple[str, date], dict[str, Any]]
) -> list[str]:
    """Name every well-month in which a stream differs from the operator's sheet."""
    found = []
    for row in sheet:
        ours = books.get((row.wellbore, row.month), {})
        streams = [
            f"{stream} {getattr(row, f'{stream}_sm3')} in the sheet, {ours.get(f'{stream}_native')}"
            for stream in STREAMS
            if not is_equal(getattr(row, f"{stream}_sm3"), ours.get(f"{stream}_native"))
        ]
        if streams:
            found.append(f"{row.wellbore} {row.month:%Y-%m}: {'; '.join(streams)}")
    return found


def is_equal(theirs: Decimal | None, ours: Decimal | None) -> bool:
    """Return whether two monthly volumes agree: both empty, or within 0.01 Sm3."""
    if theirs is None or ours is None:
        return theirs is None and ours is None
    return abs(theirs - ours) <= TOLERANCE_SM3
