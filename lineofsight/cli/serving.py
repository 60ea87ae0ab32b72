"""The web application from the terminal: `serve`, `migrate`, `createuser`, `trail verify`."""

import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from lineofsight.cli.app import Asked, app, console, errors

NO_HEAD = (
    "The edition names no head of the trail: this terminal is set up for no installation of the web application. Where "
    "your board has one, sign with its LINEOFSIGHT_DATA (or DATABASE_URL) set, so that the edition bears out its trail."
)
DATABASE = "lineofsight.sqlite3"  # in the data folder, where DATABASE_URL names no other
trail_app = typer.Typer(
    help="The record of who did what, and who looked. Example: lineofsight trail verify", no_args_is_help=True
)
app.add_typer(trail_app, name="trail")


def begin(asked: Asked) -> None:
    """Make the web application ready, or say what of its settings is wrong."""
    from django.core.exceptions import ImproperlyConfigured

    from lineofsight.web.config import serving

    try:
        serving.begin(asked.workspace.folder)
    except ImproperlyConfigured as error:
        raise not_done(str(error)) from None


def head_here(asked: Asked) -> str | None:
    """The head of the trail of the installation that this terminal is set up for. None where it is set up for none, which
    is said."""
    from django.core.exceptions import ImproperlyConfigured

    from lineofsight.web.config import serving

    data = Path(os.environ.get("LINEOFSIGHT_DATA", "site"))
    if not os.environ.get("DATABASE_URL") and not (data / DATABASE).is_file():
        errors.print(NO_HEAD, highlight=False)
        return None
    try:
        serving.begin(asked.workspace.folder)
    except ImproperlyConfigured as error:
        errors.print(f"The edition names no head of the trail. {error}", highlight=False)
        return None
    from django.db import connection

    from lineofsight.web.accounts.models import Head
    from lineofsight.web.accounts.weekly import written

    if Head._meta.db_table not in connection.introspection.table_names():
        errors.print(NO_HEAD, highlight=False)
        return None
    return written(Head.objects.get(pk=1))


def not_done(why: str) -> typer.Exit:
    errors.print(f"[red]Not done.[/] {why}", highlight=False)
    return typer.Exit(1)


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@app.command()
def serve(
    context: typer.Context,
    address: Annotated[str, typer.Option(help="Where to answer.")] = "127.0.0.1:8000",
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 2,
    threads: Annotated[int, typer.Option(min=1, help="Threads of each.")] = 4,
) -> None:
    """Serve the web application, and the worker that does what takes longer.

    Settings come from the environment; LINEOFSIGHT_SECRET_KEY must be set. With LINEOFSIGHT_DEMO=1, over a
    made-up workspace, made-up people stand on the sign-in page.

    Example:

        lineofsight serve --address 127.0.0.1:8000
    """
    asked: Asked = context.obj
    begin(asked)
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from lineofsight.web.accounts import demo
    from lineofsight.web.config import fetching, serving
    from lineofsight.web.governance import demo as governing
    from lineofsight.web.improvement import demo as improving
    from lineofsight.web.returns import demo as returning

    fetching.fetch()
    if settings.DEMO:
        if not asked.workspace.made_up:
            raise not_done("LINEOFSIGHT_DEMO is set, and the workspace is not one of made-up data.")
        call_command("migrate", verbosity=0)
        demo.people()
        improving.fill(timezone.localdate())
        governing.fill(timezone.localdate())
        returning.fill(timezone.localdate())
    elif _behind():
        raise not_done("The database is behind the application. First run: lineofsight migrate")
    console.print(f"Serving on [bold]{address}[/] (Ctrl-C ends it)")
    serving.serve(address, workers, threads)


@app.command()
def migrate(context: typer.Context) -> None:
    """Bring the web application's database up to date. What is up to date stays as it is.

    Example:

        lineofsight migrate
    """
    begin(context.obj)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    console.print("The database is up to date.")


@app.command()
def createuser(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="The address they sign in with.", show_default=False)],
    name: Annotated[str, typer.Option(help="Their name.", show_default=False)],
    agency: Annotated[str, typer.Option(help="The agency they work for; added if new.", show_default=False)],
    role: Annotated[str, typer.Option(help="A role, such as analyst or business_manager.")] = "administrator",
) -> None:
    """Add the first person, who invites the others. Asks for a password, or reads a line of standard input.

    Example:

        lineofsight createuser jo@board.example --name "Jo Fletcher" --agency "Severnshire County Council"
    """
    begin(context.obj)
    import sys

    from django.core.exceptions import ValidationError

    from lineofsight.web.accounts.actions import first_person

    typed = sys.stdin.isatty()
    password = getpass.getpass("Password: ") if typed else sys.stdin.readline().rstrip("\n")
    if typed and getpass.getpass("The same once more: ") != password:
        raise not_done("The two passwords are not the same.")
    try:
        person = first_person(email=email, name=name, agency=agency, role=role, password=password)
    except ValidationError as error:
        raise not_done(" ".join(error.messages)) from None
    console.print(f"{person.name} may sign in as {person.title.lower()}.")


@trail_app.command()
def verify(
    context: typer.Context,
    against: Annotated[
        str, typer.Option(help="A head that a weekly message or a backup told: 12:ab34…")
    ] = "",
) -> None:
    """Check that no entry of the trail was altered, inserted or removed; name the first that was. The head that each
    signed edition names must be in it too.

    Example:

        lineofsight trail verify
    """
    begin(context.obj)
    from lineofsight.documents import editions
    from lineofsight.web.accounts import trail

    try:
        number = trail.verify()
        if against:
            trail.hold_against(against)
    except trail.BrokenTrailError as error:
        raise not_done(str(error)) from None
    for name, head in editions.heads(context.obj.workspace.folder / "editions"):
        try:
            trail.hold_against(head)
        except trail.BrokenTrailError as error:
            raise not_done(f"Edition {name} was signed over another trail. {error}") from None
    console.print(f"The trail is whole: {number:,} entries.")
