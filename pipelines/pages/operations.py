"""Every mutation of Dagster's GraphQL by name, and who may ask for it.

What is not in the table is refused: a new version of Dagster opens nothing by being installed.
"""

from enum import Enum
from typing import Final

from api.doors import Visitor


class Asked(Enum):
    """What kind of act a mutation is."""

    NEVER = "forgets, forges or ends what others rely on"
    INSTALLATION = "sets when the stages of all organizations run"
    STAGES = "looks after runs of stages"
    LAUNCH = "starts a run: what is started decides"


# Who does some of the month's work may run its stages again.
RUNS_STAGES: Final = frozenset(
    {"production.close", "period.revise", "accounting.close", "fit.sign", "tag.configure"}
)
CLOSES: Final = "production.close"

STAGE_JOBS: Final = frozenset({"daily_rollup", "month_draft", "propose_production_close"})
STAGE_ASSETS: Final = frozenset(
    {"measured_day", "allocated_day", "allocated_month", "compliance_row", "decline_fit"}
)
# Run under a standing order alone; started by hand by nobody who may not close.
CLOSE_JOB: Final = "production_close"
CLOSE_ASSET: Final = "production_period"

MUTATIONS: Final[dict[str, Asked]] = {
    "addDynamicPartition": Asked.NEVER,
    "cancelPartitionBackfill": Asked.STAGES,
    "deleteAppManagedComponent": Asked.NEVER,
    "deleteConcurrencyLimit": Asked.INSTALLATION,
    "deleteDynamicPartitions": Asked.NEVER,
    "deletePipelineRun": Asked.NEVER,
    "deleteRun": Asked.NEVER,
    "freeConcurrencySlots": Asked.INSTALLATION,
    "freeConcurrencySlotsForRun": Asked.INSTALLATION,
    "launchMultipleRuns": Asked.LAUNCH,
    "launchPartitionBackfill": Asked.LAUNCH,
    "launchPipelineExecution": Asked.LAUNCH,
    "launchPipelineReexecution": Asked.LAUNCH,
    "launchRun": Asked.LAUNCH,
    "launchRunReexecution": Asked.LAUNCH,
    "logTelemetry": Asked.NEVER,
    # What they start again is not said in the request.
    "reexecutePartitionBackfill": Asked.NEVER,
    "resumePartitionBackfill": Asked.NEVER,
    "refreshComponentState": Asked.NEVER,
    "reloadRepositoryLocation": Asked.INSTALLATION,
    "reloadWorkspace": Asked.INSTALLATION,
    "reportAssetCheckEvaluations": Asked.NEVER,
    "reportRunlessAssetEvents": Asked.NEVER,
    "resetSchedule": Asked.INSTALLATION,
    "resetSensor": Asked.INSTALLATION,
    "scheduleDryRun": Asked.INSTALLATION,
    "sensorDryRun": Asked.INSTALLATION,
    "setAppManagedComponent": Asked.NEVER,
    "setAutoMaterializePaused": Asked.INSTALLATION,
    "setConcurrencyLimit": Asked.INSTALLATION,
    "setNuxSeen": Asked.NEVER,
    "setSensorCursor": Asked.INSTALLATION,
    "shutdownRepositoryLocation": Asked.NEVER,
    "startSchedule": Asked.INSTALLATION,
    "startSensor": Asked.INSTALLATION,
    "stopRunningSchedule": Asked.INSTALLATION,
    "stopSensor": Asked.INSTALLATION,
    "terminatePipelineExecution": Asked.STAGES,
    "terminateRun": Asked.STAGES,
    "terminateRuns": Asked.STAGES,
    "wipeAssets": Asked.NEVER,
}


def runs_stages(visitor: Visitor) -> bool:
    """Tell whether a visitor may start, and end, runs of stages."""
    return visitor.is_machine_owner or bool(visitor.capabilities & RUNS_STAGES)


def may_ask(visitor: Visitor, mutation: str) -> bool:
    """Tell whether a visitor may ask for a mutation, whatever it is about."""
    match MUTATIONS.get(mutation, Asked.NEVER):
        case Asked.NEVER:
            return False
        case Asked.INSTALLATION:
            return visitor.is_machine_owner
        case Asked.STAGES | Asked.LAUNCH:
            return runs_stages(visitor)


def may_launch(visitor: Visitor, jobs: frozenset[str], assets: frozenset[str]) -> bool:
    """Tell whether a visitor may start a run of some jobs, or of some assets.

    The owner of the machine runs stages; closing is an act of a person who may close, and even
    then takes a standing order.
    """
    if not (jobs or assets) or not runs_stages(visitor):
        return False
    beyond = (jobs - STAGE_JOBS) | (assets - STAGE_ASSETS)
    return not beyond or (CLOSES in visitor.capabilities and beyond <= {CLOSE_JOB, CLOSE_ASSET})
