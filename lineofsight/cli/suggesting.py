"""What a text's numbers and words could be bound to: `suggest`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from lineofsight.claims.figures import Figures
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import Ledger, LedgerError, read_ledger
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.suggesting.around import report_period
from lineofsight.claims.suggesting.facts import skeleton
from lineofsight.claims.suggesting.known import Known, readings, recorded
from lineofsight.claims.suggesting.proposing import Proposal, Suggestion, Sure, suggest
from lineofsight.claims.suggesting.scoring import Fit
from lineofsight.claims.tags import TagError
from lineofsight.cli.app import Asked, app, console, errors, label, show_json
from lineofsight.documents.front import ReportError
from lineofsight.documents.paragraphs import from_word, is_word

COLOUR = {Sure.GOOD: "green", Sure.FAIR: "yellow", Sure.WEAK: "magenta", Sure.NONE: "cyan"}
BOM = "\ufeff"


@app.command("suggest")
def suggest_(
    context: typer.Context,
    report: Annotated[
        Path, typer.Argument(help="A text in Markdown, or a Word file (.docx).", show_default=False)
    ],
    area: Annotated[
        str | None, typer.Option(help="3-digit LA code, where the report does not say it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The new file; else REPORT.proposed.md beside the report.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an older proposal.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for another program.")] = False,
) -> None:
    """Propose what the numbers and comparing words of a text could be bound to.

    The words stay as they are: the new file has tags around them, marked proposed=yes. No proposal counts until
    a person has looked at it and taken proposed=yes out of its tag.

    Exit 0: the new file is written. 2: the report cannot be read, or the new file is there already.

    Example:

        lineofsight suggest last-year.docx --area 885
    """
    asked: Asked = context.obj
    target = out or report.with_name(f"{report.stem}.proposed.md")
    try:
        _check_target(report, target, force)
        text = _text(report)
        if area and is_word(report):  # a Word file says nowhere which area it is of
            text = f"---\narea: {area}\n---\n\n{text}"
        ledger = read_ledger(report.parent)
        document = read(text)
        where = _area(document, area)
        known = _known(asked, where, ledger)
        made = suggest(text, known, FromWorkspace(Figures(asked.workspace), ledger), where)
    except (ReportError, LedgerError, TagError) as error:
        errors.print(f"[red]Nothing proposed:[/] {escape(str(report))}: {escape(str(error))}")
        raise typer.Exit(2) from None
    bom = BOM if not is_word(report) and report.read_bytes().startswith(BOM.encode()) else ""
    try:
        target.write_bytes((bom + made.text).encode())
    except OSError as error:
        errors.print(f"[red]Not written:[/] {escape(str(target))}: {escape(str(error.strerror))}")
        raise typer.Exit(2) from None
    facts = skeleton(made.proposals, report_period(document))
    if asked.json or as_json:
        show_json({"proposals": [entry(one) for one in made.proposals], "facts": facts, "out": str(target)})
        return
    label(asked)
    _show(made, facts, target)


def _check_target(report: Path, target: Path, force: bool) -> None:
    if target.resolve() == report.resolve():
        raise ReportError("--out names the report itself, which is never written over. Name another file.")
    if target.exists() and not force:
        raise ReportError(
            f"{target} is there already, perhaps with your decisions in it. Add --force to write over it, or "
            "name another file with --out."
        )


def _text(report: Path) -> str:
    """The report's text as it stands, line ends and all; a Word file's in Markdown."""
    try:
        held = report.read_bytes()
        return from_word(report) if is_word(report) else held.decode("utf-8").removeprefix(BOM)
    except FileNotFoundError:
        raise ReportError("there is no such file. Check the name and the folder.") from None
    except UnicodeDecodeError:
        raise ReportError("it is not text in UTF-8. Save it from your editor as plain text, UTF-8.") from None
    except OSError as error:
        raise ReportError(f"it cannot be opened ({error.strerror}).") from None


def _area(document: Document, area: str | None) -> str:
    said = area or document.front.get("area")
    if said is None:
        raise ReportError("it does not say which area it is about. Add --area 885, or area: 885 at its top.")
    return str(said)


def _known(asked: Asked, area: str, ledger: Ledger) -> Known:
    known = Known([*readings(asked.workspace, area), *recorded(ledger)])
    if not known.levels:
        errors.print(
            f"[yellow]There is nothing on record for area {escape(area)} yet:[/] every number is listed as one that "
            "no figure fits. Load files first: lineofsight load FILES."
        )
    return known


def entry(one: Proposal) -> dict[str, Any]:
    """A row of `--json`. `binding` is what the new file has; None where nothing was written."""
    return {
        "line": one.line, "words": one.words, "sentence": one.sentence, "sure": str(one.sure),
        "binding": one.fits[0].binding if one.placed else None,
        "alternatives": [_alternative(fit) for fit in one.fits],
    }  # fmt: skip


def _alternative(fit: Fit) -> dict[str, Any]:
    stated = fit.stated
    value = int(stated.value) if stated.value.denominator == 1 else round(float(stated.value), 4)
    return {
        "binding": fit.binding, "title": stated.words, "value": value, "unit": str(stated.unit), "score": fit.score,
        "why": list(fit.why),
    }  # fmt: skip


def _show(made: Suggestion, facts: str, target: Path) -> None:
    bound = [one for one in made.proposals if one.fits]
    if bound:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in ("Line", "Words", "First proposal", "How sure", "Else"):
            table.add_column(heading, overflow="fold")
        for one in bound:
            first, *others = one.fits
            sure = f"[{COLOUR[one.sure]}]{one.sure}[/]" + (
                "" if one.placed else " (not written: add it by hand)"
            )
            table.add_row(
                str(one.line), escape(one.words), f"{escape(first.stated.words)}\n[dim]{escape(_brief(first))}[/]", sure,
                escape("; ".join(_brief(fit) for fit in others)),
            )  # fmt: skip
        console.print(table)
    if facts:
        console.print(
            "\nNo figure fits these. A fact to record? Fill in and add to facts.toml beside the report:\n"
        )
        console.print(facts, markup=False)
    written = sum(one.placed for one in made.proposals)
    console.print(
        f"{written} {'proposal' if written == 1 else 'proposals'} in {escape(str(target))}. Look at each; where it is "
        "right, take proposed=yes out of its tag."
    )


def _brief(fit: Fit) -> str:
    """FD07 2016-17, or FD09 2016-17 numerator."""
    one, keys = fit.stated, fit.stated.tag.keys
    when = f"{keys['from']} to {keys['to']}" if "from" in keys else keys.get("period", "")
    part = "" if one.part == "value" else one.part
    return " ".join(filter(None, (one.id, when, part, one.against)))
