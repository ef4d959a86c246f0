"""The folder of papers: one per organization, and the truth of all beside them.

::

    OUT/truth.json
    OUT/<slug>/master.toml  site-<collector>.toml  tickets.csv  tests.csv  statement.csv
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ingest.site.models import Site
from simulation.field.month import FieldRun
from simulation.papers.master import master_text
from simulation.papers.site_file import site_text
from simulation.papers.statements import statement_rows
from simulation.papers.tickets import sheet, ticket_rows, well_test_rows
from simulation.papers.truth_file import truth_of

TRUTH_FILE = "truth.json"


def write_papers(runs: Sequence[tuple[FieldRun, Site]], month: date, folder: Path) -> list[Path]:
    """Write every paper of every organization; return the folders, one per organization."""
    folders = []
    for run, site in runs:
        own = folder / run.plan.slug
        own.mkdir(parents=True, exist_ok=True)
        texts = {
            "master.toml": master_text(run.plan, month.year, run.seed),
            site_file_name(site): site_text(site),
            "tickets.csv": sheet(ticket_rows(run)),
            "tests.csv": sheet(well_test_rows(run, month)),
            "statement.csv": sheet(statement_rows(run, month)),
        }
        for name, text in texts.items():
            (own / name).write_text(text, encoding="utf-8")
        folders.append(own)
    truth = {run.plan.slug: truth_of(run, site, month) for run, site in runs}
    (folder / TRUTH_FILE).write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    return folders


def site_file_name(site: Site) -> str:
    """Return the name of a collector's site file."""
    return f"site-{site.collector.name}.toml"
