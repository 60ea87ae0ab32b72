"""Looking at figures and where they come from: `readings`, `explain`, `trace`, `catalogue`."""

import csv
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from lineofsight.cli.app import Asked, an_area, app, console, day, errors, label, show_json
from lineofsight.cli.silence import why_nothing, without_a_figure
from lineofsight.engine import opened
from lineofsight.engine.indicator import Indicator, Unit
from lineofsight.engine.indicators import CATALOGUE, find
from lineofsight.engine.opened import Audience
from lineofsight.engine.query import Ask, Format, figures, known
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.store import MADE_UP, StoreError

COLUMNS = (
    "code", "edition", "area", "period", "start", "end", "by", "group", "numerator", "denominator", "children",
    "value", "status", "basis", "release", "england", "region", "neighbour_median", "neighbours_n",
    "neighbour_model", "rank", "ranked",
)  # fmt: skip
AS_TYPED = {code.lower(): code for code in CATALOGUE}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take a text beginning so for a formula


@app.command()
def readings(
    context: typer.Context,
    codes: Annotated[
        list[str], typer.Argument(help="Codes of indicators, such as FD07 CP09.", show_default=False)
    ],
    area: Annotated[
        list[str] | None, typer.Option(help="3-digit LA code; again for more.", callback=an_area)
    ] = None,
    period: Annotated[
        list[str] | None, typer.Option(help="2016-17, 2016-17-Q4, 2016-M12, R12-2016-M12, a day ...")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="A breakdown: age_band, sex, ethnicity, disability, locality ...")
    ] = None,
    basis: Annotated[Basis | None, typer.Option(help="Only figures of this kind.")] = None,
    as_known: Annotated[str | None, typer.Option(help="As things were known on that day.")] = None,
    public: Annotated[
        bool, typer.Option("--public", help="What the public may see: small numbers suppressed.")
    ] = False,
    model: Annotated[
        str | None, typer.Option(help="Statistical neighbours of this model: 2021 or 2025.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to show them.")] = Format.TABLE,
) -> None:
    """Show figures, with England, region, statistical neighbours and rank.

    Without --period every period there is is shown. A figure takes the published value, else the computed,
    else the recorded one, and says which.

    Examples:

        lineofsight readings FD07 FD09 --area 885 --period 2016-17

        lineofsight readings CP07 --area 799 --by category --public --format csv

    A CSV of made-up data has one column more, made_up, at the end of every row.
    """
    asked: Asked = context.obj
    ask = Ask(
        codes=tuple(one for code in codes for one in _variants(as_in_catalogue(code))),
        areas=tuple(area or ()),
        periods=tuple(period or ()),
        by=tuple(by or ()),
        basis=basis,
        as_known=day(as_known),
        audience=Audience.PUBLIC if public else Audience.ANALYST,
        model=model,
    )
    rows = figures(asked.workspace, ask).to_pylist()
    if asked.json or format is Format.JSON:
        show_json(
            {
                "made_up": asked.workspace.made_up,
                "readings": [{name: row[name] for name in COLUMNS} | {"note": row["note"]} for row in rows],
                "without_a_figure": list(without_a_figure(rows, ask)),
            }
        )
    elif format is Format.CSV:
        _write_csv(rows, made_up=asked.workspace.made_up)
    else:
        label(asked)
        _show(asked, rows, ask)
    if not rows:
        errors.print(why_nothing(asked.workspace, ask))
        raise typer.Exit(1)
    if not asked.json:
        for line in without_a_figure(rows, ask):
            errors.print(f"[yellow]No figure:[/] {escape(line)}")


def as_in_catalogue(code: str) -> str:
    """A code as the catalogue spells it; what publishers call theirs stays as typed."""
    return AS_TYPED.get(code.lower(), code)


def _variants(code: str) -> tuple[str, ...]:
    """A code, or both of MI06a and MI06b where MI06 is asked for."""
    return tuple(one for one in sorted(CATALOGUE) if one[:-1] == code.upper()) or (code,)


