"""Beginning a report, and what it still lacks: `new`, `coverage`."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from lineofsight.claims.ledger import LedgerError, read_ledger
from lineofsight.claims.resolving import FromWorkspace, read_settings
from lineofsight.claims.tags import TagError
from lineofsight.cli.app import Asked, app, console, day, errors, label, progress, show_json
from lineofsight.cli.beside import edition_of
from lineofsight.documents.coverage import Coverage, coverage
from lineofsight.documents.drafting import AtOnce, Drafting, facts_skeleton, records_skeleton
from lineofsight.documents.paragraphs import EditionError, read_before
from lineofsight.documents.stating import Stating
from lineofsight.documents.template import TemplateError, find, templates
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Period, parse
from lineofsight.engine.sources.authorities import authorities
from lineofsight.engine.store import Workspace
from lineofsight.regimes import RegimeError, named, regime

KINDS = ", ".join(dict.fromkeys(one.kind for one in templates()))
USUAL = (9, 30)  # where no day of publication is given, the September after the period is taken


@app.command("new")
def new(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=f"What to begin: {KINDS}.", show_default=False)],
    area: Annotated[str, typer.Option(help="3-digit LA code.", show_default=False)],
    period: Annotated[str, typer.Option(help="2016-17, or 2019-10-01..2020-09-30.", show_default=False)],
    area_name: Annotated[
        str | None, typer.Option(help="What the area is called, where neither workspace nor nation says.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; otherwise reports/... in the workspace.")
    ] = None,
    regime_key: Annotated[
        str | None, typer.Option("--regime", help="Such as LSCB_WT2015; otherwise the one in force.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(help="Day of publication: it decides who gets the report, and titles."),
    ] = None,
    switched: Annotated[
        str | None, typer.Option(help="Day on which the area's board became a partnership.")
    ] = None,
    after: Annotated[
        Path | None,
        typer.Option(
            help="The last report: an edition's name or folder, .md or .docx; its promises are carried over."
        ),
    ] = None,
    board: Annotated[
        bool, typer.Option("--board", help="For the board's own eyes: small numbers are not suppressed.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a report that is already there.")
    ] = False,
) -> None:
    """Begin a report: the sections that guidance asks for, the figures already bound, gaps marked.

    Every figure in it matches the record, or is marked as a gap. facts.toml and records.toml are laid beside it
    where they are absent, and never written over.

    Examples:

        lineofsight new annual-report --area 799 --period 2016-17

        lineofsight new cabinet-report --area 799 --period 2016-17 --after reports/annual-report-2015-16
    """
    asked: Asked = context.obj
    span = parse(period)
    try:
        content = named(regime_key) if regime_key else regime(span.end, switched=day(switched))
        now = regime(day(published) or _usual(span), switched=day(switched))
        if regime_key and now.kind != content.kind and published is None:
            now = content
        template = find(kind, content)
        path = out or asked.workspace.folder / "reports" / f"{kind}-{area}-{span.label}" / "report.md"
        if path.exists() and not force:
            errors.print(
                f"[red]Not written:[/] {escape(str(path))} is already there. Give another --out, or --force."
            )
            raise typer.Exit(1)
        if after and not after.exists() and (held := edition_of(asked.workspace, after)).is_dir():
            after = held
        before = read_before(after) if after else None
        ledger = read_ledger(path.parent)
        who = Audience.BOARD if board else Audience.PUBLIC
        with progress("Asking the record"):
            known = AtOnce(asked.workspace, area, audience=who)
        editions = (
            {f"{before.name}#{key}": words for key, words in before.paragraphs.items()} if before else {}
        )
        stating = Stating(
            FromWorkspace(known, ledger, editions), ledger, area, span, read_settings(path.parent),
            plainly=template.kind == "child-version",
        )  # fmt: skip
        drafting = Drafting(
            template=template,
            regime=content,
            now=now,
            stating=stating,
            area_name=area_name or _name(asked.workspace, area),
            workspace=asked.workspace,
            before=before,
            after=os.path.relpath(after.resolve(), path.parent.resolve()) if after else "",
            made_up=asked.workspace.made_up,
        )
        text = drafting.text()
        beside = {"facts.toml": facts_skeleton(drafting), "records.toml": records_skeleton(drafting)}
    except (TemplateError, RegimeError, EditionError, LedgerError, TagError) as error:
        errors.print(f"[red]Not begun:[/] {escape(str(error))}")
        raise typer.Exit(1) from None
    made = _write(path, text, beside)
    found = coverage(text, folder=path.parent)
    if asked.json:
        show_json({"report": str(path), "written": made, "regime": content.key, "template": template.name,
                   "gaps": len(found.gaps), "claims": text.count("]{")})  # fmt: skip
        return
    label(asked)
    console.print(f"[bold]{escape(str(path))}[/] is begun: {template.name}, {escape(content.title)}.")
    console.print(
        f"{text.count(']{')} statements match the record; {len(found.gaps)} gaps are still to be written."
    )
    if content.draft or template.draft:
        console.print("[yellow]Draft template:[/] what the guidance asks for is to be verified.")
    if asked.workspace.newest_run() is None:
        console.print("Nothing was computed in this workspace: only published figures are in it.")
    console.print(f"Next: write into the gaps, then run coverage and check on {escape(str(path))}.")


def _usual(period: Period) -> date:
    month, last = USUAL
    return date(period.end.year + ((period.end.month, period.end.day) > USUAL), month, last)


def _name(workspace: Workspace, area: str) -> str:
    """What the area is called: as the workspace's own list has it, else the national one."""
    reference = workspace.reference("areas") if workspace.exists else None
    rows = reference.to_pylist() if reference is not None else []
    held = next((row["name"] for row in rows if row["area"] == area and row["kind"] == "authority"), None)
    name = held or authorities().get(area)
    if name is None:
        raise TemplateError(f"No area has the code {area} here. Correct --area, or say --area-name.")
    return name.removesuffix(" (made up)")


