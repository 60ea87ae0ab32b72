"""Whether a report's sentences match the record: `check`."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from lineofsight.claims.check import Checked, Evidence, Verdict, check
from lineofsight.claims.language import Claim, TagError, claims
from lineofsight.cli.app import Asked, app, console, errors, show_json
from lineofsight.engine.indicator import IndicatorError
from lineofsight.engine.indicators import find
from lineofsight.engine.periods import PeriodError
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.store import Workspace

COLOUR = {Verdict.VERIFIED: "green", Verdict.CONTRADICTED: "red", Verdict.UNMEASURED: "yellow"}


@app.command("check")
def check_(
    context: typer.Context,
    reports: Annotated[
        list[Path], typer.Argument(help="Reports in Markdown, with tagged figures.", show_default=False)
    ],
    area: Annotated[str | None, typer.Option(help="3-digit LA code, where a tag does not say it.")] = None,
) -> None:
    """Check the tagged figures of a report against the record.

    Exit 0: nothing is contradicted. 1: something is. 2: a file cannot be read, or a tag is malformed.

    Example:

        lineofsight check report.md --area 799
    """
    asked: Asked = context.obj
    found: list[tuple[Path, Checked]] = []
    for report in reports:
        try:
            text = report.read_text(encoding="utf-8")
            checked = check(
                claims(text), lambda claim, period: _evidence(asked.workspace, claim, period, area)
            )
        except (OSError, UnicodeDecodeError) as error:
            errors.print(f"[red]Not read:[/] {escape(str(report))}: {escape(str(error))}")
            raise typer.Exit(2) from None
        except (TagError, IndicatorError, PeriodError) as error:
            errors.print(f"[red]Not checked:[/] {escape(str(report))}: {escape(str(error))}")
            raise typer.Exit(2) from None
        found += [(report, one) for one in checked]
    if asked.json:
        show_json({"claims": [_entry(one) for _, one in found]})
    else:
        for report, one in found:
            colour = COLOUR[one.verdict]
            console.print(
                f"{escape(str(report))}:{one.claim.line}  [{colour}]{one.verdict}[/]  “{escape(one.claim.words)}”"
            )
            console.print(f"    {escape(one.reason)}  [dim]{escape(one.claim.binding)}[/]")
        if not found:
            console.print(
                "There is no tagged figure in it. A tag reads [5,497]{figure=FD07 period=2016-17}.",
                markup=False,
            )
    if any(one.verdict is Verdict.CONTRADICTED for _, one in found):
        raise typer.Exit(1)


def _evidence(workspace: Workspace, claim: Claim, period: str, area: str | None) -> Evidence:
    place = claim.area or area
    if place is None:
        raise TagError(f"line {claim.line}: no area is given. Add --area 885, or area=885 to the tag.")
    indicator = find(claim.figure)
    indicator.period(period)
    basis = Basis(claim.basis) if claim.basis else None
    rows = figures(
        workspace, Ask(codes=[claim.figure], areas=[place], periods=[period], basis=basis)
    ).to_pylist()
    if not rows:
        return Evidence(None, None, None, None, "there is no reading")
    (row,) = rows
    numerator, denominator = (
        None if row[part] is None else Fraction(row[part]) for part in ("numerator", "denominator")
    )
    value = None if row["value"] is None else Fraction(row["value"])
    if numerator is not None and denominator:
        value = indicator.unit.scale * numerator / denominator  # exact: never a float
    missing = None if row["status"] == Status.VALUE else f"{row['status']}: {row['note']}"
    return Evidence(value, numerator, denominator, row["basis"], missing, row["known_on"])


def _entry(one: Checked) -> dict:
    last = one.evidence[-1]
    return {
        "line": one.claim.line,
        "words": one.claim.words,
        "binding": one.claim.binding,
        "verdict": one.verdict,
        "reason": one.reason,
        "value": None if last.value is None else float(last.value),
        "numerator": None if last.numerator is None else float(last.numerator),
        "denominator": None if last.denominator is None else float(last.denominator),
        "basis": last.basis,
    }
