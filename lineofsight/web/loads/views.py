"""Files received: the list, sending one, its progress, and what became of its rows."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.engine.sources.intake import Severity, SourceError
from lineofsight.engine.store import Load, Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.loads import mapping, rejects, uploads, work
from lineofsight.web.loads.forms import UploadForm, WhyForm
from lineofsight.web.loads.headings import HeadingsForm
from lineofsight.web.loads.models import Found, Task
from lineofsight.web.records.writing import write

FAULTS_SHOWN = 50


def _load(name: str) -> Load:
    found = [one for one in Workspace(settings.WORKSPACE).loads() if one.id == name]
    if not found:
        raise Http404
    return found[0]


def summary(load: Load) -> dict[str, Any]:
    """What a load is, in a line."""
    manifest = load.manifest
    read, rejected = sum(manifest["read"].values()), sum(manifest["rejected"].values())
    files = [file["name"] for file in manifest["files"]]
    return {
        "id": load.id,
        "format": manifest["format"].replace("_", " "),
        "files": files,
        "sender": manifest["sender"],
        "release": manifest["release"],
        "covers": sorted(set(manifest["covers"].values())),
        "known_on": manifest["known_on"],
        "loaded_at": manifest["loaded_at"],
        "read": read,
        "accepted": read - rejected,
        "rejected": rejected,
        "queried": manifest["faults"].get(Severity.QUERIED, 0),
        "noted": manifest["faults"].get(Severity.NOTED, 0),
        "erased": load.erased,
        "withdrawn": load.withdrawn,
    }


@require_safe
@requires(Permission.FILES_VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """Every file received, the newest first, and what is being done with them."""
    person: Any = request.user
    workspace = Workspace(settings.WORKSPACE)
    tasks = Task.objects.visible_to(person)
    said = {
        "loads": [summary(load) for load in reversed(workspace.loads())],
        "open": tasks.exclude(state__in=[Task.State.DONE, Task.State.FAILED]),
        "run": workspace.newest_run(),
        "failed": work.not_refreshed(),
        "not_taken": work.not_taken_in(),
    }
    return render(request, "loads/list.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.FILES_LOAD)
def upload(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        task = uploads.receive(form.cleaned_data["file"], form.declared, by=by)
        return redirect("loads:task", task.pk)
    return render(request, "loads/upload.html", {"form": form})


@require_POST
@requires(Permission.FILES_LOAD)
def recompute(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    task = work.ask(Task.Kind.COMPUTE)
    trail.happened("loads.task", str(task.pk), by=by, why="Asked for the figures to be worked out")
    return redirect("loads:task", task.pk)


@require_safe
@requires(Permission.FILES_VIEW)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a task is. Until it is over the page looks again by itself."""
    person: Any = request.user
    shown = get_object_or_404(Task.objects.visible_to(person), pk=pk)
    loads = [summary(_load(name)) for name in shown.loads]
    next_one = (
        Task.objects.visible_to(person).filter(kind=Task.Kind.COMPUTE, pk__gt=shown.pk).order_by("pk").first()
    )
    return render(
        request,
        "loads/task.html",
        {"shown": shown, "loads": loads, "next_one": next_one, "idle": work.why_idle(shown.loads)},
    )


@require_safe
@requires(Permission.FILES_VIEW)
def load(request: HttpRequest, name: str) -> HttpResponse:
    """What became of a load's rows, and what was found in it."""
    person: Any = request.user
    shown = _load(name)
    found = Found.objects.filter(load=shown.id).first()
    faults = shown.faults() if person.may(Permission.FIGURES_TRACE) else []
    return render(
        request,
        "loads/load.html",
        {
            "shown": summary(shown), "load": shown, "found": found, "faults": faults[:FAULTS_SHOWN],
            "more": len(faults) - FAULTS_SHOWN, "aside": work.set_aside(shown),
            "steps_in": work.steps_in(shown),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.FILES_LOAD)
def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    """Take a file out of the figures for a reason; nothing of it is lost."""
    said = "The figures are worked out without it. What was in it stays, and it can be used again."
    return _use(request, name, work.withdraw, "Withdraw this file", "The file is withdrawn.", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.FILES_LOAD)
def use_again(request: HttpRequest, name: str) -> HttpResponse:
    return _use(request, name, work.use_again, "Use this file again", "The file is used again.", "")


def _use(request: HttpRequest, name: str, act: Any, title: str, done: str, intro: str) -> HttpResponse:
    by: Any = request.user
    shown = _load(name)
    form = WhyForm(request.POST or None)

    def save() -> str:
        act(shown, why=form.cleaned_data["why"], by=by)
        return reverse("loads:load", args=[shown.id])

    back = [("Files received", reverse("loads:list")), (shown.id, reverse("loads:load", args=[shown.id]))]
    return write(request, form, save, title=title, done=done, back=back, intro=intro)


@require_safe
@requires(Permission.FIGURES_TRACE)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """Every rejected, queried and noted row, to send back to whoever sent the file."""
    by: Any = request.user
    shown = _load(name)
    return rejects.answer(shown, by=by)


@require_http_methods(["GET", "POST"])
@requires(Permission.FILES_LOAD)
def say_headings(request: HttpRequest, pk: int) -> HttpResponse:
    """What the headings of a scorecard could mean, to be accepted or changed; then it is read, and so is next month's."""
    by: Any = request.user
    waiting = get_object_or_404(Task.objects.visible_to(by), pk=pk, state=Task.State.ASKS)
    try:
        proposal = mapping.proposed(waiting)
        rows, times = mapping.rows(waiting, proposal), mapping.times(waiting, proposal)
    except (SourceError, FileNotFoundError, StopIteration):
        messages.error(request, "The file is no longer here. Choose it again.")
        return redirect("loads:upload")
    initial = {"sender": proposal.sender, "area": proposal.area, "known_on": waiting.given.get("known_on")}
    form = HeadingsForm(request.POST or None, rows=rows, times=times, initial=initial)

    def save() -> str:
        said = form.cleaned_data
        told = mapping.told(proposal, said["sender"], said["area"], form.meant, form.when)
        mapping.accept(waiting, told, known_on=said["known_on"], by=by)
        return reverse("loads:task", args=[waiting.pk])

    return write(
        request, form, save, title="What do the headings mean?", done="They are remembered, and the file is read.",
        back=[("Files received", reverse("loads:list")), (waiting.given["name"], reverse("loads:task", args=[pk]))],
        button="Remember, and read the file", template="loads/headings.html", rows=rows, times=times, shown=waiting,
    )  # fmt: skip


@require_POST
@requires(Permission.FILES_LOAD)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures that could not be worked out are worked out again; a file is sent anew."""
    by: Any = request.user
    shown = get_object_or_404(Task.objects.visible_to(by), pk=pk, state=Task.State.FAILED)
    if shown.kind == Task.Kind.LOAD:
        messages.info(request, "Of a file that could not be taken in nothing is kept. Choose it again.")
        return redirect("loads:upload")
    return recompute(request)