def _write_csv(rows: Sequence[dict[str, Any]], *, made_up: bool | None) -> None:
    """COLUMNS; of made-up data one column more says so in every row, so that no part of the file can hide it."""
    more = {"made_up": MADE_UP} if made_up else {}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*COLUMNS, *more])
    for row in rows:
        writer.writerow([*(_cell(row[name]) for name in COLUMNS), *more.values()])


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _show(asked: Asked, rows: Sequence[dict[str, Any]], ask: Ask) -> None:
    if not rows:
        return
    many_areas = len({row["area"] for row in rows}) > 1
    indicators = known(asked.workspace, [row["code"] for row in rows])
    for indicator in indicators:
        code = indicator.code
        of_code = [row for row in rows if row["code"] == code]
        table = Table(
            title=f"[bold]{code}[/] {escape(indicator.title)}", title_justify="left", box=None, header_style="bold",
            pad_edge=False, caption_justify="left",
        )  # fmt: skip
        names = [("area", "left")] if many_areas else []
        names += [("period", "left")] + ([("group", "left")] if ask.by else [])
        names += [("value", "right"), ("n", "right"), ("of", "right"), ("England", "right"), ("region", "right"),
                  ("neighbours", "right"), ("rank", "right"), ("from", "left")]  # fmt: skip
        for name, justify in names:
            table.add_column(name, justify=justify)  # type: ignore[arg-type]
        for row in of_code:
            cells = [row["area"]] if many_areas else []
            cells += [row["period"]] + (
                [f"{row['by']}: {row['group']}" if row["by"] else "all"] if ask.by else []
            )
            cells += [
                _value(row, indicator.unit), number(row["numerator"]), number(row["denominator"]),
                indicator.unit.brief(row["england"]), indicator.unit.brief(row["region"]), _neighbours(row, indicator.unit),
                f"{row['rank']} of {row['ranked']}" if row["rank"] is not None else "", _from(row),
            ]  # fmt: skip
            table.add_row(*cells)
        console.print(table)
        notes = dict.fromkeys(
            f"{row['period']}: {row['note']}"
            for row in of_code
            if row["note"] and (not row["by"] or (row["value"] is None and row["status"] == Status.VALUE))
        )
        for note in list(notes)[:6]:
            console.print(f"  [dim]{escape(note)}[/]")
        console.print()
    _show_quality(asked, rows, indicators)


def _show_quality(asked: Asked, rows: Sequence[dict[str, Any]], indicators: Sequence[Indicator]) -> None:
    """What is known against the data that these figures rest on."""
    from lineofsight.engine.quality import touching

    loads = {load for row in rows for load in (row["load"] or "").split()}
    tables = {name for indicator in indicators for needs in indicator.needs for name in needs}
    for finding in touching(asked.workspace, loads, tables)[:5]:
        console.print(f"  [yellow]Data quality:[/] {escape(finding.line)}")


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _value(row: dict[str, Any], unit: Unit) -> str:
    if row["status"] == "value":
        return unit.show(row["value"])
    shown = unit.show(row["value"])
    return f"{shown} ({row['status']})" if shown else row["status"]


def _neighbours(row: dict[str, Any], unit: Unit) -> str:
    if row["neighbour_median"] is None:
        return ""
    return f"{unit.brief(row['neighbour_median'])} ({row['neighbours_n']})"


def _from(row: dict[str, Any]) -> str:
    return f"{row['basis']}, {row['release']}" if row["release"] else row["basis"]


@app.command()
def explain(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code of an indicator.", show_default=False)],
    dialect: Annotated[str, typer.Option(help="duckdb, pyspark, postgres or mssql.")] = "duckdb",
    sql: Annotated[bool, typer.Option(help="Also show the SQL that works it out.")] = True,
) -> None:
    """Say what an indicator means, where it comes from, and the SQL that works it out.

    Example:

        lineofsight explain FD09 --dialect pyspark
    """
    from lineofsight.engine.explaining import DIALECTS, meaning, sql_of

    asked: Asked = context.obj
    if dialect not in DIALECTS:
        raise typer.BadParameter(f"'{dialect}' is not one of {', '.join(DIALECTS)}", param_hint="--dialect")
    indicator = find(as_in_catalogue(code))
    statements = sql_of(indicator, dialect) if sql else []
    if asked.json:
        show_json({**meaning(indicator), "sql": statements})
        return
    console.print(f"[bold]{indicator.code}[/]  {escape(indicator.title)}")
    for name, value in meaning(indicator).items():
        if name not in ("code", "title") and value:
            console.print(f"  [bold]{name:<12}[/] {escape(str(value))}")
    for statement in statements:
        console.print()
        console.print(escape(statement), soft_wrap=True)


