"""What a mutation would start: jobs and assets by name, read from its arguments."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.errors import DataError
from pipelines.pages.documents import RootField

ASSET_JOB: Final = "__ASSET_JOB"
_OF_PARTITIONS: Final = "_partition_set"


@dataclass(frozen=True, slots=True)
class Launched:
    """What runs; a whole job, or assets out of one."""

    jobs: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()

    def __or__(self, other: "Launched") -> "Launched":
        """Return what runs when both run."""
        return Launched(self.jobs | other.jobs, self.assets | other.assets)


OfRun = Callable[[str], Launched]


def launched_by(asked: RootField, of_run: OfRun) -> Launched:
    """Return what a launching mutation starts.

    Parameters
    ----------
    asked : RootField
        The mutation.
    of_run : callable
        Tells what an earlier run was, for one that is executed again.

    Raises
    ------
    DataError
        It cannot be told.
    """
    parts = [_of(name, value, of_run) for name, value in asked.arguments.items()]
    if not parts or not all(each.jobs or each.assets for each in parts):
        raise DataError(f"what {asked.name} would start cannot be told")
    whole = Launched()
    for part in parts:
        whole |= part
    return whole


def _of(argument: str, value: object, of_run: OfRun) -> Launched:
    if argument == "executionParamsList":
        parts = [_of("executionParams", each, of_run) for each in _listed(value)]
        if all(each.jobs or each.assets for each in parts):
            return Launched(
                frozenset().union(*(each.jobs for each in parts)),
                frozenset().union(*(each.assets for each in parts)),
            )
    if not isinstance(value, Mapping):
        return Launched()
    match argument:
        case "executionParams":
            return _of_selector(value.get("selector"))
        case "reexecutionParams":
            parent = value.get("parentRunId")
            return of_run(parent) if isinstance(parent, str) else Launched()
        case "backfillParams":
            return _of_backfill(value)
        case _:
            return Launched()


def _of_selector(selector: object) -> Launched:
    if not isinstance(selector, Mapping):
        return Launched()
    said = [selector.get(each) for each in ("pipelineName", "jobName")]
    names = frozenset("?" if not isinstance(each, str) else each for each in said if each)
    assets = frozenset(_assets(selector.get("assetSelection")))
    return Launched(assets=assets) if names == {ASSET_JOB} else Launched(names, assets)


def _of_backfill(params: Mapping[str, Any]) -> Launched:
    selector = params.get("selector")
    name = selector.get("partitionSetName") if isinstance(selector, Mapping) else None
    jobs = {str(name).removesuffix(_OF_PARTITIONS)} if name else set[str]()
    keys = [
        each.get("assetKey") if isinstance(each, Mapping) else None
        for each in _listed(params.get("partitionsByAssets"))
    ]
    chosen = [*_listed(params.get("assetSelection")), *keys]
    return Launched(frozenset(jobs), frozenset(_assets(chosen)))


def _listed(value: object) -> list[object]:
    """Return a list; one value alone counts as a list, as GraphQL has it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _assets(keys: object) -> Iterator[str]:
    """Yield the names of asset keys; what is no key becomes a name that nobody may start."""
    for key in _listed(keys):
        path = key.get("path") if isinstance(key, Mapping) else None
        yield "/".join(map(str, path)) if isinstance(path, list) else "?"
