"""Options and fixtures that every test may use; the fixtures live in tests/fixtures."""

import pytest

pytest_plugins = [
    "tests.fixtures.hypothesis_profile",
    "tests.fixtures.embedded",
    "tests.fixtures.postgres",
    "tests.fixtures.signed_in",
    "tests.fixtures.offices",
    "tests.fixtures.owed",
    "tests.fixtures.copies",
    "tests.fixtures.migrations",
    "tests.fixtures.edge",
    "tests.fixtures.forwarding",
    "tests.fixtures.rig",
    "tests.fixtures.killable",
    "tests.fixtures.mosquitto",
    "tests.fixtures.earlier_release",
    "tests.fixtures.field_month",
    "tests.fixtures.namesakes",
    "tests.fixtures.lease",
    "tests.fixtures.orchestration",
    "tests.fixtures.up",
]

FIGURES_TIMEOUT_S = 4 * 60 * 60


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--dsn",
        default=None,
        help="administrator's address of a PostgreSQL server; without it an embedded one starts",
    )
    parser.addoption(
        "--figures",
        action="store_true",
        help="counts that are too large for every change: make figures",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give what counts far with --figures hours instead of minutes."""
    if not config.getoption("--figures"):
        return
    for item in items:
        if item.get_closest_marker("figures") is not None:
            item.add_marker(pytest.mark.timeout(FIGURES_TIMEOUT_S), append=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that rigs published, from whichever worker."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [
        str(value)
        for report in reports if report.when == "call"
        for name, value in report.user_properties if name == "figures"
    ]  # fmt: skip
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.line(line)