@app.command()
def trace(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code of an indicator.", show_default=False)],
    area: Annotated[str, typer.Option(help="3-digit LA code.", callback=an_area)],
    period: Annotated[str, typer.Option(help="The period of the figure.")],
    rows: Annotated[bool, typer.Option("--rows", help="Also list the rows that were counted.")] = False,
    limit: Annotated[int, typer.Option(help="How many rows to list.")] = 200,
) -> None:
    """Show a figure's passport: what it counts, from which files, and with --rows which rows of them.

    Example:

        lineofsight trace FD09 --area 799 --period 2016-17 --rows
    """
    from lineofsight.engine.tracing import passport

    asked: Asked = context.obj
    (indicator,) = known(asked.workspace, [as_in_catalogue(code)])
    found = passport(asked.workspace, indicator, area, period, rows=rows)
    if asked.json:
        show_json(found)
        return
    label(asked)
    console.print(f"[bold]{found['code']}[/] {escape(found['title'])}, area {area}, {period}")
    console.print(f"  [bold]asks[/]      {escape(found['question'])}")
    console.print(f"  [bold]counts[/]    {escape(found['wording'])}")
    console.print(
        f"  [bold]edition[/]   {found['edition']}, reviewed {found['reviewed']}; source: {escape(found['source'])}"
    )
    for reading in found["readings"]:
        shown = _value(reading, indicator.unit)
        parts = (
            f"{number(reading['numerator'])} of {number(reading['denominator'])}"
            if reading["denominator"]
            else ""
        )
        console.print(f"  [bold]{_from(reading)}[/]: {shown}" + (f" = {parts}" if parts else ""))
        for line in _borne(reading, indicator.unit):
            console.print(f"      {line}")
        if reading["note"]:
            console.print(f"      [dim]{escape(reading['note'])}[/]")
        for load in reading["loads"]:
            console.print(f"      load {load['id']}, true on {load['known_on']}, loaded {load['loaded_at']}")
            for file in load["files"]:
                console.print(
                    f"        {escape(file['name'])}  {file['size']:,} bytes  sha256 {file['sha256']}"
                )
    for row in found.get("rows", [])[:limit]:
        console.print(
            f"    {escape(row['file'])}, row {row['row']}" + (f"  {row['key']}" if row.get("key") else "")
        )
    if why := found.get("no_rows"):
        console.print(f"    {escape(why)}")
    if len(found.get("rows", [])) > limit:
        console.print(f"    ... and {len(found['rows']) - limit:,} more rows (--limit shows more)")


def _borne(reading: dict[str, Any], unit: Unit) -> Iterator[str]:
    """What a figure can bear, in plain words."""
    if interval := reading["interval"]:
        reach = f"{unit.show(interval['low'])} to {unit.show(interval['high'])}"
        yield f"95% interval {reach}: with the same practice, chance alone could have given any of these"
    if signal := reading["signal"]:
        yield signal["words"]


@app.command()
def catalogue(
    context: typer.Context,
    format: Annotated[str, typer.Option(help="md for a document, table for the terminal.")] = "table",
) -> None:
    """List every indicator with its question, its meaning and its source.

    Example:

        lineofsight catalogue --format md > docs/catalogue.md
    """
    from lineofsight.engine.explaining import as_markdown, meaning

    asked: Asked = context.obj
    if format not in ("md", "table"):
        raise typer.BadParameter(f"'{format}' is not a format: md or table", param_hint="--format")
    if asked.json:
        show_json({"indicators": [meaning(one) for one in CATALOGUE.values()]})
    elif format == "md":
        sys.stdout.write(as_markdown(CATALOGUE.values()))
    else:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in ("code", "title", "question"):
            table.add_column(name, overflow="fold")
        for one in sorted(CATALOGUE.values(), key=lambda one: one.code):
            table.add_row(one.code, one.title, one.question)
        console.print(table)


@app.command()
def suppressions(
    context: typer.Context,
    codes: Annotated[
        list[str] | None,
        typer.Argument(help="Codes of indicators; without them every code.", show_default=False),
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="3-digit LA code; again for more.", callback=an_area)
    ] = None,
    period: Annotated[list[str] | None, typer.Option(help="2016-17, 2016-17-Q4, 2016-M12 ...")] = None,
) -> None:
    """List every figure of the newest run that the public does not see, and why.

    For the board alone: whoever reads it learns which hidden figures are small.

    Example:

        lineofsight suppressions CP07 --area 799 --period 2016-17
    """
    asked: Asked = context.obj
    run = asked.workspace.newest_run()
    if run is None:
        raise StoreError("No figure has been worked out yet. Begin with: lineofsight compute")
    wanted = {as_in_catalogue(code) for code in codes or ()}
    rows = [
        one
        for one in opened.suppressions(asked.workspace, run)
        if (not wanted or one["code"] in wanted)
        and (not area or one["area"] in area)
        and (not period or one["period"] in period)
    ]
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "run": run["id"], "suppressions": rows})
        return
    label(asked)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("code", "area", "period", "by", "group", "why", "for the sake of"):
        table.add_column(name, overflow="fold")
    for one in rows:
        named = (one[name] or "" for name in ("code", "area", "period", "by", "group", "why", "cells"))
        table.add_row(*map(escape, named))
    console.print(table if rows else "Nothing is hidden from the public in it.")
    console.print(f"{len(rows):,} figures of run {run['id']} are hidden from the public.")
