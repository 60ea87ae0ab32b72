"""What is held about people, and removing it: `holdings`, `erase`."""

from typing import Annotated

import typer
from rich.table import Table

from lineofsight.cli.app import Asked, app, console, label, now, show_json
from lineofsight.engine import withdrawing
from lineofsight.engine.holding import holdings as held


@app.command()
def holdings(context: typer.Context) -> None:
    """List the personal data held: in which load, of how many children, until when it may be kept.

    Example:

        lineofsight holdings
    """
    asked: Asked = context.obj
    rows = held(asked.workspace)
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "holdings": rows})
        return
    if not rows:
        console.print("No personal data is held here.")
        return
    label(asked)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("load", "area", "children", "rows", "ids", "originals", "keep until"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row["load"], row["area"], f"{row['children']:,}", f"{row['rows']:,}", row["ids"],
            "kept" if row["originals"] else "not kept", str(row["until"]),
        )  # fmt: skip
    console.print(table)


@app.command()
def erase(
    context: typer.Context,
    load: Annotated[str, typer.Argument(help="A load, or the beginning of its name.", show_default=False)],
    why: Annotated[str, typer.Option(help="Why it is erased: kept in the manifest.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a load's rows and originals. Its manifest, hashes and the readings made of it stay.

    Example:

        lineofsight erase ssd-799-2018-05-31 --why "sent by mistake"
    """
    asked: Asked = context.obj
    found = asked.workspace.load(load)
    if not yes and not asked.json:
        typer.confirm(f"Remove every row of {found.id}? This cannot be undone.", abort=True)
    gone = withdrawing.erase(asked.workspace, found.id, why=why, at=now())
    if asked.json:
        show_json({"erased": gone.id, **gone.manifest["erased"]})
    else:
        console.print(f"{gone.id} is erased. What it was, and the readings made of it, stay on record.")
