"""Keeping an installation: `backup`, `restore`, `doctor`."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from lineofsight.cli.app import Asked, app, console, errors, label, now, show_json
from lineofsight.cli.serving import begin, not_done


def begin_quietly(asked: Asked) -> None:
    """As `serve` does; nobody signs in here, so that a key that seals sessions is not asked for."""
    os.environ.setdefault("LINEOFSIGHT_SECRET_KEY", secrets.token_urlsafe(48))
    begin(asked)


def _say(faults: tuple[str, ...]) -> None:
    for fault in faults:
        errors.print(f"  {escape(fault)}")


@app.command()
def backup(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Where backups are kept: on another disk.", show_default=False),
    ],
) -> None:
    """Copy the database and then the workspace, every file hashed, while people go on working.

    The two keys of the installation lie beside the backup, in a folder that ends with .keys: take it somewhere else,
    and keep it as long as the backup. Without the keys a backup is not restored.

    Exit 0: made. 1: it could not be, and nothing of it is left.

    Example:

        lineofsight backup /media/backups
    """
    asked: Asked = context.obj
    begin_quietly(asked)
    from lineofsight.web.keeping import KeepingError
    from lineofsight.web.keeping.backing_up import back_up
    from lineofsight.web.keeping.backups import keys_beside

    try:
        made = back_up(folder, at=now())
    except (KeepingError, OSError) as error:
        raise not_done(escape(str(error))) from None
    if asked.json:
        show_json({"backup": str(made.folder), **{k: made.manifest[k] for k in ("id", "trail", "left_out")}})
        return
    label(asked)
    console.print(
        f"{escape(str(made.folder))}: {len(made.manifest['files']):,} files, {made.bytes / 1e6:,.1f} MB."
    )
    if made.manifest["trail"] is None:
        console.print("There is no database yet: only the workspace is in it.")
    elif broken := made.manifest["trail"]["broken"]:
        errors.print(f"[red]The trail is not whole.[/] {escape(broken)} It is backed up as it is.")
    console.print("Not in it:")
    for one in made.manifest["left_out"]:
        console.print(f"  {one}")
    if any((beside := keys_beside(made.folder)).iterdir()):
        console.print(f"Keys: [bold]{escape(str(beside))}[/]. Keep them somewhere else than the backup.")


@app.command()
def restore(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="One backup's folder.", show_default=False)
    ],
    keys: Annotated[
        Path | None, typer.Option(help="Where its keys are. Without it: the .keys folder beside the backup.")
    ] = None,
) -> None:
    """Put a backup back into an empty place: a new workspace, an empty database.

    Every file is held to its hash first, and whatever is broken is named. The trail is verified and the newest signed
    edition made again before anything takes its place; where something fails, nothing of it stays.

    Exit 0: restored and whole. 1: not restored; or restored, and something in it was wrong before the backup.

    Example:

        export LINEOFSIGHT_DATA=site-new LINEOFSIGHT_WORKSPACE=workspace-new
        lineofsight restore /media/backups/2026-11-28T210000
    """
    asked: Asked = context.obj
    from lineofsight.web.keeping import KeepingError, backups
    from lineofsight.web.keeping.keys import TRAIL

    given = os.environ.get("LINEOFSIGHT_TRAIL_KEY", "")
    try:
        found = backups.read(folder, keys or backups.keys_beside(folder), given)
        # The settings would make a new key where they find none.
        os.environ["LINEOFSIGHT_TRAIL_KEY"] = found.keys[TRAIL].decode()
        begin_quietly(asked)
        from lineofsight.web.keeping.restoring import restore as put_back

        made = put_back(found, keep_trail_key=not given)
    except KeepingError as error:
        _say(error.faults)
        raise not_done(f"{escape(str(error))} Nothing was restored.") from None
    except OSError as error:
        raise not_done(f"{escape(str(error))}. Nothing was restored.") from None
    if asked.json:
        show_json(vars(made))
    else:
        label(asked)
        console.print(f"Restored {made.files:,} files, every one with its hash.")
        console.print(
            f"The trail is whole: {made.entries:,} entries." if made.entries else "It had no database."
        )
        if made.edition:
            console.print(f"The edition {escape(made.edition)} was made again from itself.")
    if made.wrong:
        errors.print("[red]Restored as it was, and something in it is wrong:[/]")
        _say(tuple(made.wrong))
        raise typer.Exit(1)


@app.command()
def doctor(context: typer.Context) -> None:
    """Say what is wrong with an installation and what to do about it: settings, database, trail, files, backups, disk.

    It looks and changes nothing. Run it every night, and after whatever was odd.

    Exit 0: nothing is wrong. 1: something is.

    Example:

        lineofsight doctor
    """
    asked: Asked = context.obj
    if "LINEOFSIGHT_SECRET_KEY" not in os.environ:
        errors.print("LINEOFSIGHT_SECRET_KEY is not set here, so `serve` could not start from here.")
    begin_quietly(asked)
    from lineofsight.web.keeping.doctor import examine

    found = list(examine(now()))
    if asked.json:
        show_json({"wrong": [vars(one) for one in found]})
    else:
        label(asked)
        for one in found:
            console.print(f"[red]{escape(one.what)}[/]\n    {escape(one.remedy)}")
        many = f"{len(found)} {'thing is' if len(found) == 1 else 'things are'} wrong."
        console.print(many if found else "Nothing is wrong.")
    if found:
        raise typer.Exit(1)
