"""The Texas demo: two operators, one month, from sockets to owners paid."""

import os
from collections.abc import Callable
from datetime import date

import dagster as dg

from assets.store import StoreResource
from demo.collectors import administrator, collect_all
from demo.database import demo_database
from demo.devices import organization_folders, start_devices
from demo.folder import DemoFolder
from demo.judge import judge, stored_readings
from demo.month import DemoOperator, close_month, value_statements
from demo.result import DemoResult
from demo.screen import Screen
from domain.calendar import last_of_month
from exchange.form_pr_sheet import write_form_pr
from exchange.owner_statements import write_owner_statements
from installation.processes import ProcessGroup
from pipelines import runs
from pipelines.instance import prepare_home
from storage.connections import connect
from storage.schema.flavour import detect
from storage.server import run_store
from storage.server.store import Store


def run_texas(
    folder: DemoFolder, screen: Screen, month: date, seed: int, store: Store, group: ProcessGroup
) -> DemoResult:
    """Run the month and return what it came to; the parts stay up until `group` is stopped."""
    screen.step("starting devices: Modbus TCP, OPC UA and MQTT, with a broker")
    devices = start_devices(group, folder, "--month", f"{month:%Y-%m}", "--seed", str(seed))
    counters = collect_all(folder, screen, store, group, devices)
    _keep_books(folder, screen, month, store)
    screen.step("comparing what was sent with what is stored")
    with connect(store.credentials.dsn("pipeline"), application="wellflow-demo") as connection:
        verdict = judge(folder.journal, stored_readings(connection))
        operators = {
            operator.slug: operator.figures(month) for operator in _operators(folder, store)
        }
        flavour = detect(connection)
    return DemoResult(screen.seconds, flavour, verdict, counters["replayed"], operators)


def _operators(folder: DemoFolder, store: Store) -> list[DemoOperator]:
    return [DemoOperator(papers, store.credentials) for papers in organization_folders(folder)]


def _keep_books(folder: DemoFolder, screen: Screen, month: date, store: Store) -> None:
    """Roll up, allocate, close, file, value and pay."""
    os.environ.update(
        prepare_home(folder.root, run_store.ensure(administrator(store), folder.root))
    )
    operators = _operators(folder, store)
    for operator in operators:
        operator.import_field_papers()
    with dg.DagsterInstance.get() as instance:
        screen.step("measuring and allocating the days")
        runs.roll_up_days(instance, StoreResource(), month, last_of_month(month))
        for operator in operators:
            screen.step(f"{operator.slug}: truing up, auditing and closing the month")
            close_month(instance, operator, month)
            screen.step(f"{operator.slug}: the purchaser's statement arrives, owners are paid")
            value_statements(operator)
            _print_papers(folder, operator, month)


def _print_papers(folder: DemoFolder, operator: DemoOperator, month: date) -> None:
    """Write the filing and the owners' statements where a person can look at them."""
    with connect(operator.credentials.dsn("api"), application="wellflow-demo") as connection:
        person = operator.person(connection, operator.people.who_may("read.money"))
        tenant = person.organization_id
        filings, statements = folder.filings / operator.slug, folder.statements / operator.slug
        write_form_pr(connection, tenant, month, filings, person=person)
        write_owner_statements(connection, tenant, month, statements, person=person)


def texas_demo(
    folder: DemoFolder,
    screen: Screen,
    month: date,
    seed: int,
    admin_dsn: str | None,
    afterwards: Callable[[DemoResult, Store, ProcessGroup], None],
) -> None:
    """Run the Texas demo, hand over its result, and stop everything it started."""
    folder.empty()
    screen.step("starting the database")
    with demo_database(folder, admin_dsn) as store, ProcessGroup(folder.logs) as group:
        afterwards(run_texas(folder, screen, month, seed, store, group), store, group)
