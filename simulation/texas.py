"""The simulated Texas month: both operators, their sites and samples, ready to be served."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from ingest.site.models import Site
from simulation.endpoints import Endpoints
from simulation.field.brazos_bend import brazos_bend
from simulation.field.month import FieldRun, run_field
from simulation.field.pecos_ridge import pecos_ridge
from simulation.field.timeline import Timeline, live_timeline, month_timeline
from simulation.field_sites import field_site
from simulation.papers.folder import site_file_name, write_papers
from simulation.papers.site_file import site_text
from simulation.simulation import Samples

DEFAULT_MONTH: Final = date(2026, 3, 1)
DEFAULT_SEED: Final = 20260301
_LIVE_HOURS: Final = 12.0
_LIVE_STEP: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class TexasField:
    """Both operators over one timeline."""

    runs: Sequence[tuple[FieldRun, Site]]

    @property
    def sites(self) -> Sequence[tuple[Site, Samples]]:
        """What a `Simulation` serves."""
        return [(site, run.samples) for run, site in self.runs]


def texas_month(month: date, seed: int, endpoints: Endpoints) -> TexasField:
    """Run both operators over a production month, from a little before to a little after it."""
    return _field(month_timeline(month), month.year, seed, endpoints)


def texas_live(seed: int, endpoints: Endpoints) -> TexasField:
    """Run both operators from now on, for some hours, in steps of seconds."""
    now = datetime.now(UTC)
    return _field(live_timeline(now, _LIVE_HOURS, _LIVE_STEP), now.year, seed, endpoints)


def write_texas_papers(texas: TexasField, month: date, folder: Path) -> list[Path]:
    """Write the papers of a month; return one folder per organization."""
    return write_papers(texas.runs, month, folder)


def write_site_files(texas: TexasField, folder: Path) -> list[Path]:
    """Write the site files alone; a field that goes by the wall clock has no month's papers."""
    folders = []
    for run, site in texas.runs:
        own = folder / run.plan.slug
        own.mkdir(parents=True, exist_ok=True)
        (own / site_file_name(site)).write_text(site_text(site), encoding="utf-8")
        folders.append(own)
    return folders


def _field(timeline: Timeline, year: int, seed: int, endpoints: Endpoints) -> TexasField:
    return TexasField(
        [
            (run_field(plan, timeline, seed), field_site(plan, endpoints, year))
            for plan in (brazos_bend(seed), pecos_ridge(seed))
        ]
    )
