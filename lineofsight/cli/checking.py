"""Whether a report's sentences match the record: `check`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from lineofsight.claims import across, shown
from lineofsight.claims.check import Checked, check
from lineofsight.claims.figures import Figures
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import LedgerError, read_ledger
from lineofsight.claims.resolving import FromWorkspace, read_settings
from lineofsight.claims.tags import TagError
from lineofsight.claims.verdict import Verdict
from lineofsight.cli.app import Asked, app, console, errors, show_json, waiting
from lineofsight.cli.beside import paragraphs_said, record_of
from lineofsight.documents.front import ReportError, front
from lineofsight.engine.opened import Audience
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.store import Workspace

COLOUR = {
    Verdict.VERIFIED: "green", Verdict.CONTRADICTED: "red", Verdict.UNMEASURED: "yellow", Verdict.UNSUPPORTED: "magenta",
    Verdict.UNBOUND: "cyan",
}  # fmt: skip
PROVISIONAL = "provisional"  # how a caveat begins that most figures of a draft share


def on_screen(verdict: str) -> str:
    return "matches the record" if verdict == Verdict.VERIFIED else str(verdict)


@dataclass(frozen=True)
class Report:
    """One report, read and checked."""

    path: Path
    document: Document
    checked: tuple[Checked, ...]


@app.command("check")
def check_(
    context: typer.Context,
    reports: Annotated[
        list[Path], typer.Argument(help="Reports in Markdown, with claims in tags.", show_default=False)
    ],
    area: Annotated[
        str | None, typer.Option(help="3-digit LA code, where the report does not say it.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Check against what the public may see.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for another program.")] = False,
) -> None:
    """Check every sentence of a report against the record.

    Facts and records stand beside the report in facts.toml and records.toml.

    Exit 0: nothing is contradicted. 1: something is. 2: a file cannot be read, or a tag is malformed.

    Example:

        lineofsight check report.md --area 799
    """
    asked: Asked = context.obj
    audience = Audience.PUBLIC if public else Audience.ANALYST
    found = [checked(asked.workspace, path, area, audience) for path in reports]
    if len(found) > 1:
        again = across.differing([(str(one.path), one.checked) for one in found])
        found = [replace(one, checked=tuple(own)) for one, own in zip(found, again, strict=True)]
    if asked.json or as_json:
        show_json({"claims": [entry(one) for report in found for one in report.checked]})
    else:
        for report in found:
            _show(report)
    if any(one.verdict is Verdict.CONTRADICTED for report in found for one in report.checked):
        raise typer.Exit(1)


def checked(
    workspace: Workspace, path: Path, area: str | None, audience: Audience = Audience.ANALYST
) -> Report:
    """Read and check one report; the command ends with 2 where it cannot be read."""
    try:
        document = read(path.read_text(encoding="utf-8-sig"))
        said = front(document.front)
        where = area or said.area
        much = f"Checking {len(document.claims)} claims of {path.name}"
        with record_of(workspace, path, document, said) as record, waiting(much):
            figures = Figures(record, audience=audience)
            figures.prepare(document.claims, where)
            resolver = FromWorkspace(
                figures, read_ledger(path.parent), paragraphs_said(workspace, document, path.parent)
            )
            found = check(document, resolver, area=where, settings=read_settings(path.parent))
        return Report(path, document, tuple(found))
    except (OSError, UnicodeDecodeError) as error:
        errors.print(f"[red]Not read:[/] {escape(str(path))}: {escape(plain(error))}")
    except (TagError, LedgerError, ReportError, SourceError) as error:
        errors.print(f"[red]Not checked:[/] {escape(str(path))}: {escape(plain(error))}")
    raise typer.Exit(2)


def plain(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8. Save it from your editor as plain text, UTF-8."
    if isinstance(error, FileNotFoundError):
        return "there is no such file. Check the name and the folder."
    first, *more = str(error).splitlines() or [""]
    return "\n    ".join([f"{len(more) + 1} things to mend.", first, *more]) if more else first


def _show(report: Report) -> None:
    """What blocks, worst first; what matches the record is counted."""
    tagged = [one for one in report.checked if one.claim]
    for one in sorted(report.checked, key=lambda one: (-one.verdict.badness, one.line)):
        cautions = [caution for caution in one.cautions if not caution.startswith(PROVISIONAL)]
        if one.verdict is Verdict.VERIFIED and not cautions:
            continue
        colour = COLOUR[one.verdict]
        verdict = on_screen(one.verdict)
        console.print(f"{escape(str(report.path))}:{one.line}  [{colour}]{verdict}[/]  “{escape(one.words)}”")
        if one.verdict is not Verdict.VERIFIED:
            console.print(
                f"    {escape(one.reason)}" + (f"  [dim]{escape(one.binding)}[/]" if one.binding else "")
            )
        if one.suggestion:
            console.print(f"    [bold]It would be true to write:[/] {escape(one.offered)}")
        for caution in cautions:
            console.print(f"    [dim]note: {escape(caution)}[/]")
    if not tagged:
        console.print(
            "There is no claim in it. A claim reads [5,497]{figure=FD07 period=2016-17}.", markup=False
        )
    console.print(f"{escape(str(report.path))}: {summary(report.checked)}")
    provisional = sum(
        any(caution.startswith(PROVISIONAL) for caution in one.cautions) for one in report.checked
    )
    if provisional:
        why = "worked out from local rows, and the published figure may differ"
        console.print(f"    [dim]{provisional} of them provisional: {why}[/]")
    if by_number_alone := _by_number_alone(report.checked):
        console.print(
            f"    [dim]read by number alone: {escape(', '.join(by_number_alone))}. Write what the document says of each as "
            "words in facts.toml, and the words of these sentences are held against it too[/]"
        )


def _by_number_alone(found: Sequence[Checked]) -> list[str]:
    """The facts that match the record and say nothing of what they are a number of."""
    said = [
        one for one in found if one.verdict is Verdict.VERIFIED and one.claim and one.claim.tag.kind == "fact"
    ]
    return sorted({one.claim.tag.id for one in said if one.claim and not one.evidence[-1].definition})


def summary(found: Sequence[Checked]) -> str:
    """24 claims: 20 match the record, 1 contradicted; 3 words unbound"""
    tagged = [one for one in found if one.claim]
    counts = [(verdict, sum(one.verdict is verdict for one in tagged)) for verdict in reversed(Verdict)]
    said = ", ".join(f"{n} {_in_words(verdict, n)}" for verdict, n in counts if n)
    claims = f"{len(tagged)} {'claim' if len(tagged) == 1 else 'claims'}: {said or 'none'}"
    loose = len(found) - len(tagged)
    places = f"; {loose} {'place' if loose == 1 else 'places'} with words that no claim bears out"
    return claims + (places if loose else "")


def _in_words(verdict: Verdict, n: int) -> str:
    if verdict is Verdict.VERIFIED:
        return "matches the record" if n == 1 else "match the record"
    return str(verdict)


def entry(one: Checked) -> dict[str, Any]:
    """A row of `--json`. Unbound words have no `binding`."""
    last = one.evidence[-1] if one.evidence else None
    row: dict[str, Any] = {"line": one.line, "words": one.words}
    if one.claim:
        row["binding"] = one.binding
    row |= {
        "verdict": str(one.verdict), "reason": one.reason,
        "value": _number(last and last.value),
        "numerator": _number(last and last.n), "denominator": _number(last and last.d),
        "interval": [_number(shown.round_to(end, 4)) for end in last.interval] if last and last.interval else None,
        "basis": last.basis if last else None, "suggestion": one.suggestion,
        "instead_of": one.instead_of or None, "cautions": list(one.cautions),
    }  # fmt: skip
    return row


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


@app.command()
def wording() -> None:
    """Print which words claim what, and what would bear them out: docs/wording.md.

    Example:

        lineofsight wording > docs/wording.md
    """
    from lineofsight.claims.wording.page import page

    console.file.write(page())
