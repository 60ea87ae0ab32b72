"""Pages of imports: the file, its columns, what taking it in would do, what it did, and the way back to Excel."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.engine.sources.intake import SourceError
from lineofsight.web.accounts import spreadsheet, trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.imports import bringing, exporting, judging, reading, taking
from lineofsight.web.imports.forms import ColumnsForm, FileForm
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.previewing import preview
from lineofsight.web.loads.uploads import clean_name
from lineofsight.web.records import register

A_PAGE = 100
# Where the records of each kind are listed, and the way there.
LISTS = {
    "actions": (("Improvement", "improvement:home"), ("Actions", "improvement:actions")),
    "milestones": (("Improvement", "improvement:home"),),
    "risks": (("Board", "governance:home"), ("Risks", "governance:risks")),
    "challenges": (("Board", "governance:home"), ("Challenges", "governance:challenges")),
    "money": (("Board", "governance:home"), ("Money", "governance:money")),
    "training": (("Board", "governance:home"), ("Training", "governance:training")),
    "priorities": (("Improvement", "improvement:home"),),
}
Way = list[tuple[str, str]]


def _way(*more: tuple[str, str]) -> Way:
    return [("Files brought in", reverse("imports:list")), *more]


def _shown(person: Any, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(person).select_related("plan", "follows"), pk=pk)


def _to(one: Import) -> str:
    return reverse("imports:import", args=[one.pk])


@require_safe
@requires(Permission.BOARD_RECORD)
def imports(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows = Import.objects.visible_to(person).defer("tables", "rows").select_related("read_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/list.html", {"page": page, "rows": [(one, *one.told()) for one in page]})


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    """Read a file. Where its layout is known from before, what taking it in would do is shown at once."""
    by: Any = request.user
    what = request.GET.get("what", "")
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": what})
    if form.is_valid():
        try:
            one = _read(form, by)
        except SourceError as error:
            form.add_error("file", str(error))
        except reading.NamesError as error:
            form.ask_of_file("file", str(error))
        else:
            asks = not one.follows_id or reading.to_be_asked(one)
            return redirect(reverse("imports:columns", args=[one.pk]) if asks else _to(one))
    back = [(text, reverse(name)) for text, name in LISTS.get(what, ())] or _way()
    return render(request, "imports/add.html", {"form": form, "back": back})


def _read(form: FileForm, by: Any) -> Import:
    file: UploadedFile = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / clean_name(file.name or "")
        path.write_bytes(b"".join(file.chunks()))
        said: dict[str, Any] = {"kind": form.cleaned_data["kind"], "names_no_child": form.names_no_child}
        return reading.receive(path, path.name, **said, by=by)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what; what holds where a row says nothing; who the unknown names are."""
    by: Any = request.user
    one = _shown(by, pk)
    if not one.is_open:
        messages.info(
            request, "This file was taken in, or set aside, already: its columns stay as they were."
        )
        return redirect(_to(one))
    form = ColumnsForm(one, request.POST or None)
    if form.is_valid():
        try:
            one = trail.change(
                one, form.cleaned_data["version"], by=by, why="What the columns are", **form.changes()
            )
        except trail.ChangedMeanwhileError:
            messages.error(request, "Somebody else said what the columns are while you did. Look at theirs.")
        else:
            if reading.to_be_asked(one):
                messages.success(
                    request, "That is kept. The file names more agencies: say who they are, too."
                )
                return redirect("imports:columns", one.pk)
        return redirect(_to(one))
    said = {"form": form, "shown": one, "back": _way((one.name, _to(one)))}
    return render(request, "imports/columns.html", said)


@require_safe
@requires(Permission.BOARD_RECORD)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking the file in would do, or did: row by row, whatever is not taken with its reason."""
    person: Any = request.user
    file = _shown(person, pk)
    task = taking.asked(file)
    if task and not task.over:
        return render(request, "imports/taking.html", {"shown": file, "task": task, "back": _way()})
    gone: list[Any] = []
    if file.is_open:
        rows, gone, seal = preview(file)
    else:
        rows, seal = file.rows, ""
    only = request.GET.get("only", "")
    chosen = [row for row in rows if row["outcome"] == only] if only in judging.OUTCOMES else rows
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    counts = {code: sum(row["outcome"] == code for row in rows) for code in judging.OUTCOMES}
    kind = register.kind_of(file.target.model)
    words, colour = ("not taken in to the end", "yellow") if counts[judging.WAITING] else file.told()
    said = {
        "shown": file, "counts": counts, "outcomes": judging.OUTCOMES, "page": page, "only": only, "seal": seal,
        "gone": gone, "trouble": task.said if task and (file.is_open or counts[judging.WAITING]) else "",
        "tables": file.contents, "many": len(rows), "words": words, "colour": colour, "back": _way(),
        "rows": [(row, reverse(kind.address, args=[row["key"]]) if row["key"] else "") for row in page],
    }  # fmt: skip
    return render(request, "imports/one.html", said)


@require_POST
@requires(Permission.BOARD_RECORD)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what the page before showed; a long file is the worker's. What changed meanwhile is shown again."""
    by: Any = request.user
    file, seal = _shown(by, pk), request.POST.get("seal", "")
    many = sum(not line.left for table in file.contents for line in table.lines)
    if taking.waits(file) or (file.is_open and many > taking.AT_ONCE):
        taking.ask(file, seal, by=by)
        return redirect(_to(file))
    if not file.is_open or seal != judging.shown(judging.judge(file).rows):
        messages.error(request, taking.MEANWHILE)
        return redirect(_to(file))
    try:
        taking.accept(file, file.version, by=by)
    except (ValidationError, trail.ChangedMeanwhileError) as error:
        messages.error(
            request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        )
    else:
        messages.success(request, "The file is taken in.")
    return redirect(_to(file))


@require_POST
@requires(Permission.BOARD_RECORD)
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    file = _shown(by, pk)
    try:
        taking.set_aside(file, file.version, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The file is set aside. Nothing became a record.")
    return redirect("imports:list")


@require_safe
@requires(Permission.BOARD_RECORD)
def not_taken(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not taken, and what was not taken of others, each with why, as a file to work through."""
    person: Any = request.user
    file = _shown(person, pk)
    rows = preview(file).rows if file.is_open else file.rows
    return spreadsheet.answer(f"not-taken-{file.pk}", bringing.LISTED, bringing.not_taken(file, rows))


@require_safe
@requires(Permission.BOARD_RECORD)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it would be today: the same columns, with what the records say now."""
    person: Any = request.user
    file = _shown(person, pk)
    if file.accepted_at is None:
        raise Http404
    answer = HttpResponse(exporting.workbook(file), content_type=exporting.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{Path(clean_name(file.name)).stem}.xlsx"'
    return answer
