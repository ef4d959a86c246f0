"""The job that writes the end of every trail down outside the database, each day."""

import dagster as dg

from assets.acting import TRAIL_ANCHOR
from assets.outcome import failing_plainly
from assets.store import StoreResource
from books.trail.anchor import anchor_all
from domain.trail.anchor import anchor_line
from storage.anchor_files import FOLDER
from storage.server.settings import state_dir


@dg.op(description="Write the end of each organization's trail into its file of anchors.")
def anchor_every_trail(
    context: dg.OpExecutionContext, store: dg.ResourceParam[StoreResource]
) -> None:
    """Anchor each organization's trail; what was done until now is found if it is changed."""
    folder = state_dir() / FOLDER
    with failing_plainly(context.log), store.connection() as connection:
        made = anchor_all(connection, "daily", TRAIL_ANCHOR, folder)
    context.add_output_metadata(
        {slug: anchor_line(each.seq, each.hash) for slug, each in made.items()}
    )


@dg.job(
    name="trail_anchor",
    description="Each day: the end of every trail, written into a file beside the database.",
    executor_def=dg.in_process_executor,
)
def trail_anchor_job() -> None:
    """Run the one op."""
    anchor_every_trail()


trail_anchor_schedule = dg.ScheduleDefinition(
    name="trail_anchor",
    job=trail_anchor_job,
    cron_schedule="30 23 * * *",
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night: anchor what was done that day.",
)
