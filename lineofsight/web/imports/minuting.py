"""Pages of minutes: the Word file, what was picked out of it, and taking of that what a person ticks."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lineofsight.engine.sources.intake import SourceError
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance.models import Meeting
from lineofsight.web.imports import picking, recording, tables
from lineofsight.web.imports.forms import check
from lineofsight.web.imports.models import Minutes
from lineofsight.web.imports.reading import NamesError, ask_whose_names, identity
from lineofsight.web.loads.uploads import clean_name
from lineofsight.web.records import register


class MinutesForm(PlainForm):
    file = forms.FileField(label="File", help_text="The minutes as a Word file (.docx), draft or agreed.")

    def clean_file(self) -> UploadedFile:
        return check(self.cleaned_data["file"], tables.WORD)


def _way(meeting: Meeting) -> list[tuple[str, str]]:
    to = register.kind_of(meeting).href(meeting)
    return [
        ("Board", reverse("governance:home")),
        ("Meetings", reverse("governance:meetings")),
        (f"{meeting}", to),
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file of minutes. The file is not kept, and nothing becomes a record yet."""
    by: Any = request.user
    held = Meeting.objects.visible_to(by).standing().filter(on__lte=timezone.localdate())
    meeting = get_object_or_404(held.select_related("group"), pk=pk)
    form = MinutesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return redirect("imports:minutes", _read(form, meeting, by).pk)
        except SourceError as error:
            form.add_error("file", str(error))
        except NamesError as error:
            form.ask_of_file("file", str(error))
    said = {"form": form, "title": "Read the minutes", "back": _way(meeting), "button": "Read the minutes"}
    said["intro"] = (
        "Decisions, actions, assurance sought and who came are picked out and shown to you. Mark them in the file by a line "
        "such as “Action: the trust to write by 30 September” or “Resolved: that the guidance be adopted”."
    )
    return render(request, "records/form.html", said)


def _read(form: MinutesForm, meeting: Meeting, by: Any) -> Minutes:
    file: UploadedFile = form.cleaned_data["file"]
    content = b"".join(file.chunks())
    digest = hashlib.sha256(content).hexdigest()
    if there := Minutes.objects.filter(meeting=meeting, sha256=digest).first():
        return there
    name = clean_name(file.name or "")
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = [_held(one) for one in picking.pick(path, meeting.on)]
    if not form.names_no_child:
        ask_whose_names((one.where, "", text) for one in found for text in (one.words, one.item))
    picked = [one.plain() for one in found]
    return trail.create(
        Minutes,
        by=by,
        why="Minutes were read",
        meeting=meeting,
        name=name,
        sha256=digest,
        picked=picked,
        read_by=by,
    )


def _held(one: picking.Picked) -> picking.Picked:
    """What names a child is not kept."""
    what = next(filter(None, map(identity, (one.words, one.item, one.owner))), "")
    why = f"It holds what looks like {what}, and was not kept. A board holds nothing by which a child could be known"
    return picking.Picked(picking.LEFT, one.where, "", why=why) if what else one


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was picked, to be looked at, put right and taken; or, once that is done, what became of it."""
    by: Any = request.user
    one = get_object_or_404(Minutes.objects.visible_to(by).select_related("meeting__group"), pk=pk)
    said: dict[str, Any] = {"shown": one, "back": _way(one.meeting)}
    if one.accepted_at:
        taken, left = recording.became(one, by)
        return render(request, "imports/minuted.html", said | {"taken": taken, "left": left})
    page = recording.Proposals(one, by, request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.is_valid():
        try:
            recording.take(one, page, by=by)
        except trail.ChangedMeanwhileError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "What you ticked is on record.")
        return redirect("imports:minutes", one.pk)
    return render(request, "imports/minutes.html", said | {"page": page})
