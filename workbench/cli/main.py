"""The ``workbench`` command: finds the sub-command, runs it, turns errors into exit codes.

Nothing heavy is imported here; each command's module is loaded when it runs.
"""

import importlib
import os
import sys
from pathlib import Path

import click

from workbench import __version__
from workbench.cli.session import Session
from workbench.errors import InputError
from workbench.loading import loading

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_WRONG_USE = 2
EXIT_INTERRUPTED = 130

COMMANDS: dict[str, tuple[str, str]] = {
    "advise": (
        "workbench.cli.advise",
        "Judge patterns and technologies for a brief, with sizing, cost and risks.",
    ),
    "audit": ("workbench.cli.audit", "Score a platform from 0 to 100, and say what to do next."),
    "calculate": (
        "workbench.cli.calculate",
        "Calculate storage, partitions, Spark, backfills, freshness, samples, bounds.",
    ),
    "check": (
        "workbench.cli.check",
        "Check designs: what contradicts, what is missing, what will hurt.",
    ),
    "decide": ("workbench.cli.decide", "Keep a decision in the design, with its reasons."),
    "explain": ("workbench.cli.explain", "Show one entry of the handbook, or one rule."),
    "incident": ("workbench.cli.incident", "List, show, change and export incident records."),
    "new": (
        "workbench.cli.new",
        "Begin a design, or one of its documents: an empty one, with comments.",
    ),
    "quality": (
        "workbench.cli.quality",
        "Render and run quality checks, validate run logs, compare two sources.",
    ),
    "review": ("workbench.cli.review", "Review SQL for performance, correctness and safety."),
    "schema": ("workbench.cli.schema", "Compare schemas."),
    "scd2": ("workbench.cli.scd2", "Write the SQL that loads a type 2 dimension."),
    "search": ("workbench.cli.search", "Search the handbook."),
    "tree": ("workbench.cli.tree", "List the decision trees, print one, or walk it."),
    "triage": ("workbench.cli.triage", "Find the cause of a failure in a log."),
}
"""Each command: the module that holds it (as ``command``), and its line in ``--help``."""


class CommandTable(click.Group):
    """A group that knows its commands by name and imports one only when it is used.

    A first word that is no command is a design to open: ``workbench shop.yaml``.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        with loading():
            module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in sorted(COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first word that is no command for a design to open."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            _refuse_unlikely_design(args[0])
            return "open", open_application, args
        return super().resolve_command(ctx, args)


@click.group(cls=CommandTable, invoke_without_command=True)
@click.option(
    "--knowledge",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Lay a folder of your own knowledge over the shipped one.",
)
@click.version_option(__version__, prog_name="workbench")
@click.pass_context
def workbench(context: click.Context, knowledge: tuple[Path, ...]) -> None:
    """Design data pipelines, review queries, triage failures. Offline.

    Without a command, opens the terminal application: workbench [DESIGN]
    """
    context.obj = Session(overlays=knowledge)
    if context.invoked_subcommand is None:
        context.invoke(open_application)


@click.command("open")
@click.argument("design", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def open_application(session: Session, design: Path | None) -> None:
    """Open the terminal application, on a design where one is given."""
    launch = importlib.import_module("importlib.metadata").entry_points(
        group="workbench.application"
    )
    for entry_point in launch:
        sys.exit(entry_point.load()(session.overlay_folders(), design))
    raise click.ClickException("The terminal application is not installed.")


def _refuse_unlikely_design(word: str) -> None:
    """Say "no such command" rather than "no such file" for a bare mistyped word."""
    looks_like_path = "/" in word or "." in word or Path(word).exists()
    if not looks_like_path:
        import difflib  # noqa: PLC0415 - only needed for a mistake

        near = difflib.get_close_matches(word, COMMANDS, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"No such command or design: {word!r}.{hint}")


def main() -> None:
    """Run the command line and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line with ``arguments`` and return the exit code."""
    try:
        code = workbench.main(args=arguments, prog_name="workbench", standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        for problem in error.problems:
            click.echo(f"workbench: {problem}", err=True)
        return EXIT_WRONG_USE
    except click.ClickException as error:
        error.show()
        return EXIT_WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`| head`); stdout must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FINE
    return code if isinstance(code, int) else EXIT_FINE
