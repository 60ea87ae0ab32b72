"""What figures and judgements can bear beside others: `funnel`, `agreement`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from lineofsight.cli.app import Asked, app, console, label, show_json
from lineofsight.cli.looking import as_in_catalogue, number
from lineofsight.engine.apart import Place, spread
from lineofsight.engine.indicator import Unit
from lineofsight.engine.query import known
from lineofsight.engine.raters import FEW, agreements, read
from lineofsight.engine.statistics import Agreement, Interval, Weights, kappa_band


@app.command()
def funnel(
    context: typer.Context,
    code: Annotated[
        str, typer.Argument(help="A share or a rate that is published, such as FD09.", show_default=False)
    ],
    period: Annotated[str, typer.Option(help="The period of the figures.")],
    area: Annotated[list[str] | None, typer.Option(help="Areas to show whatever they are.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every area, not only those outside.")] = False,
) -> None:
    """Say which areas stand apart from England by more than their size explains.

    Limits are 95% and 99.8%, round England's figure, and widened where areas differ more than chance alone
    would make them. Outside the limits is a reason to ask why, and never a verdict.

    Example:

        lineofsight funnel FD09 --period 2016-17 --area 885
    """
    asked: Asked = context.obj
    code = as_in_catalogue(code)
    (indicator,) = known(asked.workspace, [code])
    found = spread(asked.workspace, code, period)
    if asked.json:
        show_json({"made_up": asked.workspace.made_up, "code": code, "period": period, **asdict(found)})
        return
    label(asked)
    shown = [one for one in found.places if every or one.outside or one.area in (area or ())]
    console.print(f"[bold]{code}[/] {escape(indicator.title)}, {period}, {found.release}")
    console.print(f"  {found.words(indicator.unit)}.")
    console.print(_places(shown, indicator.unit))
    outside = sum(one.outside is not None for one in found.places)
    console.print(f"  [dim]{outside} outside the limits; {found.without} areas have no figure.[/]")
    for missing in sorted(set(area or ()) - {one.area for one in found.places}):
        console.print(f"  [yellow]{escape(missing)} has no figure of {code} in {period}.[/]")


def _places(shown: list[Place], unit: Unit) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("area", "name"):
        table.add_column(name)
    for name in ("value", "n", "of", "95% limits", "99.8% limits"):
        table.add_column(name, justify="right")
    table.add_column("it is")
    for one in shown:
        table.add_row(
            one.area, escape(one.name), unit.show(one.value), number(one.numerator), number(one.denominator),
            *(_reach(limits, unit) for limits in one.limits), one.words,
        )  # fmt: skip
    return table


def _reach(limits: Interval, unit: Unit) -> str:
    return f"{unit.brief(limits.low)} to {unit.brief(limits.high)}"


@app.command()
def agreement(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV: the case, then one column for each person who judged it.", show_default=False
        ),
    ],
    weights: Annotated[
        Weights, typer.Option(help="How much a near miss counts, where the answers stand in an order.")
    ] = Weights.NONE,
    order: Annotated[
        str | None, typer.Option(help="The answers from lowest to highest, with commas; else as they sort.")
    ] = None,
) -> None:
    """Say how far people who judged the same cases agree, beyond what chance would give.

    Nothing is kept of the file. Kappa sinks where one answer prevails; percent and AC1 stand beside it.

    Example:

        lineofsight agreement thresholds.csv --weights quadratic --order 1,2,3,4
    """
    asked: Asked = context.obj
    judged = read(file, [answer.strip() for answer in order.split(",")] if order else ())
    found = agreements(judged, weights)
    if asked.json:
        show_json({"cases": len(judged.given), "raters": judged.raters, "answers": judged.answers,
                   "agreement": {name: asdict(one) for name, one in found.items()}})  # fmt: skip
        return
    console.print(
        f"{len(judged.given)} cases, {len(judged.raters)} people, answers {escape(', '.join(judged.answers))}"
    )
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("agreement", "value", "95% interval", "usual word"):
        table.add_column(name)
    for name, one in found.items():
        table.add_row(escape(name), *_said(name, one))
    console.print(table)
    if len(judged.given) < FEW:
        console.print(f"  [yellow]Fewer than {FEW} cases: a first impression, no more.[/]")


def _said(name: str, one: Agreement) -> tuple[str, str, str]:
    if one.value is None:
        return "none: all gave the same answer", "", ""
    percent = name == "in percent"
    value, *reach = (
        f"{100 * part:.0f}%" if percent else f"{part:.2f}"
        for part in (one.value, *((one.interval.low, one.interval.high) if one.interval else ()))
    )
    return value, " to ".join(reach), kappa_band(one.value) if "kappa" in name else ""
