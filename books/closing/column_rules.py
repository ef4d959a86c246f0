"""Great Expectations over a small frame: which rules of the catalog its rows break.

The library takes seconds to import and is loaded for a close alone. It keeps what it is told: one
context serves a process, with one data source whose frame is handed over at each validation, and a
suite is never saved, so that nothing is left behind.
"""

import importlib
import logging
import os
import time
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock
from types import ModuleType
from typing import Any, Final, NamedTuple

from catalog.render.expectations import Expectation
from domain.errors import StorageError

log = logging.getLogger(__name__)

Frame = Mapping[str, Sequence[object]]

_NAME: Final = "closing"
# The one context holds the frame that is being validated.
_ONE_AT_A_TIME: Final = Lock()


class BrokenRule(NamedTuple):
    """A rule that does not hold, and the rows at fault: their key, and their values by column."""

    rule: Expectation
    rows: tuple[tuple[str, dict[str, object]], ...]


def load() -> float:
    """Import Great Expectations, its analytics off; return the seconds it took.

    Do it before a transaction is open.
    """
    started = time.perf_counter()
    _library()
    return time.perf_counter() - started


def broken_rules(frame: Frame, rules: Sequence[Expectation], key: str) -> tuple[BrokenRule, ...]:
    """Validate one frame in one go and return the rules that do not hold.

    Parameters
    ----------
    frame : mapping of str to sequence
        Plain columns of equal length; quantities as integers of the smallest unit.
    rules : sequence of Expectation
        What the catalog says of the columns.
    key : str
        Column that names a row.

    Raises
    ------
    StorageError
        If a rule could not be evaluated: that is a fault of ours, not of the rows.
    """
    gx = _library()
    suite = gx.ExpectationSuite(
        name=_NAME, expectations=[_expectation(gx, rule, place) for place, rule in enumerate(rules)]
    )
    wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": [key]}
    with _ONE_AT_A_TIME:
        batch = _whole_frames().get_batch({"dataframe": _framed(frame)})
        found = batch.validate(suite, result_format=wanted).results
    broken = tuple(_broken(rules, each, key) for each in found if not each.success)
    log.info("rows=%s rules=%s broken=%s", len(frame[key]), len(rules), len(broken))
    return broken


@cache
def _library() -> ModuleType:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    return importlib.import_module("great_expectations")


@cache
def _whole_frames() -> Any:  # noqa: ANN401  # a type of the library
    context = _library().get_context(mode="ephemeral")
    types = importlib.import_module("great_expectations.data_context.types.base")
    context.variables.progress_bars = types.ProgressBarsConfig(
        globally=False, metric_calculations=False
    )
    asset = context.data_sources.add_pandas(_NAME).add_dataframe_asset(_NAME)
    return asset.add_batch_definition_whole_dataframe(_NAME)


def _framed(columns: Frame) -> Any:  # noqa: ANN401  # pandas is imported with the library
    pandas = importlib.import_module("pandas")
    return pandas.DataFrame({name: list(values) for name, values in columns.items()})


def _expectation(gx: ModuleType, rule: Expectation, place: int) -> Any:  # noqa: ANN401
    class_name = "".join(word.capitalize() for word in rule.name.split("_"))
    return getattr(gx.expectations, class_name)(**rule.arguments, meta={_NAME: place})


def _broken(rules: Sequence[Expectation], result: Any, key: str) -> BrokenRule:  # noqa: ANN401
    rule = rules[result.expectation_config.meta[_NAME]]
    if (reason := _exception(result.exception_info)) is not None:
        raise StorageError(
            f"the audit could not check {', '.join(rule.columns)}: {reason}",
            remedy="this is a fault of the audit; report it",
        )
    places = result.result.get("unexpected_index_list") or []
    return BrokenRule(rule, tuple(_row(place, rule, key) for place in places))


def _row(place: Mapping[str, Any], rule: Expectation, key: str) -> tuple[str, dict[str, object]]:
    return str(place[key]), {name: place.get(name) for name in rule.columns}


def _exception(info: Any) -> str | None:  # noqa: ANN401  # flat, or by metric
    if not isinstance(info, Mapping):
        return None
    if info.get("raised_exception") is True:
        return str(info.get("exception_message"))
    nested = [_exception(each) for each in info.values() if isinstance(each, Mapping)]
    return next((reason for reason in nested if reason is not None), None)
