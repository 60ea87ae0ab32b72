"""Bringing in what a board keeps in Excel and Word: `import`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from lineofsight.cli.app import Asked, app, console, errors, label, progress, show_json
from lineofsight.cli.keeping import begin_quietly
from lineofsight.cli.serving import not_done

SHOWN = 20


@app.command("import")
def bring_in(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="Excel, OpenDocument, CSV or Word.", show_default=False)
    ],
    kind: Annotated[
        str, typer.Option(help="actions, milestones, risks, challenges, money, training or priorities.")
    ],
    by: Annotated[str, typer.Option(metavar="EMAIL", help="Who brings it in: as they sign in.")],
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="HEADING=FIELD", help="What a column is; nothing after = leaves it out."),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="What holds for each new row that does not say it."),
    ] = None,
    plan: Annotated[str, typer.Option(help="The plan that they belong to, by its short name.")] = "",
    names_no_child: Annotated[
        bool, typer.Option("--names-no-child", help="No name in it is a child's: you have looked.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take it in. Without it, nothing becomes a record.")
    ] = False,
    list_to: Annotated[
        Path | None,
        typer.Option("--list", metavar="CSV", help="Write what is not taken, and why, to a file."),
    ] = None,
) -> None:
    """Bring in an action log, a plan, a risk register or another list that the board keeps, in whatever layout it is.

    It says what each column is taken for and what would become of each row; with --accept it is done. Columns that were
    said once are known again, here and in the browser; a newer copy doubles nothing. Every row is in, or listed with why.

    Exit 0: read, or taken in. 1: it could not be.

    Examples:

        lineofsight import "Action log.xlsx" --kind actions --by manager@board.example

        lineofsight import "Action log.xlsx" --kind actions --by manager@board.example --column "RAG=done" --accept
    """
    asked: Asked = context.obj
    begin_quietly(asked)
    from django.core.exceptions import ValidationError

    from lineofsight.web.accounts import spreadsheet, trail
    from lineofsight.web.imports import bringing, judging, taking
    from lineofsight.web.imports.kinds import TARGETS
    from lineofsight.web.imports.reading import NamesError

    if kind not in TARGETS:
        raise typer.BadParameter(f"'{kind}' is none of {', '.join(TARGETS)}", param_hint="--kind")
    columns, silent = _pairs(column, "--column"), _pairs(given, "--given")
    try:
        with trail.acting_from(trail.TERMINAL):
            person = bringing.who(by)
            one = bringing.bring(
                path, kind, columns=columns, given=silent, plan=plan, names_no_child=names_no_child, by=person
            )
            if accept:
                with progress("Taking in") as bar:
                    task = bar.add_task("", total=None)
                    one = taking.accept_in_steps(
                        one, one.version, by=person,
                        progress=lambda done, of: bar.update(task, completed=done, total=of),
                    )  # fmt: skip
    except NamesError as error:
        raise not_done(f"{error} Take them out; where none is a child's, add --names-no-child.") from None
    except (ValidationError, trail.ChangedMeanwhileError) as error:
        raise not_done(" ".join(getattr(error, "messages", [str(error)]))) from None
    rows = one.rows if accept else [row.plain() for row in judging.judge(one).rows]
    listed = bringing.not_taken(one, rows)
    if list_to:
        list_to.write_text(spreadsheet.text(bringing.LISTED, listed), encoding="utf-8", newline="")
    counts = Counter(row["outcome"] for row in rows)
    if asked.json:
        show_json({"import": one.pk, "taken_in": accept, "rows": len(rows), **counts, "listed": listed})
        return
    label(asked)
    _say(one, counts, listed, rows)
    if not accept:
        console.print(
            "Nothing became a record yet. The same again with --accept takes it in; or go on in the browser: "
            f"/imports/{one.pk}"
        )


def _pairs(said: Sequence[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for one in said or ():
        before, mark, after = one.rpartition("=")
        if not mark:
            raise typer.BadParameter(f"'{one}' has no = in it", param_hint=option)
        pairs[before.strip()] = after.strip()
    return pairs


def _say(one: Any, counts: Counter[str], listed: list[tuple[Any, ...]], rows: Sequence[Any]) -> None:
    from lineofsight.web.imports.forms import layouts
    from lineofsight.web.imports.judging import OUTCOMES

    console.print(f"[bold]{escape(one.name)}[/]: {one.get_kind_display().lower()}, IMP-{one.pk}")
    for _, tables in layouts(one):
        console.print(f"Columns of {escape(', '.join(table.name for table in tables))}:")
        fields = one.columns_of(tables[0])
        for place, heading in enumerate(tables[0].headings):
            field = one.target.field(fields.get(place, ""))
            console.print(f"  {escape(heading)} [dim]is[/] {field.label if field else 'kept, and not read'}")
    told = (
        f"{counts[code]} {words[0].lower()}{words[1:]}" for code, words in OUTCOMES.items() if counts[code]
    )
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}: {', '.join(told)}.")
    for sheet, row, name, became, why in listed[:SHOWN]:
        where = f"{sheet}, row {row}" if row else sheet
        said = f"  {where}: {name}. {became}: {why}" if name else f"  {where}: {why}"
        errors.print(escape(said))
    if len(listed) > SHOWN:
        errors.print(f"  and {len(listed) - SHOWN} more: --list FILE.csv writes all of them")
