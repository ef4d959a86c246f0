"""Audits by Great Expectations on a small staged frame, before anything is committed.

Frames are plain columns; quantities are integers of the smallest unit, and an identity computed in
`domain` arrives here as ``residual_units``, expected to be zero. A fresh ephemeral context per
validation, because long-lived ones leak; the library is imported on first use, because it takes
seconds.
"""

import importlib
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

from domain.errors import StorageError

log = logging.getLogger(__name__)

Frame = Mapping[str, Sequence[object]]

KEYS_SHOWN: Final = 5
_SAYS: Final = "says"


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation: its class in Great Expectations, its arguments, and how a person says it."""

    expectation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not hold, with the first rows at fault."""

    audit: str
    expectation: str
    column: str
    n_rows: int
    keys: tuple[str, ...]
    says: str = ""

    def __str__(self) -> str:
        """Return the failure on one line."""
        rows = "1 row is" if self.n_rows == 1 else f"{self.n_rows} rows are"
        more = "; ..." if 0 < len(self.keys) < self.n_rows else ""
        shown = f": {'; '.join(self.keys)}{more}" if self.keys else ""
        return f"{self.audit}: {self.column} {self.says or self.expectation}, {rows} not{shown}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is checked: a frame, the column that names its rows, and the rules."""

    name: str
    frame: Frame
    rules: tuple[Rule, ...]
    key: str = "key"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an audit went."""

    name: str
    n_rows: int
    n_rules: int
    failures: tuple[Failure, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every expectation held."""
        return not self.failures


def is_zero(column: str) -> Rule:
    """Expect nothing but zero in a column."""
    arguments = {"column": column, "value_set": [0]}
    return Rule("ExpectColumnValuesToBeInSet", arguments, "must be 0")


def is_one_of(column: str, values: Sequence[object]) -> Rule:
    """Expect one of a list of values in a column."""
    arguments = {"column": column, "value_set": list(values)}
    return Rule(
        "ExpectColumnValuesToBeInSet", arguments, f"must be {' or '.join(map(str, values))}"
    )


def is_at_least(column: str, low: int) -> Rule:
    """Expect numbers of at least `low`."""
    arguments = {"column": column, "min_value": low}
    return Rule("ExpectColumnValuesToBeBetween", arguments, f"must be {low} or more")


def is_unique(column: str) -> Rule:
    """Expect no value of a column twice."""
    return Rule("ExpectColumnValuesToBeUnique", {"column": column}, "must differ from row to row")


def has_rows(count: int) -> Rule:
    """Expect exactly so many rows."""
    return Rule("ExpectTableRowCountToEqual", {"value": count}, f"must be {count}")


def load() -> ModuleType:
    """Import Great Expectations, its analytics off; do it before a transaction is open."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    return importlib.import_module("great_expectations")


def audit(check: Audit) -> Outcome:
    """Validate one frame and say which expectations failed, with the first rows at fault.

    Raises
    ------
    StorageError
        If an expectation could not be evaluated: that is a fault of ours, not of the rows.
    """
    gx = load()
    frame = _frame(check.frame)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = _silent()
    batch = (
        context.data_sources.add_pandas(check.name)
        .add_dataframe_asset(check.name)
        .add_batch_definition_whole_dataframe(check.name)
        .get_batch({"dataframe": frame})
    )
    suite = gx.ExpectationSuite(
        name=check.name,
        expectations=[
            getattr(gx.expectations, rule.expectation)(**rule.arguments, meta={_SAYS: rule.says})
            for rule in check.rules
        ],
    )
    found = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [check.key],
            "partial_unexpected_count": KEYS_SHOWN,
        },
    )
    failures = tuple(_failure(check, result) for result in found.results if not result.success)
    log.info("audit=%s rows=%s failures=%s", check.name, len(frame), len(failures))
    return Outcome(check.name, len(frame), len(check.rules), failures)


def audit_all(checks: Sequence[Audit]) -> tuple[Outcome, ...]:
    """Validate several frames, all of them, whatever fails."""
    return tuple(audit(check) for check in checks)


def failures_of(outcomes: Sequence[Outcome]) -> tuple[Failure, ...]:
    """Return every failure of some audits."""
    return tuple(failure for outcome in outcomes for failure in outcome.failures)


def _frame(columns: Frame) -> Any:  # noqa: ANN401  # pandas is imported with the library
    pandas = importlib.import_module("pandas")
    return pandas.DataFrame({name: list(values) for name, values in columns.items()})


def _silent() -> Any:  # noqa: ANN401  # a type of the library
    types = importlib.import_module("great_expectations.data_context.types.base")
    return types.ProgressBarsConfig(globally=False, metric_calculations=False)


def _failure(check: Audit, result: Any) -> Failure:  # noqa: ANN401  # a type of the library
    arguments = result.expectation_config.kwargs
    column = str(arguments.get("column") or arguments.get("column_list") or "rows")
    if (reason := _exception(result.exception_info)) is not None:
        raise StorageError(
            f"audit {check.name} could not check {column}: {reason}",
            remedy="this is a fault of the audit; report it",
        )
    found = result.result
    places = found.get("unexpected_index_list") or []
    keys = tuple(str(place[check.key]) for place in places[:KEYS_SHOWN])
    n_rows = int(found.get("unexpected_count") or len(check.frame[check.key]))
    if "observed_value" in found and not keys:
        keys = (f"{found['observed_value']} instead of {arguments.get('value')}",)
    says = str((result.expectation_config.meta or {}).get(_SAYS, ""))
    return Failure(check.name, result.expectation_config.type, column, n_rows, keys, says)


def _exception(info: Any) -> str | None:  # noqa: ANN401  # flat, or by metric
    if not isinstance(info, Mapping):
        return None
    if info.get("raised_exception") is True:
        return str(info.get("exception_message"))
    nested = [_exception(each) for each in info.values() if isinstance(each, Mapping)]
    return next((reason for reason in nested if reason is not None), None)
