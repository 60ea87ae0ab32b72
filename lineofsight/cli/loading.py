"""Loading what people already have: `load`, `loads`, `quality`, `map`, `template`, `synthesise`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from lineofsight.cli.app import Asked, an_area, app, console, day, errors, label, now, progress, show_json
from lineofsight.engine.sources import opening
from lineofsight.engine.sources.finding import find, read
from lineofsight.engine.sources.intake import Declared, Fault, Intake, Severity, SourceError, Span
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Load, StoreError

FAULTS_SHOWN = 12


@app.command()
def load(
    context: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="Files and folders, or the address of a database.", show_default=False)
    ],
    area: Annotated[
        str | None, typer.Option(help="3-digit LA code, where the files do not say it.", callback=an_area)
    ] = None,
    covers: Annotated[
        str | None, typer.Option(help="The days the files stand for: 2016-04-01..2017-03-31.")
    ] = None,
    known_on: Annotated[str | None, typer.Option(help="The day on which the files were true.")] = None,
    sender: Annotated[str | None, typer.Option(help="Who sent them.")] = None,
    made_up: Annotated[bool, typer.Option("--made-up", help="The data are invented.")] = False,
    identities: Annotated[
        bool,
        typer.Option(
            "--identities", help="Keep ids, birth dates and the originals (an analyst's own workspace)."
        ),
    ] = False,
) -> None:
    """Take in returns and statistics, whatever known format they are in.

    Each return becomes a load that never changes. Every row is accepted or rejected, with the reason.
    What is in no known format is named and left alone. Ends with 1 where a file, or a whole sheet of one,
    could not be read; what could be read is loaded all the same.

    Examples:

        lineofsight load returns/2017 --area 885

        lineofsight load ssd_extract/ --area 885 --covers 2012-04-01..2018-03-31 --known-on 2018-05-31
    """
    asked: Asked = context.obj
    if not all(paths):
        raise typer.BadParameter("a path is empty: name a file or a folder", param_hint="PATHS")
    given = _given(area, covers, known_on, sender, made_up)
    databases = [path for path in paths if "://" in path]
    found, unknown = find([Path(path) for path in paths if "://" not in path], sources(), given)
    done: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    with progress("Loading") as bar:
        task = bar.add_task("", total=len(found) + len(databases))
        for one in found:
            names = _names(one.files)
            try:
                intakes = read(one, asked.workspace.authorities(), asked.workspace.folder / "mappings")
                done.extend(_taken(asked, intake, identities) for intake in intakes)
            except (SourceError, StoreError) as error:
                refused.append({"files": names, "error": str(error)})
            bar.advance(task)
        for address in databases:
            try:
                done.append(_taken(asked, _read_database(address, given), identities))
            except (SourceError, StoreError) as error:
                refused.append({"files": [_without_password(address)], "error": str(error)})
            bar.advance(task)
    broken = {path: why for path in unknown if (why := opening.why_not(path))}
    refused += [{"files": [str(path)], "error": why} for path, why in broken.items()]
    unknown = [path for path in unknown if path not in broken]
    if asked.json:
        show_json({"loads": done, "refused": refused, "unknown": [str(path) for path in unknown]})
    else:
        label(asked)
        _show_loaded(done, refused, unknown)
    nothing_accepted = done and all(one["accepted"] == 0 and one["refused"] > 0 for one in done)
    if refused or not done or nothing_accepted or any(one["unread"] for one in done):
        raise typer.Exit(1)


def _given(area, covers, known_on, sender, made_up) -> Declared:
    try:
        span = Span.parse(covers) if covers else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--covers") from None
    return Declared(area=area, covers=span, known_on=day(known_on), sender=sender, made_up=made_up)


def _read_database(address: str, given: Declared) -> Intake:
    from lineofsight.engine.sources import ssd

    return ssd.read_database(address, given)


def _taken(asked: Asked, intake: Intake, identities: bool) -> dict[str, Any]:
    from lineofsight.engine import measuring, stepping

    stored, new = asked.workspace.accept(intake, at=now(), identities=identities)
    aside = None
    if area := stored.manifest["area"]:
        speaks = measuring.what_speaks(asked.workspace, [area], must=False)
        aside = stepping.why_idle(speaks[area], stored.id) if area in speaks else None
    return {**summary(stored), "new": new, "unread": stored.unread(), "set_aside": aside}


def summary(one: Load) -> dict[str, Any]:
    """What a load is, in a line."""
    manifest = one.manifest
    read, rejected = sum(manifest["read"].values()), sum(manifest["rejected"].values())
    covers = sorted(set(manifest["covers"].values()))
    return {
        "id": one.id,
        "format": manifest["format"],
        "files": _listed([file["name"] for file in manifest["files"]]),
        "area": manifest["area"],
        "release": manifest["release"],
        "sender": manifest["sender"],
        "covers": covers,
        "known_on": manifest["known_on"],
        "read": read,
        "accepted": read - rejected,
        "rejected": rejected,
        "refused": manifest["faults"].get(
            Severity.REJECTED, 0
        ),  # rows, and what broke off before there was one
        "queried": manifest["faults"].get(Severity.QUERIED, 0),
        "noted": manifest["faults"].get(Severity.NOTED, 0),
        "erased": manifest.get("erased"),
    }


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} files: {names[0]} ..."


def loads_table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, where in (
        ("load", "left"), ("files", "left"), ("area", "left"), ("days covered", "left"), ("true on", "left"),
        ("rows read", "right"), ("accepted", "right"), ("rejected", "right"), ("queried", "right"), ("", "left"),
    ):  # fmt: skip
        table.add_column(name, justify=where, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        covers = row["covers"]
        days = covers[0] if len(covers) == 1 else f"{len(covers)} spans" if covers else row["release"] or ""
        remark = "erased" if row.get("erased") else "" if row.get("new", True) else "already loaded"
        table.add_row(
            row["id"], escape(row["files"]), row["area"] or "all", days, row["known_on"], f"{row['read']:,}",
            f"{row['accepted']:,}", f"{row['rejected']:,}", f"{row['queried']:,}", remark,
        )  # fmt: skip
    return table


def _show_loaded(done, refused, unknown) -> None:
    if done:
        console.print(loads_table(done))
    for one in done:
        if one["set_aside"]:
            console.print(f"{one['id']}: {one['set_aside']}", highlight=False)
    if any(one["refused"] or one["queried"] or one["noted"] for one in done):
        console.print("\nWhat was rejected, queried or noted, row by row: [bold]lineofsight quality[/]")
    for error in (error for one in done for error in one["unread"]):
        errors.print(f"[red]None of it read:[/] {escape(error)}")
    for error, times in Counter(one["error"] for one in refused).items():
        again = f" ({times:,} files)" if times > 1 else ""
        errors.print(f"[red]Not loaded:[/] {escape(error)}{again}")
    for path in unknown:
        errors.print(f"[yellow]Left alone:[/] {escape(str(path))} {opening.unread(path)}")
    if any(path.suffix.lower() in (".csv", ".xlsx", ".ods") for path in unknown):
        errors.print(
            "Where that is an agency's scorecard, [bold]lineofsight map FILE[/] says how to read it."
        )
    if not done and not refused and not unknown:
        errors.print("There is no file to load.")


def _names(files: Sequence[Path]) -> list[str]:
    return [str(file) for file in files]


def _without_password(address: str) -> str:
    """A database's address as it may be shown: the password never is."""
    start, _, rest = address.partition("://")
    return f"{start}://{rest.rpartition('@')[2]}"


