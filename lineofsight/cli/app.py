"""What every command shares: the workspace, how answers are shown, how errors are said."""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lineofsight import __version__
from lineofsight.engine.indicator import IndicatorError
from lineofsight.engine.periods import PeriodError
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.store import MADE_UP, StoreError, Workspace

KNOWN = (SourceError, StoreError, IndicatorError, PeriodError)  # a person can mend these
INTERRUPTED = 130  # Typer's exit code for Ctrl-C

WIDE = 150  # of what is piped or written to a file; a terminal has its own width

console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

app = typer.Typer(
    name="lineofsight",
    help="From the files an area already has to figures a safeguarding board can stand behind.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass
class Asked:
    """The global options."""

    workspace: Workspace
    json: bool


def _version(value: bool) -> None:
    if value:
        console.print(f"lineofsight {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    context: typer.Context,
    workspace: Annotated[
        Path,
        typer.Option(
            "--workspace", "-w", envvar="LINEOFSIGHT_WORKSPACE", help="The folder that holds loads and runs."
        ),
    ] = Path("workspace"),
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for another program.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Asked(Workspace(workspace), as_json)


def run(application: typer.Typer) -> int:
    """Exit 0: done. 1: something given could not be used. 2: the command itself was not understood."""
    try:
        application()
    except SystemExit as ended:  # so Typer ends, having said itself what it did not understand
        if ended.code != INTERRUPTED:
            return int(ended.code or 0)
        errors.print("Stopped. Nothing was half-written.")
    except KNOWN as error:
        errors.print(f"[red]Not done.[/] {_plain(str(error))}")
    except OSError as error:
        errors.print(
            f"[red]Not done.[/] {_plain(str(error))}. Is there room on the disk, and may you write there?"
        )
    return 1


def _plain(text: str) -> str:
    """Text from a file, with nothing in it that the terminal would obey."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "·" for letter in text).replace(
        "[", r"\["
    )


def label(asked: Asked) -> None:
    """Say on every page that made-up data are made up."""
    if asked.workspace.made_up:
        console.print(f"[reverse] {MADE_UP} [/]")


def show_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1, default=_text, ensure_ascii=False) + "\n")


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def progress(what: str) -> Progress:
    """A bar on stderr, so that what is printed can be piped."""
    return Progress(
        TextColumn(what), BarColumn(), TextColumn("{task.completed} of {task.total}"), TimeElapsedColumn(),
        console=errors, transient=True, disable=not errors.is_terminal,
    )  # fmt: skip


def waiting(what: str) -> AbstractContextManager[object]:
    """A word on stderr that work goes on, where a person looks."""
    return errors.status(what) if errors.is_terminal else nullcontext()


def day(value: str | None) -> date | None:
    """An option that is a day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"'{value}' is not a day such as 2017-03-31") from None


def an_area(value: Any) -> Any:
    """An option that is an area, or several; its callback."""
    for one in [value] if isinstance(value, str) else value or []:
        if not (one.isdigit() and len(one) == 3):
            raise typer.BadParameter(f"'{one}' is not a 3-digit LA code such as 885")
    return value


def now() -> datetime:
    return datetime.now().astimezone()
