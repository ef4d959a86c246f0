"""`wellflow demo`: the main job from end to end, with nothing but this machine."""

from pathlib import Path

import click


@click.command(short_help="Take a month from sockets to closed books.")
@click.option(
    "--field", type=click.Choice(["texas", "volve"]), default="texas", show_default=True,
    help="A simulated Texas operator, or the recorded Volve field.",
)  # fmt: skip
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the recorded field.")
@click.option("--month", default="2026-03", show_default=True, help="Production month, YYYY-MM.")
@click.option("--seed", type=int, default=20260301, show_default=True,
              help="The same seed gives the same numbers.")  # fmt: skip
@click.option("--json", "json_file", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the figures to a file.")  # fmt: skip
@click.option("--serve", is_flag=True, help="Leave everything running until interrupted.")
@click.option("--quiet", is_flag=True, help="Show no progress, only the report.")
@click.option("--admin", metavar="DSN",
              help="Use this server instead of the embedded one.")  # fmt: skip
def demo(
    field: str, data: Path | None, month: str, seed: int, json_file: Path | None, serve: bool,
    quiet: bool, admin: str | None,
) -> None:  # fmt: skip
    """Take a month (or nine recorded years) from sockets to closed books.

    Starts a database, a broker, simulated devices and collectors, kills a collector on the way,
    rolls up, allocates, closes, values a statement, pays the owners, and shows what came of it.
    """
    from demo.run import Wishes, run_demo
    from domain.calendar import parse_month
    from installation.processes import stop_on_termination
    from storage.server.settings import state_dir

    stop_on_termination()
    wishes = Wishes(
        root=state_dir() / "demo", month=parse_month(month), seed=seed, data=data,
        admin_dsn=admin, serve=serve, quiet=quiet, json_file=json_file,
    )  # fmt: skip
    try:
        run_demo(field, wishes)
    except KeyboardInterrupt:
        click.echo("stopped; nothing is left running", err=True)