@app.command()
def loads(context: typer.Context) -> None:
    """List the loads: what they cover, what was accepted and what was not.

    Example:

        lineofsight loads
    """
    asked: Asked = context.obj
    rows = [summary(one) for one in asked.workspace.loads()]
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "loads": rows})
    elif rows:
        label(asked)
        console.print(loads_table(rows))
    else:
        console.print("Nothing is loaded yet. Begin with: [bold]lineofsight load PATH[/]")


def fault_line(fault: Fault) -> str:
    colour = {Severity.REJECTED: "red", Severity.QUERIED: "yellow", Severity.NOTED: "dim"}[fault.severity]
    return f"[{colour}]{fault.severity}[/] {escape(str(fault))}"


@app.command()
def quality(
    context: typer.Context,
    load: Annotated[
        str | None, typer.Argument(help="A load; without it every load.", show_default=False)
    ] = None,
    faults: Annotated[
        int, typer.Option(help="How many rejected or queried rows to list of each load.")
    ] = FAULTS_SHOWN,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write every rejected and queried row here.")
    ] = None,
) -> None:
    """Show what is wrong with what was sent: completeness, duplicates, broken references, overlaps.

    Examples:

        lineofsight quality

        lineofsight quality ssd-799 --csv rejected.csv
    """
    from lineofsight.engine.quality import findings, write_faults

    asked: Asked = context.obj
    chosen = (
        [asked.workspace.load(load)] if load else [one for one in asked.workspace.loads() if not one.erased]
    )
    found = {one.id: findings(one) for one in chosen}
    if csv_file is not None:
        write_faults(csv_file, chosen)
    if asked.json:
        show_json(
            {
                "made_up": asked.workspace.made_up,
                "loads": [
                    {
                        "load": one.id,
                        "findings": [asdict(finding) for finding in found[one.id]],
                        "faults": [vars(fault) for fault in one.faults()],
                    }
                    for one in chosen
                ],
            }
        )
        return
    if not chosen:
        console.print("Nothing is loaded yet. Begin with: [bold]lineofsight load PATH[/]")
    label(asked)
    for one in chosen:
        listed = one.faults()
        if not found[one.id] and not listed:
            continue
        console.print(f"[bold]{one.id}[/]")
        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in ("what", "where", "rows", "of", "touches"):
            table.add_column(name, overflow="fold", justify="right" if name in ("rows", "of") else "left")
        for finding in found[one.id]:
            table.add_row(
                escape(finding.what),
                finding.where,
                f"{finding.count:,}",
                f"{finding.of:,}",
                " ".join(finding.touches),
            )
        if found[one.id]:
            console.print(table)
        for fault in listed[:faults]:
            console.print("  " + fault_line(fault))
        if len(listed) > faults:
            console.print(f"  [dim]... and {len(listed) - faults:,} more: --csv FILE writes them all[/]")


