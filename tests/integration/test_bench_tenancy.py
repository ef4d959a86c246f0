"""The benchmark of sessions measures both sides in one run and leaves no trace."""

import psycopg
import pytest

from bench.tenancy import READS, tenancy_figures


def databases(dsn: str) -> set[str]:
    """Names of databases and roles of benchmarks."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "select datname from pg_database where datname like 'wellflow_bench_%'"
            " union select rolname from pg_roles where rolname like 'wellflow_bench_%'"
        )
        return {row[0] for row in rows}


@pytest.mark.slow
def test_tenancy_figures__measured_with_a_session_and_without(server) -> None:
    before = databases(server.admin_dsn)

    figures = tenancy_figures(server.admin_dsn, transactions=20)

    assert [figure.name.rpartition(": ")[2] for figure in figures] == [
        "one of each", *READS,
    ]  # fmt: skip
    assert [(figure.n, figure.goal, figure.unit) for figure in figures] == [(100, 1.2, "us")] * 4
    assert all(0 < figure.ratio < 10 for figure in figures)
    assert databases(server.admin_dsn) == before
