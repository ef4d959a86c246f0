"""The catalog's rules over small frames by the real Great Expectations, and audits as declared."""

import gc
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from books.closing import column_rules
from books.closing.column_rules import broken_rules
from books.closing.month_audits import WORKED_OUT
from books.closing.table_audits import TABLE_OF, held_against_catalog
from catalog.model import Table, number, ref
from catalog.registry import BY_NAME
from catalog.render.expectations import Expectation, expectations
from domain.audits import AUDITS, Audit, Fault
from domain.errors import StorageError

ROOT = Path(__file__).parents[2]
MONTH = date(2026, 3, 1)
FRAME = {"key": ["A-1", "A-2", "B-1"], "volume": [1, -3, None], "code": ["1", "1", "0"]}
ODD = Audit("odd", "{subject} is {amount}", "", "look", severity="warns")


def rule(name: str, **arguments: object) -> Expectation:
    return Expectation(f"expect_column_values_to_{name}", arguments)


def test_rules__that_hold_are_silent() -> None:
    fine = [rule("be_in_set", column="code", value_set=["0", "1"]), rule("be_unique", column="key")]
    assert broken_rules(FRAME, fine, "key") == ()


@pytest.mark.parametrize(
    ("broken", "rows"),
    [
        (rule("be_between", column="volume", min_value=0), [("A-2", {"volume": -3})]),
        (rule("be_unique", column="code"), [("A-1", {"code": "1"}), ("A-2", {"code": "1"})]),
        (rule("be_in_set", column="code", value_set=["1"]), [("B-1", {"code": "0"})]),
    ],
)
def test_rules__name_the_rows_that_break_them(
    broken: Expectation, rows: list[tuple[str, dict[str, object]]]
) -> None:
    ((found, at_fault),) = broken_rules(FRAME, [broken], "key")
    assert found is broken
    assert list(at_fault) == rows


def test_rules__name_a_row_without_a_value() -> None:
    (found,) = broken_rules(FRAME, [rule("not_be_null", column="volume")], "key")
    assert [key for key, _ in found.rows] == ["B-1"]


def test_rules__name_rows_that_repeat_several_columns() -> None:
    twice = Expectation("expect_compound_columns_to_be_unique", {"column_list": ["code", "odd"]})
    frame = FRAME | {"odd": [1, 1, 1]}
    (found,) = broken_rules(frame, [twice], "key")
    assert [key for key, _ in found.rows] == ["A-1", "A-2"]


def test_rules__that_cannot_be_checked_are_a_fault_not_bad_rows() -> None:
    with pytest.raises(StorageError, match="could not check nowhere"):
        broken_rules(FRAME, [rule("be_unique", column="nowhere")], "key")


def test_rules__print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    broken_rules(FRAME, [rule("not_be_null", column="code")], "key")
    assert capfd.readouterr() == ("", "")


def test_rules__twenty_audits_of_one_process_leave_nothing_behind() -> None:
    def held() -> tuple[int, ...]:
        context = column_rules._whole_frames().data_asset.datasource.data_context
        gc.collect()
        kinds = [type(each) for each in gc.get_objects()]
        return (
            len(context.data_sources.all()), len(context.suites.all()),
            len(context.validation_definitions.all()), len(context.checkpoints.all()),
            sum(kind.__name__ == "DataFrame" for kind in kinds),
            sum("great_expectations" in str(kind.__module__) for kind in kinds),
        )  # fmt: skip

    # A frame of its own each time, as every close has one.
    rules = [rule("be_unique", column="key"), rule("be_between", column="volume", min_value=0)]
    for _ in range(2):
        broken_rules(FRAME, rules, "key")
    before = held()
    for _ in range(20):
        broken_rules(FRAME, rules, "key")
    assert held() == before


def test_catalog__a_stored_row_that_breaks_a_column_is_told_in_its_unit() -> None:
    table = Table("stock", "allocation", "one row", (
        number("stock_bbl", "volume", "Stock", "bbl", low=0), ref("tank_id", "tank", "Tank"),
    ))  # fmt: skip
    rows: list[dict[str, object]] = [
        {"organization_id": "o", "id": name, "stock_bbl": Decimal(stock), "tank_id": tank,
         "created_at": "now"}
        for name, stock, tank in (("A", "0.0001", "T"), ("B", "-1.2500", "T"), ("C", "2", None))
    ]  # fmt: skip
    outcome = held_against_catalog(ODD, table, rows)
    assert (outcome.n_rows, outcome.n_rules) == (3, len(expectations(table)))
    assert [ODD.line(fault) for fault in outcome.faults] == [
        "stock_bbl of B must be at least 0 is -1.25", "tank_id of C must be there is empty",
    ]  # fmt: skip


def test_catalog__of_no_row_is_held_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(column_rules, "_library")
    assert held_against_catalog(AUDITS[-1], BY_NAME["compliance_row"], []).is_passed


def test_audits__each_has_a_query_of_its_name_or_is_worked_out() -> None:
    names = [audit.name for audit in AUDITS]
    assert len(names) == len(set(names))
    queries = {path.stem for path in (ROOT / "sql" / "queries" / "audits").glob("*.sql")}
    assert sorted(names) == sorted([*queries, *WORKED_OUT, *TABLE_OF])


@pytest.mark.parametrize("audit", AUDITS, ids=lambda audit: audit.name)
def test_audit__says_what_it_means_what_to_do_and_names_subject_and_amount(audit: Audit) -> None:
    assert audit.meaning.endswith(".")
    assert audit.remedy.format(month="2026-03")
    line = audit.line(Fault("SUBJECT", MONTH, 42))
    # A day is a subject of its own, and one day is one.
    assert "SUBJECT" in line or "2026-03-01" in line
    assert "42" in line or audit.name == "days_up_to_date"


def test_great_expectations__is_loaded_by_no_other_path() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from cli.main import wellflow\n"
        "for words in (['close', '--help'], ['close', 'production', '--help'], ['days', '--help']):"
        "    CliRunner().invoke(wellflow, words)\n"
        "import books.closing.close, books.measuring.measure, books.allocating.allocate\n"
        "import books.month.draft, books.filing.filing, books.revenue.run, assets.close\n"
        "print(sorted({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.strip().splitlines()[-1] == "[]"
