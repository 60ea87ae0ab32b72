"""Pages of the reports that the board is owed, and of the documents that it keeps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance import sending
from lineofsight.web.governance.models import Document, OwedReport
from lineofsight.web.governance.views.files import WithFile, file_field, give
from lineofsight.web.governance.views.groups import way
from lineofsight.web.records import register
from lineofsight.web.records.actions import page_of, seen
from lineofsight.web.records.listing import listed
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class OwedForm(Written):
    named_by = ("kind", "period")

    class Meta:
        model = OwedReport
        fields = ("kind", "slug", "of", "period", "due", "received_on", "meeting", "asked")


class SendForm(WithFile):
    attached = file_field("The report itself", required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DocumentForm(Written):
    class Meta:
        model = Document
        fields = (
            "title",
            "slug",
            "kind",
            "edition",
            "about",
            "decision",
            "since",
            "review_by",
            "replaced_by",
            "where",
        )


def _to(row: Any) -> str:
    return register.kind_of(row).href(row)


def _owed_way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Reports owed", reverse("governance:owed")), *more)


def _documents_way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Documents", reverse("governance:documents")), *more)


def _report(person: Any, pk: int) -> OwedReport:
    return get_object_or_404(
        OwedReport.objects.visible_to(person).select_related("of", "meeting__group"), pk=pk
    )


def _document(person: Any, pk: int) -> Document:
    found = Document.objects.visible_to(person).select_related("decision__meeting__group", "replaced_by")
    return get_object_or_404(found, pk=pk)


@require_safe
@requires(Permission.BOARD_VIEW)
def owed(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    shown = listed(request, OwedReport.objects.visible_to(person).select_related("of"))
    said = {"rows": [(one, *one.told(today)) for one in shown.page], "listed": shown, "back": way()}
    return render(request, "governance/owed.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _report(person, pk)
    words, colour = one.told(timezone.localdate())
    said = page_of(person, one) | {"words": words, "colour": colour, "back": _owed_way()}
    said |= {"may_send": sending.may_send(person, one)}
    return render(request, "governance/report.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_report(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = OwedForm(request.POST or None)
    return write(
        request, form, lambda: _to(trail.create(OwedReport, by=by, why="A report is owed", **form.said())),
        title="Add a report that is owed", done="The report is on the list.", back=_owed_way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_report(request: HttpRequest, pk: int) -> HttpResponse:
    """That it came, when it was discussed, and what was asked about it."""
    by: Any = request.user
    one = _report(by, pk)
    form = OwedForm(request.POST or None, instance=_report(by, pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="A report owed", **form.said())),
        title=f"{one}", done="The report is changed.", back=_owed_way((f"{one}", _to(one))),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def send_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report comes as a file, from whoever owes it."""
    by: Any = request.user
    one = _report(by, pk)
    if one.received_on:  # sent, and come back to
        messages.info(request, "This report came already.")
        return redirect(_to(one))
    if not sending.may_send(by, one):
        raise Http404
    form = SendForm(request.POST or None, request.FILES or None, initial={"version": one.version})

    def save() -> str:
        sending.send(one, form.cleaned_data["version"], **form.kept(), by=by)
        form.tell(request)
        return _to(one)

    return write(
        request, form, save, title=f"Send: {one}", done="The report is sent to the board.", button="Send",
        back=_owed_way((f"{one}", _to(one))),
    )  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report itself: for whoever may see that it is owed."""
    person: Any = request.user
    one = _report(person, pk)
    if not one.file:
        raise Http404
    return give(request, one, one.file, one.sha256, back=_to(one))


@require_safe
@requires(Permission.BOARD_VIEW)
def documents(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    shown = listed(request, Document.objects.visible_to(person))
    said = {"rows": [(one, *one.told(today)) for one in shown.page], "listed": shown, "back": way()}
    return render(request, "governance/documents.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _document(person, pk)
    words, colour = one.told(timezone.localdate())
    said: dict[str, Any] = {
        "words": words,
        "colour": colour,
        "before": one.replaces.all(),
        "back": _documents_way(),
    }
    said["decision"] = seen(person, one.decision)
    return render(request, "governance/document.html", page_of(person, one) | said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_document(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = DocumentForm(request.POST or None)
    return write(
        request, form, lambda: _to(trail.create(Document, by=by, why="A document", **form.said())),
        title="Add a document", done="The document is on record.", back=_documents_way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_document(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _document(by, pk)
    form = DocumentForm(request.POST or None, instance=_document(by, pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="A document changed", **form.said())),
        title=f"Change: {one}", done="The document is changed.", back=_documents_way((f"{one}", _to(one))),
    )  # fmt: skip
