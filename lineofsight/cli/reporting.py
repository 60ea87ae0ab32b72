"""Reports as documents: `report`, `replay`, `recheck`."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from lineofsight.claims import frozen
from lineofsight.claims.check import check
from lineofsight.claims.figures import Figures
from lineofsight.claims.gaps import gaps
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import LedgerError, read_ledger
from lineofsight.claims.resolving import FromWorkspace, read_settings
from lineofsight.claims.tags import TagError
from lineofsight.cli.app import Asked, app, console, day, errors, now, show_json, waiting
from lineofsight.cli.beside import edition_of, paragraphs_said, record_of
from lineofsight.cli.checking import on_screen, plain, summary
from lineofsight.cli.serving import head_here
from lineofsight.documents.front import Front, ReportError, Stop, front
from lineofsight.documents.template import TemplateError, named
from lineofsight.engine.opened import Audience
from lineofsight.engine.store import Workspace

CANNOT = (OSError, UnicodeDecodeError, TagError, LedgerError, ReportError, TemplateError)


@app.command()
def report(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT.md", help="A report in Markdown, with claims in tags.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for the four files. Without it: reports/ and the report's name."),
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="3-digit LA code, where the report does not say it.")
    ] = None,
    board: Annotated[
        bool, typer.Option("--board", help="The internal edition, with a banner: small numbers are shown.")
    ] = False,
    final: Annotated[
        bool,
        typer.Option("--final", help="Sign an edition that never changes. What is contradicted stops it."),
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--date", help="The day that the report bears. Without it: its date:, else today."),
    ] = None,
) -> None:
    """Make one report into four files that anybody can read: HTML, Word, ODT and accessible PDF.

    Every claim is checked first. A draft marks what does not match the record; --final refuses it.

    Exit 0: made. 1: something stops it, and nothing was made. 2: the report cannot be read.

    Examples:

        lineofsight report report.md --out published

        lineofsight report examples/worcestershire-2016-17/report.md
    """
    asked: Asked = context.obj
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = read(text)
        said = front(document.front)
        if said.template:
            named(said.template)
        much = f"Checking {len(document.claims)} claims and making four files"
        with record_of(asked.workspace, path, document, said) as workspace, waiting(much):
            wanted = _Wanted(path, text, document, said, out, area or said.area, board, final, day(on))
            _report(asked, workspace, wanted)
    except CANNOT as error:
        errors.print(f"[red]Not made:[/] {escape(str(path))}: {escape(plain(error))}")
        raise typer.Exit(2) from None


@dataclass(frozen=True)
class _Wanted:
    """One report as it was asked for."""

    path: Path
    text: str
    document: Document
    front: Front
    out: Path | None
    area: str | None
    board: bool
    final: bool
    on: date | None

    @property
    def folder(self) -> Path:
        """Where the files go: the folder asked for, else reports/ and the report's own name."""
        own = self.path.stem if self.path.stem != "report" else self.path.parent.resolve().name
        return self.out or Path("reports") / own


def _report(asked: Asked, workspace: Workspace, wanted: _Wanted) -> None:
    from lineofsight.documents import directives, editions
    from lineofsight.documents.charted import Charted
    from lineofsight.documents.reporting import make
    from lineofsight.documents.writing import write_all

    document, place = wanted.document, wanted.area
    named_in_pdf = _cautions(wanted)
    if wanted.folder.exists() and not wanted.folder.is_dir():
        raise ReportError(f"--out {wanted.folder} is a file. Name a folder for the four files.")
    ledger = read_ledger(wanted.path.parent)
    asks = [directives.wanted(directives.read(*one), place or "") for one in document.directives]
    known = Figures(workspace)
    known.prepare(document.claims, place, asks if wanted.board else ())
    seen = known
    if not wanted.board:
        seen = Figures(workspace, audience=Audience.PUBLIC)
        seen.prepare(document.claims, place, asks)
    name = known.names.get(place or "", "")
    earlier = paragraphs_said(asked.workspace, document, wanted.path.parent)
    kept = frozen.Recording(FromWorkspace(known, ledger, earlier))
    found = check(document, kept, area=place, settings=read_settings(wanted.path.parent))
    charted = Charted(place or "", known.names, seen.rows, known.meaning, known.neighbours(place))
    made = make(
        document, found, charted.draw, on=wanted.on or now().date(), area=place, area_name=name, for_board=wanted.board,
        public=None if wanted.board else FromWorkspace(seen, ledger),
        made_up=bool(workspace.made_up), final=wanted.final, gaps=list(gaps(wanted.text)),
    )  # fmt: skip
    if stops := [stop for stop in made.stops if wanted.final or stop.hidden]:
        _say_what_stops(wanted.path, stops)
        raise typer.Exit(1)
    if wanted.final:
        signed = editions.sign(
            asked.workspace.folder / "editions", wanted.path, document, made, kept, charted, at=now(),
            area=place, audience="board" if wanted.board else "public", made_up=bool(workspace.made_up),
            run=(workspace.newest_run() or {}).get("id") if workspace.exists else None, trail=head_here(asked),
        )  # fmt: skip
        paths = editions.copied(signed, wanted.folder)
    else:
        paths = write_all(made.page, wanted.folder)
    if asked.json:
        names = {ending: str(one) for ending, one in paths.items()}
        edition = str(signed.folder) if wanted.final else None
        show_json({"files": names, "edition": edition, "cautions": named_in_pdf})
        return
    console.print(f"{escape(str(wanted.path))}: {summary(found)}")
    for one in paths.values():
        console.print(f"  {escape(str(one))}")
    for caution in named_in_pdf:
        console.print(f"[yellow]{escape(caution)}[/]", highlight=False)
    if wanted.final:
        console.print(
            f"Signed as edition [bold]{escape(signed.folder.name)}[/], kept in {escape(str(signed.folder))}."
        )


