"""The root of the command line: finds each command when it is asked for."""

import json
import sys
from collections.abc import Sequence
from errno import EADDRINUSE
from importlib import import_module
from typing import Final, NoReturn

import click

from cli.extras import missing_extra
from domain.errors import ConfigError, WellflowError

# Where each command lives; a module is imported only when its command is named, so that a
# collector's box starts in a second and needs no library of the pipeline.
COMMANDS: Final[dict[str, str]] = {
    "audit": "cli.audit:audit",
    "bench": "cli.bench:bench",
    "close": "cli.close:close",
    "collect": "cli.collect:collect",
    "days": "cli.days:days",
    "db": "cli.db:db",
    "demo": "cli.demo:demo",
    "down": "cli.down:down",
    "import": "cli.imports:import_",
    "login": "cli.login:login",
    "logout": "cli.login:logout",
    "order": "cli.order:order",
    "people": "cli.people:people",
    "probe": "cli.probe:probe",
    "report": "cli.report:report",
    "revenue": "cli.revenue:revenue",
    "sessions": "cli.login:sessions",
    "simulate": "cli.simulate:simulate",
    "spool": "cli.spool:spool",
    "tags": "cli.tags:tags",
    "up": "cli.up:up",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import and return one command, or nothing for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wellflow")
def wellflow() -> None:
    """From the register in a flow computer to the cent on an owner's statement."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; what a person can put right is one line, without a traceback.

    Exits 1 on an error of ours or of a file, 2 on words that no command takes. With ``--json``
    the error is one JSON object on standard output as well.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        sys.exit(wellflow.main(args=given, prog_name="wellflow", standalone_mode=False))
    except WellflowError as error:
        _fail(error, as_json=as_json)
    except ModuleNotFoundError as error:
        missing = missing_extra(error)
        if missing is None:
            raise
        _fail(missing, as_json=as_json)
    except OSError as error:
        _fail(_of_system(error), as_json=as_json)
    except click.ClickException as error:
        _misused(error, as_json=as_json)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)


def _of_system(error: OSError) -> WellflowError:
    """Return what the machine refused: a file, or a port."""
    said = (error.strerror or str(error)).lower()
    if error.filename is not None:
        return ConfigError(
            said,
            where=str(error.filename),
            remedy="check the path, and that you may read and write there",
        )
    if error.errno == EADDRINUSE:
        return ConfigError(said, remedy="free the port, or choose another")
    return ConfigError(said)


def _fail(error: WellflowError, *, as_json: bool) -> NoReturn:
    if as_json:
        _as_json(error.message, can_retry=error.can_retry)
    click.echo(f"error: {error.message}", err=True)
    sys.exit(1)


def _misused(error: click.ClickException, *, as_json: bool) -> NoReturn:
    if as_json:
        _as_json(error.format_message(), can_retry=False)
    error.show()
    sys.exit(error.exit_code)


def _as_json(message: str, *, can_retry: bool) -> None:
    click.echo(json.dumps({"error": message, "can_retry": can_retry}))


if __name__ == "__main__":
    main()