@app.command("map")
def map_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The spreadsheet that an agency sends.", show_default=False)],
    accept: Annotated[
        bool, typer.Option("--accept", help="Remember the mapping file as it now stands.")
    ] = False,
) -> None:
    """Propose how an agency's scorecard is to be read, and remember it once you have looked at it.

    Writes a small file beside the scorecard that says which row is which indicator and which column
    which period. Correct it, then run the command again with --accept; `load` reads the scorecard, and
    next month's, by it.

    Example:

        lineofsight map returns/health_scorecard.xlsx
    """
    from lineofsight.engine.indicators import CATALOGUE
    from lineofsight.engine.sources import scorecard

    asked: Asked = context.obj
    titles = {code: indicator.title for code, indicator in CATALOGUE.items()}
    remembered = asked.workspace.folder / "mappings"
    result = scorecard.remember(file, remembered) if accept else scorecard.propose_file(file, titles)
    if asked.json:
        show_json({"mapping": str(result), "remembered": accept})
    elif accept:
        console.print(f"Remembered. Now load it: [bold]lineofsight load {escape(str(file))}[/]")
    else:
        console.print(f"A proposal is in [bold]{escape(str(result))}[/]. Look at it, correct it, then:")
        console.print(f"  lineofsight map {escape(str(file))} --accept")


@app.command()
def template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="supplementary")],
    out: Annotated[
        Path, typer.Argument(help="Where to write it: a .xlsx file, or a folder for CSV files.")
    ] = Path("supplementary_return.xlsx"),
) -> None:
    """Write an empty return to fill in, for what no national return holds.

    Example:

        lineofsight template supplementary supplementary_return.xlsx
    """
    from lineofsight.engine.sources import supplementary

    if kind != "supplementary":
        raise typer.BadParameter(
            f"there is no template '{kind}': supplementary is the one there is", param_hint="KIND"
        )
    if out.suffix.lower() not in ("", ".xlsx"):
        raise typer.BadParameter(
            f"{out} is neither a workbook (.xlsx) nor a folder for CSV files", param_hint="OUT"
        )
    if out.exists():
        raise StoreError(f"{out} is there already: it may hold answers. Give another name.")
    supplementary.write_template(out)
    asked: Asked = context.obj
    if asked.json:
        show_json({"written": str(out)})
    else:
        console.print(f"Written: {escape(str(out))}")


@app.command()
def synthesise(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="The folder to write to.", show_default=False)],
    area: Annotated[list[str] | None, typer.Option(help="LA code of a made-up area; again for more.")] = None,
    start: Annotated[
        int, typer.Option("--from", help="The year in which the first financial year begins.")
    ] = 2012,
    end: Annotated[int, typer.Option("--to", help="The year in which the last financial year ends.")] = 2018,
    seed: Annotated[int, typer.Option(help="The same seed makes the same files, byte for byte.")] = 7,
) -> None:
    """Make up a county: the same invented children as every format of return, and the truth about them.

    Example:

        lineofsight synthesise --area 799 --from 2012 --to 2018 --seed 7 severnshire
    """
    from lineofsight.engine.sources.synthetic import command

    if out.exists() and any(out.iterdir()):
        raise StoreError(f"{out} is not empty. Give a new folder, so that nothing is overwritten.")
    try:
        areas = dict.fromkeys(area or ["799"])
        command.synthesise(out, areas=tuple(areas), first_year=start, last_year=end, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    asked: Asked = context.obj
    if asked.json:
        show_json({"made_up": True, "written": str(out)})
    else:
        console.print(f"Made up, all of it: {escape(str(out))}")
