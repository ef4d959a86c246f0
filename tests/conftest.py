"""Options and fixtures that every test may use; the fixtures live in tests/fixtures."""

import pytest

pytest_plugins = [
    "tests.fixtures.hypothesis_profile",
    "tests.fixtures.embedded",
    "tests.fixtures.postgres",
    "tests.fixtures.migrations",
    "tests.fixtures.edge",
    "tests.fixtures.forwarding",
    "tests.fixtures.rig",
    "tests.fixtures.killable",
    "tests.fixtures.mosquitto",
    "tests.fixtures.earlier_release",
    "tests.fixtures.field_month",
    "tests.fixtures.lease",
    "tests.fixtures.orchestration",
    "tests.fixtures.up",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--dsn",
        default=None,
        help="administrator's address of a PostgreSQL server; without it an embedded one starts",
    )
