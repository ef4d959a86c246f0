"""What Dagster is told: keys, links, partitions, jobs, schedules, and what a person reads."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.checks import flag_results
from assets.partitions import FIRST_DAY
from books.report import StageReport
from domain.audits import AUDITS
from pipelines.definitions import defs

ROOT = Path(__file__).parents[2]
DAYS = "day"
MONTHS = "month and organization"
LINKS = {
    "reading": (None, set()),
    "run_ticket": (None, set()),
    "well_test": (None, set()),
    "statement": (None, set()),
    "deck": (None, set()),
    "measured_day": (DAYS, {"reading", "run_ticket"}),
    "allocated_day": (DAYS, {"measured_day", "well_test"}),
    "allocated_month": (MONTHS, {"allocated_day", "statement"}),
    "compliance_row": (MONTHS, {"allocated_month"}),
    "decline_fit": (MONTHS, {"allocated_month"}),
    "production_period": (MONTHS, {"allocated_month", "compliance_row"}),
    "revenue_distribution": (None, {"production_period", "statement", "deck"}),
}
OWNERS = {
    "reading": "team:scada",
    "run_ticket": "team:production",
    "well_test": "team:production",
    "measured_day": "team:production",
    "allocated_day": "team:production",
    "allocated_month": "team:production",
    "production_period": "team:production",
    "decline_fit": "team:engineering",
    "compliance_row": "team:compliance",
    "statement": "team:accounting",
    "deck": "team:accounting",
    "revenue_distribution": "team:accounting",
}


def partitions_of(spec: dg.AssetSpec) -> str | None:
    match spec.partitions_def:
        case None:
            return None
        case dg.DailyPartitionsDefinition() as days:
            assert (days.start.date().isoformat(), days.timezone) == (FIRST_DAY, "UTC")
            return DAYS
        case dg.MultiPartitionsDefinition() as both:
            return " and ".join(sorted(each.name for each in both.partitions_defs))
        case other:
            raise AssertionError(other)


def specs() -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_assets__keys_links_and_partitions() -> None:
    found = {
        name: (partitions_of(spec), {dep.asset_key.to_user_string() for dep in spec.deps})
        for name, spec in specs().items()
    }
    assert found == LINKS


@pytest.mark.parametrize("name", sorted(LINKS))
def test_asset__says_what_it_is_whose_it_is_and_in_which_units(name: str) -> None:
    spec = specs()[name]
    assert spec.description is not None
    assert "Grain: " in spec.description
    assert list(spec.owners) == [OWNERS[name]]
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    for column in schema.columns:
        assert column.description, f"{name}.{column.name} has no meaning"
        if column.name.endswith("_bbl") and "_per_" not in column.name:
            assert "[bbl]" in column.description, f"{name}.{column.name} has no unit"
        if column.name.endswith("_mcf") and "_per_" not in column.name:
            assert "[mcf]" in column.description, f"{name}.{column.name} has no unit"


def test_groups__flow_one_way() -> None:
    """A person reads the graph of groups from left to right."""
    order = [
        "signals", "papers", "measurement", "allocation", "engineering", "compliance",
        "production_close", "revenue",
    ]  # fmt: skip
    found = specs()
    for name, (_, upstream) in LINKS.items():
        for source in upstream:
            before, after = found[source].group_name, found[name].group_name
            assert before is not None
            assert after is not None
            assert order.index(before) <= order.index(after), f"{source} to {name}"


def test_assets__store_nothing_with_an_io_manager() -> None:
    made = [each for each in defs.assets or () if isinstance(each, dg.AssetsDefinition)]
    assert len(made) == 6
    for definition in made:
        # No value goes along with the result, so nothing is pickled beside the database.
        # What a check yields is never stored.
        checks = {definition.get_output_name_for_asset_check_key(k) for k in definition.check_keys}
        outputs = [each for each in definition.op.output_defs if each.name not in checks]
        assert [each.dagster_type.is_nothing for each in outputs] == [True], definition.key
    assert set(defs.resources or ()) == {"store"}


def test_checks__say_of_each_flag_and_audit_what_to_do() -> None:
    said = {
        spec.key.to_user_string(): spec.description or ""
        for definition in defs.assets or ()
        if isinstance(definition, dg.AssetsDefinition)
        for spec in definition.check_specs
    }
    assert "| `pr.gas_balance` | blocks |" in said["compliance_row:nothing_blocks"]
    assert "Test the well." in said["allocated_month:nothing_to_look_at"]
    assert "| `unit_changed` |" not in said["decline_fit:nothing_to_look_at"]
    closing = said["production_period:every_audit_held"]
    assert all(f"| `{audit.name}` | blocks |" in closing for audit in AUDITS)


@pytest.mark.parametrize("name", ["measured_day", "allocated_day"])
def test_days__say_what_their_flags_mean_and_keep_no_event_of_a_check(name: str) -> None:
    assert "| `no_opening_stock` | blocks |" in str(specs()[name].metadata["flags"].value)
    assert not [
        spec
        for definition in defs.assets or ()
        if isinstance(definition, dg.AssetsDefinition)
        for spec in definition.check_specs
        if spec.asset_key.to_user_string() == name
    ]


def test_checks__fail_by_severity() -> None:
    well = StageReport("months", flags=("2026-03 estimated_days: A-1",))
    old = StageReport("months", flags=("2026-03 stale_test: A-1",))
    bad = StageReport("months", flags=("2026-03 oil_missing: A-1",))
    for reports, passed in (
        ([well], [True, True]), ([well, old], [True, False]), ([bad], [False, True]),
    ):  # fmt: skip
        results = flag_results("allocated_month", reports)
        assert [each.passed for each in results] == passed
    assert [each.severity.value for each in results] == ["ERROR", "WARN"]


def test_jobs__names_and_what_they_make() -> None:
    jobs = {
        job.name: {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
        for job in defs.resolve_all_job_defs()
        if not job.name.startswith("__")
    }
    assert jobs == {
        "daily_rollup": {"measured_day", "allocated_day"},
        "month_draft": {"allocated_month", "compliance_row", "decline_fit"},
        "production_close": {"production_period"},
        "propose_production_close": set(),
        "trail_anchor": set(),
    }


def test_schedules__cron_and_time_zone() -> None:
    found = {
        each.name: (each.cron_schedule, each.execution_timezone, each.default_status.value)
        for each in defs.schedules or ()
        if isinstance(each, dg.ScheduleDefinition)
    }
    assert found == {
        "daily_rollup": ("15 9 * * *", "America/Chicago", "RUNNING"),
        "month_draft": ("45 9 * * *", "America/Chicago", "RUNNING"),
        "production_close": ("30 10 * * 1-5", "America/Chicago", "RUNNING"),
        "production_close_proposal": ("0 8 * * 1-5", "America/Chicago", "RUNNING"),
        "trail_anchor": ("30 23 * * *", "America/Chicago", "RUNNING"),
    }


def test_nothing_that_starts_by_itself_touches_money() -> None:
    started = {each.job_name for each in defs.schedules or ()}  # type: ignore[union-attr]
    assert started == {
        "daily_rollup", "month_draft", "production_close", "propose_production_close",
        "trail_anchor",
    }  # fmt: skip


def test_definitions__load_without_great_expectations_in_a_fresh_process() -> None:
    # Seconds of processor time, so that a busy machine does not fail it.
    program = (
        "import sys, time; import pipelines.definitions as d; d.defs.get_repository_def();"
        "print(time.process_time(), sorted({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, _, heavy = result.stdout.strip().partition(" ")
    assert heavy == "[]"
    assert float(seconds) < 10
