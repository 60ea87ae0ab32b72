"""Pages of the first afternoon: what is to be done, the questions, the rooms, and the list of people."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts.entering import origin
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import TITLES, Permission, Role, requires
from lineofsight.web.loads import uploads
from lineofsight.web.records import actions as register_actions
from lineofsight.web.records import register
from lineofsight.web.records.writing import write
from lineofsight.web.setup import answering, reading
from lineofsight.web.setup import statistics as published
from lineofsight.web.setup.forms import (
    PARTNERSHIP,
    LooksForm,
    PeopleForm,
    QuestionsForm,
    RoomsForm,
    StatisticsForm,
)
from lineofsight.web.setup.letting_in import judged, let_in

READ_LASTS = 8 * 60 * 60  # seconds in which what was read of a list may be accepted


def _way() -> list[tuple[str, str]]:
    return [("Setting up", reverse("setup:start"))]


@require_safe
@requires(Permission.SETUP)
def start(request: HttpRequest) -> HttpResponse:
    """What a first afternoon holds, and what of it is done."""
    return render(request, "setup/start.html", {"steps": answering.steps()})


@require_http_methods(["GET", "POST"])
@requires(Permission.SETUP)
def questions(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    held = answering.answers()
    begins = date(timezone.localdate().year - (timezone.localdate().month < 4), 4, 1)
    said = {
        "name": str(settings.BOARD_NAME) if answering.begun() else "",
        "body": str(settings.COLLECTIVE) if answering.begun() else PARTNERSHIP,
        "area": str(settings.AREA),
    }
    initial = said | {"since": held.get("since") or begins}
    made_up = bool(Workspace(settings.WORKSPACE).made_up)
    form = QuestionsForm(request.POST or None, made_up=made_up, initial=initial)

    def save() -> str:
        told = form.cleaned_data
        answering.answer({name: str(told[name]) for name in ("name", "body", "area", "since")}, by=by)
        answering.add_groups(told["groups"], since=told["since"], by=by)
        if (str(settings.BOARD_NAME), str(settings.AREA)) != (told["name"], told["area"]):
            messages.info(
                request, "Whoever runs this installation has said otherwise for it: that goes before."
            )
        return reverse("setup:start")

    return write(
        request,
        form,
        save,
        title="Who are you?",
        done="Thank you. Every page goes by it from now on.",
        back=_way(),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETUP)
def look(request: HttpRequest) -> HttpResponse:
    """The colour and the logo that stand on every page and on the public site."""
    by: Any = request.user
    form = LooksForm(
        request.POST or None, request.FILES or None, initial={"colour": str(settings.BOARD_COLOUR)}
    )

    def save() -> str:
        told = form.cleaned_data
        answering.answer({"colour": told["colour"]}, by=by)
        answering.choose_logo(told["logo"], without=told["without"], by=by)
        return reverse("setup:start")

    return write(
        request, form, save, title="How does it look?", done="Every page looks like it now.", back=_way()
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.SETUP)
def rooms(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    closed = register_actions.closed_rooms()
    used = [room.app for room in register.rooms() if room.optional and room.app not in closed]
    form = RoomsForm(request.POST or None, initial={"rooms": used})

    def save() -> str:
        answering.use_rooms(form.cleaned_data["rooms"], by=by)
        answering.answer({"rooms": "chosen"}, by=by)
        return reverse("setup:start")

    return write(
        request, form, save, title="Which rooms do you use?", done="The others have vanished.", back=_way()
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.FILES_LOAD)
def statistics(request: HttpRequest) -> HttpResponse:
    """The published statistics: which are here, and a way to load those that are not."""
    by: Any = request.user
    form = StatisticsForm(request.POST or None, request.FILES or None)
    onward = {"onward": ["Go on with the statistics", reverse("setup:statistics")]}
    if form.is_valid():
        try:
            task = uploads.receive_all(form.cleaned_data["tables"], onward, unpack=True, by=by)
        except ValidationError as error:
            form.add_error("tables", error)
        else:
            for left in form.left:
                messages.info(request, left)
            return redirect("loads:task", task.pk)
    said = {"form": form, "wanted": published.wanted(), "ready": published.lying_ready(), "back": _way()}
    return render(request, "setup/statistics.html", said)


@require_POST
@requires(Permission.FILES_LOAD)
def load_ready(request: HttpRequest) -> HttpResponse:
    """Load the statistics that lie in the data folder."""
    by: Any = request.user
    files = published.lying_ready()
    if not files:
        messages.error(request, "There is no table in the folder any more.")
        return redirect("setup:statistics")
    onward = {"onward": ["Go on with the statistics", reverse("setup:statistics")]}
    return redirect("loads:task", uploads.copy_all(files, onward, by=by).pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.SETUP)
def people(request: HttpRequest) -> HttpResponse:
    """Read a list of people, and show what was read before anything is done with it. The file is not kept."""
    by: Any = request.user
    form = PeopleForm(request.POST or None, request.FILES or None)
    found: list[reading.Found] = []
    if form.is_valid():
        try:
            found = list(judged(_read(form.cleaned_data["file"]), by))
        except (ValidationError, SourceError) as error:
            form.add_error(
                "file", " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            )
    good = [one for one in found if not one.wrong]
    held = signing.dumps([one.plain() for one in good], salt="people", compress=True) if good else ""
    roles = [(role.value, TITLES[role]) for role in Role if role in by.gives]
    said = {"form": form, "found": found, "good": good, "held": held, "roles": roles, "back": _way()}
    named = sorted({one.agency for one in good})
    here = Agency.objects.filter(until=None).values_list("name", flat=True)
    new = [name for name in named if name.casefold() not in {one.casefold() for one in here}]
    said |= {
        "agencies": named,
        "new": new,
        "here": here,
        "untitled": bool(good) and not any(one.title for one in found),
    }
    return render(request, "setup/people.html", said)


def _many(n: int, one: str, several: str) -> str:
    return f"{n} {one if n == 1 else several}"


def _read(file: UploadedFile) -> list[reading.Found]:
    ending = Path(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / f"people{ending}"
        path.write_bytes(b"".join(file.chunks()))
        return reading.people(path)


@require_POST
@requires(Permission.SETUP)
def invite(request: HttpRequest) -> HttpResponse:
    """Add and invite those whom the page before showed, and nobody else: what it showed comes back sealed. A role may be
    another than was guessed, and none leaves somebody out."""
    by: Any = request.user
    try:
        shown = signing.loads(request.POST.get("held", ""), salt="people", max_age=READ_LASTS)
    except signing.BadSignature:
        messages.error(request, "The list is no longer here. Choose the file again.")
        return redirect("setup:people")
    guessed = [reading.Found(**one) for one in shown]
    said = [replace(one, role=request.POST.get(f"role-{one.email}", one.role)) for one in guessed]
    rows = [one for one in said if one.role]
    since = date.fromisoformat(answering.answers().get("since") or f"{timezone.localdate()}")
    agencies, invited = let_in(rows, since=since, by=by, origin=origin(request))
    sent = " Each person got a message with a link." if invited else " Nobody was written to."
    messages.success(
        request,
        f"Added: {_many(agencies, 'agency', 'agencies')} and {_many(invited, 'person', 'people')}.{sent}",
    )
    return redirect("setup:start")
