"""Making runs and comparing them: `compute`, `runs`, `diff`, `bench`."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lineofsight.cli.app import Asked, an_area, app, console, day, errors, label, now, progress, show_json
from lineofsight.engine.periods import parse


@app.command()
def compute(
    context: typer.Context,
    area: Annotated[
        list[str] | None,
        typer.Option(help="3-digit LA code; again for more. Default: every area.", callback=an_area),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First day, or a period such as 2012-13.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day, or a period such as 2017-18.")] = None,
    engine: Annotated[str, typer.Option(help="duckdb, or spark for regional and national files.")] = "duckdb",
) -> None:
    """Work out every indicator from what is loaded, and keep the result as a run.

    Prints which loads spoke for each table and which were set aside.

    Examples:

        lineofsight compute

        lineofsight compute --area 885 --from 2012-13 --to 2017-18
    """
    from lineofsight.engine import measuring

    if engine not in ("duckdb", "spark"):
        raise typer.BadParameter(f"'{engine}' is no engine: duckdb or spark", param_hint="--engine")
    asked: Asked = context.obj
    first, last = _bound(start, first=True), _bound(end, first=False)
    _refuse_no_days(asked, first, last)
    with progress("Computing") as bar:
        task = bar.add_task("", total=None)
        run = measuring.measure(
            asked.workspace,
            at=now(),
            areas=area or (),
            first=first,
            last=last,
            engine=engine,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    if asked.json:
        show_json(run)
        return
    label(asked)
    if not run["areas"]:
        console.print(
            f"Run [bold]{run['id']}[/]: nothing to count. The figures that were handed over are shown as they are."
        )
        return
    console.print(
        f"Run [bold]{run['id']}[/]: {sum(run['statuses'].values()):,} readings, {run['first']} to {run['last']}"
    )
    console.print(
        "  " + ", ".join(f"{count:,} {status}" for status, count in sorted(run["statuses"].items()))
    )
    for one in run["areas"]:
        _show_speaking(one, run)


def _bound(text: str | None, *, first: bool):
    if text is None:
        return None
    if text.count("-") == 2 and "Q" not in text:
        return day(text)
    period = parse(text)
    return period.start if first else period.end


def _refuse_no_days(asked: Asked, first: date | None, last: date | None) -> None:
    """Where no day is left between the two, or between them and what is loaded."""
    spans = [
        span
        for load in asked.workspace.loads()
        for table in load.manifest["covers"]
        for span in load.covers(table)
    ]
    begins = first or min((span.first for span in spans), default=None)
    ends = last or max((span.last for span in spans), default=None)
    if begins and ends and begins > ends:
        raise typer.BadParameter(f"there is no day from {begins} to {ends}", param_hint="--from, --to")


def _show_speaking(area: str, run) -> None:
    steps_in = run["steps_in"][area]
    aside: dict[str, list[str]] = {}
    for one in run["set_aside"][area]:
        name, load = one.split(": ")
        aside.setdefault(load, []).append(name)
    by_load: dict[str, list[str]] = {}
    for name, loads in run["speaks"][area].items():
        for load in loads:
            by_load.setdefault(load, []).append(name)
    table = Table(
        title=f"Area {area}: what spoke", title_justify="left", box=None, header_style="bold", pad_edge=False
    )
    table.add_column("load", overflow="fold")
    table.add_column("for", overflow="fold")
    for load, names in sorted(by_load.items()):
        if names != ["person"] or load not in {
            *aside,
            *steps_in,
        }:  # the children of rows set aside say nothing
            table.add_row(load, _tables(names))
    for load, days in sorted(steps_in.items()):
        for span in sorted(set(days.values())):
            first, last = (date.fromisoformat(day) for day in span.split(".."))
            table.add_row(
                load, f"{first:%-d %B %Y} to {last:%-d %B %Y}: {_tables(t for t in days if days[t] == span)}"
            )
    console.print(table)
    alike: dict[tuple[str, str], list[str]] = {}
    for load, names in sorted(aside.items()):
        alike.setdefault((load.rpartition("-")[0], _tables(names)), []).append(load)
    for (_, tables), same in alike.items():
        more = f" and {len(same) - 1} more of its kind" if len(same) > 1 else ""
        console.print(f"  [dim]set aside: {same[0]}{more} for {tables}[/]")
    if aside:
        console.print(
            "  [dim]What is set aside tells of days for which another return speaks: they are never mixed.[/]"
        )


def _tables(names: Iterable[str]) -> str:
    return ", ".join(sorted({name.replace("_", " ") for name in names}))


@app.command()
def runs(context: typer.Context) -> None:
    """List the runs, newest last.

    Example:

        lineofsight runs
    """
    asked: Asked = context.obj
    found = asked.workspace.runs()
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "runs": found})
        return
    if not found:
        console.print("There is no run yet. Make one with: [bold]lineofsight compute[/]")
        return
    label(asked)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("run", "areas", "from", "to", "codes", "readings"):
        table.add_column(name)
    for run in found:
        areas = ", ".join(run["areas"][:4]) + (
            f" and {len(run['areas']) - 4} more" if len(run["areas"]) > 4 else ""
        )
        table.add_row(
            run["id"],
            areas,
            run["first"],
            run["last"],
            str(len(run["codes"])),
            f"{sum(run['statuses'].values()):,}",
        )
    console.print(table)


@app.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="A run, or the beginning of its name.", show_default=False)],
    new: Annotated[str, typer.Argument(help="Another run.", show_default=False)],
    limit: Annotated[int, typer.Option(help="How many differing readings to show.")] = 40,
) -> None:
    """Show which readings differ between two runs, old and new side by side.

    Example:

        lineofsight diff 2018-06-01 2018-07-01
    """
    from lineofsight.engine.comparing import differences

    asked: Asked = context.obj
    rows = differences(asked.workspace, asked.workspace.run(old), asked.workspace.run(new))
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "differences": rows})
        return
    label(asked)
    if not rows:
        console.print("The two runs hold the same readings.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("code", "area", "period", "by", "group", "was", "is", "why"):
        table.add_column(name, overflow="fold")
    for row in rows[:limit]:
        table.add_row(
            *(str(row[name] or "") for name in ("code", "area", "period", "by", "group", "was", "is", "why"))
        )
    console.print(table)
    console.print(f"{len(rows):,} readings differ" + (f"; {limit} are shown." if len(rows) > limit else "."))


@app.command()
def bench() -> None:
    """Measure against the budgets (from a checkout of the project).

    Example:

        lineofsight bench
    """
    home = Path(__file__).resolve().parents[2]
    if not (home / "benchmarks").is_dir():
        errors.print("The benchmarks come with a checkout of the project, not with the installed package.")
        raise typer.Exit(1)
    raise typer.Exit(subprocess.call([sys.executable, "-m", "benchmarks"], cwd=home))
