"""The benchmark of ingest measures ours and its limits in one run and leaves no trace."""

import psycopg

from bench.ingest import ingest_figures


def databases(dsn: str) -> set[str]:
    """Names of databases and roles of benchmarks."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "select datname from pg_database where datname like 'wellflow_bench_%'"
            " union select rolname from pg_roles where rolname like 'wellflow_bench_%'"
        )
        return {row[0] for row in rows}


def test_ingest_figures__measured_beside_both_limits(server) -> None:
    before = databases(server.admin_dsn)

    figures = ingest_figures(server.admin_dsn, rows=3000)

    assert [figure.n for figure in figures] == [15_000, 15_000]
    assert all(0 < figure.ratio < 5 for figure in figures)
    keys = {"name", "ours", "limit", "ratio", "goal", "unit", "flavour", "n"}
    assert set(figures[0].as_json()) == keys
    assert databases(server.admin_dsn) == before
