"""Where the demo keeps what it makes: one folder, emptied at every start."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The demo's own state folder, apart from the books of a real operator."""

    root: Path

    @property
    def papers(self) -> Path:
        """Master data, tickets, tests, statement and site files of the simulated field."""
        return self.root / "papers"

    @property
    def journal(self) -> Path:
        """What the simulated devices served and what was acknowledged."""
        return self.papers / "journal.sqlite"

    @property
    def logs(self) -> Path:
        """Output of every process the demo started."""
        return self.root / "logs"

    @property
    def filings(self) -> Path:
        """Form PR as it would be filed."""
        return self.root / "filings"

    @property
    def statements(self) -> Path:
        """Owners' statements."""
        return self.root / "statements"

    def empty(self) -> None:
        """Remove what an earlier demo left, the database's own folder aside."""
        for name in ("papers", "logs", "filings", "statements", "spool", "dagster"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        self.root.mkdir(parents=True, exist_ok=True)