def _write(path: Path, text: str, beside: dict[str, str]) -> list[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    made = [str(path)]
    for name, content in beside.items():
        if not (path.parent / name).exists():
            (path.parent / name).write_text(content, encoding="utf-8")
            made.append(str(path.parent / name))
    return made


@app.command("coverage")
def coverage_(
    context: typer.Context,
    report: Annotated[Path, typer.Argument(help="A report in Markdown.", show_default=False)],
    template: Annotated[
        str | None, typer.Option(help="Name of the template, where the report does not say it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for another program.")] = False,
) -> None:
    """Say which required content a report still lacks, section by section, and what asks for it.

    Exit 0: all of it is there. 1: something is missing. 2: the report cannot be read.

    Example:

        lineofsight coverage report.md
    """
    asked: Asked = context.obj
    try:
        found = coverage(report.read_text(encoding="utf-8-sig"), folder=report.parent, template=template)
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        errors.print(f"[red]Not read:[/] {escape(str(report))}: {escape(str(why))}.")
        raise typer.Exit(2) from None
    except (TagError, LedgerError, EditionError, TemplateError, RegimeError) as error:
        errors.print(f"[red]Not read:[/] {escape(str(report))}: {escape(str(error))}")
        raise typer.Exit(2) from None
    if asked.json or as_json:
        show_json({
            "template": found.template, "complete": not found.missing,
            "missing": [vars(one) for one in found.missing], "said_openly": list(found.openly),
        })  # fmt: skip
    else:
        _show(report, found)
    if found.missing:
        raise typer.Exit(1)


def _show(report: Path, found: Coverage) -> None:
    section = None
    for one in found.missing:
        if one.section != section:
            section = one.section
            console.print(
                f"\n[bold]{escape(section)}[/]"
                + (f"  [dim]{escape(one.guidance)}[/]" if one.guidance else "")
            )
        where = f"line {one.line}: " if one.line else ""
        console.print(f"  {where}{escape(one.what)}")
    if found.openly:
        console.print("\n[bold]Said openly[/]")
        for line in found.openly:
            console.print(f"  {escape(line)}")
    n = len(found.missing)
    console.print(
        f"\n{escape(str(report))} ({found.template}): "
        + (
            f"{n} {'thing is' if n == 1 else 'things are'} missing."
            if n
            else "everything that is asked for is there."
        )
    )