def _cautions(wanted: _Wanted) -> list[str]:
    """What the PDF names in brackets, with its line. ReportError where that is a letter: its name is no reading."""
    from lineofsight.documents import letters

    found = []
    for number, line in enumerate(wanted.text.splitlines(), 1):
        for one in letters.unshown(line):
            if letters.is_of_a_script(one):
                raise ReportError(
                    f"line {number}: the fonts have no '{one}' ({unicodedata.name(one, 'a letter').lower()}). "
                    f"Write it in English letters, or say in words what it means."
                )
            found.append(
                f"{wanted.path}:{number}: '{one}' is printed as {letters.named(one)} in the PDF. Write it in words."
            )
    return found


def _say_what_stops(path: Path, stops: Sequence[Stop]) -> None:
    for stop in stops:
        errors.print(
            f"{escape(str(path))}:{stop.line}  [red]“{escape(stop.words)}”[/]\n    {escape(stop.why)}"
        )
    many = "statement stops" if len(stops) == 1 else "statements stop"
    errors.print(f"[red]Not made.[/] {len(stops)} {many} it; nothing was written.")


@app.command()
def replay(
    context: typer.Context,
    edition: Annotated[Path, typer.Argument(help="The folder of a signed edition.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="Keep the files made again in this folder.")] = None,
) -> None:
    """Make an edition again from itself alone, and say whether it is the same.

    Exit 0: the same figures, words, headings, tables and alternative text. 1: something differs.

    Example:

        lineofsight replay workspace/editions/885-2016-17-report-1
    """
    from lineofsight.documents import editions

    asked: Asked = context.obj
    try:
        opened = editions.open_edition(edition_of(asked.workspace, edition))
        made = editions.replay(opened, out)
    except CANNOT as error:
        errors.print(f"[red]Not replayed:[/] {escape(plain(error))}")
        raise typer.Exit(2) from None
    if asked.json:
        show_json(
            {
                "bytes_same": made.bytes_same,
                "differences": made.differences,
                "verdicts": made.verdicts,
                "versions": made.other_versions,
            }
        )
    else:
        for ending, same in made.bytes_same.items():
            console.print(
                f"  report.{ending}: {'the same, byte for byte' if same else 'made by other versions: not the same bytes'}"
            )
        for name, (then, today) in made.other_versions.items():
            console.print(f"  {name} was {then} and is {today}")
        for line, words, then, today in made.verdicts:
            console.print(
                f"  line {line} “{escape(words)}”: was {then}; today's rules say {today}. The edition keeps what it said."
            )
        for difference in made.differences:
            console.print(f"  [red]{escape(difference)}[/]")
        console.print(
            f"{escape(opened.folder.name)}: "
            + (
                "it differs."
                if made.differences
                else "the same figures, words, headings, tables and alternative text."
            )
        )
    if made.differences:
        raise typer.Exit(1)


@app.command()
def recheck(
    context: typer.Context,
    edition: Annotated[Path, typer.Argument(help="The folder of a signed edition.", show_default=False)],
    run: Annotated[str | None, typer.Option(help="The run to check against. Without it: the newest.")] = None,
    facts: Annotated[
        Path | None, typer.Option(help="The folder with today's facts.toml and records.toml; else as signed.")
    ] = None,
) -> None:
    """List exactly the sentences of an edition that a new run, definition or fact changes: old and new side by side.

    Exit 0: nothing changed. 1: something did.

    Example:

        lineofsight recheck 885-2016-17-report-1
    """
    from lineofsight.documents import editions, rechecking

    asked: Asked = context.obj
    try:
        opened = editions.open_edition(edition_of(asked.workspace, edition))
        changed = rechecking.recheck(
            opened,
            FromWorkspace(
                Figures(asked.workspace, run=run),
                read_ledger(facts or opened.folder),
                paragraphs_said(asked.workspace),
            ),
        )
    except CANNOT as error:
        errors.print(f"[red]Not rechecked:[/] {escape(plain(error))}")
        raise typer.Exit(2) from None
    if asked.json:
        show_json({"changed": [vars(one) for one in changed]})
    else:
        for (line, sentence), several in groupby(changed, key=lambda one: (one.line, one.sentence)):
            console.print(f"line {line}  “{escape(sentence)}”")
            for one in several:
                console.print(f"    “{escape(one.words)}”")
                console.print(f"      then: {escape(one.then)} ({on_screen(one.verdict_then)})")
                console.print(f"      now:  {escape(one.now)} ({on_screen(one.verdict_now)})")
                console.print(f"      [dim]{escape(one.why)}[/]")
        console.print(
            f"{escape(opened.folder.name)}: "
            + (
                f"{len(changed)} {'statement' if len(changed) == 1 else 'statements'} changed."
                if changed
                else "nothing changed."
            )
        )
    if changed:
        raise typer.Exit(1)
