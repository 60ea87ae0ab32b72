"""Pages of a meeting's papers: how they would go out, how they went out, and the files of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.documents import letters
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import packing, readers
from lineofsight.web.governance.models import Meeting, Pack
from lineofsight.web.governance.views.meetings import meetings_way, to
from lineofsight.web.records.actions import page_of

TYPES = {
    "html": "text/html", "pdf": "application/pdf", "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


class WordsForm(PlainForm):
    words = forms.CharField(
        label="What members should know", widget=forms.Textarea, max_length=2000,
        help_text="It stands at the head of the addendum, above all that changed in the papers.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go out now: all of it, or what changed since the papers went out."""
    by: Any = request.user
    meeting = get_object_or_404(Meeting.objects.visible_to(by).standing().select_related("group"), pk=pk)
    last = packing.newest(meeting)
    form = WordsForm(request.POST or None) if last else forms.Form(request.POST or None)
    if form.is_valid():
        try:
            made = packing.issue(meeting, words=form.cleaned_data.get("words", ""), by=by)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The addendum is issued." if last else "The papers are issued.")
            if named := _named_in_pdf(made):
                messages.warning(
                    request, f"The fonts of the PDF do not have every sign in them. It prints {named}."
                )
            return redirect(to(made))
    now = packing.content(meeting, timezone.localdate())
    parts = packing.changes(last.content, now) if last else now["parts"]
    said = {
        "meeting": meeting, "last": last, "form": form, "pieces": packing.parts_for(by, meeting, parts),
        "readers": readers.of(meeting), "of_all": packing.of_the_board(meeting),
        "back": meetings_way((f"{meeting}", to(meeting))),
    }  # fmt: skip
    return render(request, "governance/papers.html", said)


def _named_in_pdf(pack: Pack) -> str:
    """The signs of the papers that their PDF prints by name, as a person reads them; empty where there are none."""
    said = [
        pack.words,
        *(cell for part in packing.parts_of(pack) for row in part["rows"] for cell in row["cells"]),
    ]
    return ", ".join(f"{letters.named(one)} for {one}" for one in letters.unshown(" ".join(said)))


def _pack(person: Any, pk: int) -> Pack:
    found = Pack.objects.visible_to(person).select_related("meeting__group", "issued_by")
    return get_object_or_404(found, pk=pk)


@require_safe
@requires(Permission.BOARD_VIEW)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers as they were issued, or one addendum to them, and the way to the others."""
    person: Any = request.user
    one = _pack(person, pk)
    try:
        parts = packing.parts_for(person, one.meeting, packing.parts_of(one))
    except packing.PackError as error:
        parts = []
        messages.warning(request, error.message)
    said = page_of(person, one) | {
        "pieces": parts, "all": one.meeting.packs.order_by("number"), "files": TYPES if one.whole else (),
        "back": meetings_way((f"{one.meeting}", to(one.meeting))),
    }  # fmt: skip
    return render(request, "governance/pack.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The document in one form, made from what was frozen."""
    person: Any = request.user
    one = _pack(person, pk)
    if ending not in TYPES:
        raise Http404
    try:
        made = packing.file(one, person, ending)
    except packing.PackError as error:
        messages.warning(request, error.message)
        return redirect(to(one))
    answer = HttpResponse(made, content_type=TYPES[ending])
    name = f"{one.meeting.slug}-{f'addendum-{one.number}' if one.number else 'papers'}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
