"""Runs the demo that was asked for, and shows and writes its result."""

import warnings
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from demo.folder import DemoFolder
from demo.result import DemoResult
from demo.screen import Screen
from domain.errors import ConfigError
from installation import up_lock
from installation.processes import ProcessGroup
from storage.server.store import Store


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for."""

    root: Path
    month: date
    seed: int
    data: Path | None = None
    admin_dsn: str | None = None
    serve: bool = False
    quiet: bool = False
    json_file: Path | None = None


def run_demo(field: str, wishes: Wishes) -> None:
    """Run one demo, print its report, write its JSON file, and serve it if asked."""
    # Dagster says at every import that range runs are a beta feature; the person cannot help it.
    warnings.filterwarnings("ignore", message=".*backfill_policy.*")
    folder = DemoFolder(wishes.root)
    screen = Screen(quiet=wishes.quiet)
    # Let go of last, after every process and the database have ended.
    with up_lock.held(folder.root, "a demo"):
        if field == "texas":
            _run_texas(folder, screen, wishes)
        else:
            _run_volve(folder, screen, wishes)


def _run_texas(folder: DemoFolder, screen: Screen, wishes: Wishes) -> None:
    from demo.report import texas_report
    from demo.texas import texas_demo

    def afterwards(result: DemoResult, store: Store, group: ProcessGroup) -> None:
        _tell(result, texas_report(result, folder), wishes)
        if wishes.serve:
            _serve(folder, store, group, wishes.admin_dsn)

    texas_demo(folder, screen, wishes.month, wishes.seed, wishes.admin_dsn, afterwards)


def _run_volve(folder: DemoFolder, screen: Screen, wishes: Wishes) -> None:
    from demo.report import volve_report
    from demo.volve import volve_demo

    if wishes.data is None:
        raise ConfigError(
            "the recorded field is not part of WellFlow",
            where="--data",
            remedy="give the folder that holds volve_daily.parquet and volve_monthly.csv",
        )

    def afterwards(result: DemoResult, store: Store, group: ProcessGroup) -> None:
        _tell(result, volve_report(result, folder), wishes)
        if wishes.serve:
            _serve(folder, store, group, wishes.admin_dsn)

    volve_demo(folder, screen, wishes.data, wishes.admin_dsn, afterwards)


def _tell(result: DemoResult, lines: list[str], wishes: Wishes) -> None:
    click.echo("\n".join(lines))
    if wishes.json_file is not None:
        result.write(wishes.json_file)


def _serve(folder: DemoFolder, store: Store, group: ProcessGroup, admin_dsn: str | None) -> None:
    from demo.serving import serve

    serve(folder, store, group, admin_dsn)
