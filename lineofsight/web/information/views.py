"""Pages of requests for information: what was asked, what was found for it, what is released."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.information import actions, finding
from lineofsight.web.information.forms import (
    CloseForm,
    FigureForm,
    ItemForm,
    LookForm,
    ReleaseForm,
    RequestForm,
)
from lineofsight.web.information.models import Incident, Item, Release, Request
from lineofsight.web.records.kinds import Ref
from lineofsight.web.records.writing import write

HANDLE = Permission.INFORMATION_HANDLE


def way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Information", reverse("information:home")), *more]


def _to(one: Request) -> str:
    return reverse("information:request", args=[one.pk])


def _shown(person: Any, pk: int) -> Request:
    return get_object_or_404(Request.objects.visible_to(person), pk=pk)


@require_safe
@requires(HANDLE)
def home(request: HttpRequest) -> HttpResponse:
    """Requests and incidents: what is open with its day, and what is done."""
    person: Any = request.user
    asked = Request.objects.visible_to(person)
    asked = asked.annotate(found=Count("items"), waits=Count("items", filter=Q(items__state="")))
    said = {
        "open": sorted(asked.filter(outcome=""), key=lambda one: (one.due, one.pk)),
        "answered": asked.exclude(outcome="").order_by("-closed_at"),
        "incidents": Incident.objects.visible_to(person).prefetch_related("decisions"),
        "today": timezone.localdate(), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "information/home.html", said)


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def add_request(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = RequestForm(request.POST or None)
    return write(
        request, form,
        lambda: _to(trail.create(Request, by=by, why="Received a request", recorded_by=by, **form.said())),
        title="A request for information", done="The request is on record, with its day.", back=way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def change_request(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = RequestForm(request.POST or None, instance=one)

    def save() -> str:
        trail.change(one, form.expect, by=by, why="Changed a request", **form.said())
        return _to(one)

    return write(
        request,
        form,
        save,
        title="Change the request",
        done="The request is changed.",
        back=way((str(one), _to(one))),
    )


@require_safe
@requires(HANDLE)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _shown(person, pk)
    items = [(item, actions.noticed(item.released if item.state else item.text)) for item in one.items.all()]
    said = {"shown": one, "items": items, "releases": one.releases.select_related("released_by")}
    said |= {
        "today": timezone.localdate(),
        "undecided": sum(not item.state for item, _ in items),
        "back": way(),
    }
    return render(request, "information/request.html", said)


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through the register and the trail; what is ticked is put beside the request as it stands now."""
    by: Any = request.user
    one = _shown(by, pk)
    if request.method == "POST":
        ticked = [Ref(*value.partition("/")[::2]) for value in request.POST.getlist("held")]
        try:
            new = actions.add(one, finding.held(by, ticked), by=by)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{new} put beside the request. Decide on each.")
        return redirect(_to(one))
    form = LookForm(request.GET or None)
    found = finding.search(by, form.cleaned_data["q"]) if form.is_valid() else None
    there = {Ref(*ref) for ref in one.items.values_list("source_kind", "source_key")}
    said = {"shown": one, "form": form, "found": found, "there": there, "back": way((str(one), _to(one)))}
    return render(request, "information/search.html", said)


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def add_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """A figure is answered as the public may read it, and counts as published once it is released."""
    by: Any = request.user
    one = _shown(by, pk)
    form = FigureForm(request.POST or None)

    def save() -> str:
        code, period = form.cleaned_data["code"], form.cleaned_data["period"].strip()
        found = finding.figure(code, period)
        if found is None:
            known = ", ".join(finding.periods(code)) or "none"
            raise ValidationError(f"{code} has no figure for {period}. Periods that it has: {known}.")
        actions.add(one, [found], by=by)
        return _to(one)

    return write(
        request, form, save, title="A figure that is asked for", done="The figure stands beside the request.",
        back=way((str(one), _to(one))), intro="It reads as the public may read it: what is withheld there is withheld here.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Item.objects.visible_to(by).select_related("request"), pk=pk)
    form = ItemForm(request.POST or None, instance=one)

    def save() -> str:
        actions.decide(one, form.expect, by=by, **form.said())
        return _to(one.request)

    return write(
        request, form, save, title=one.title, done="That is decided.", back=way((str(one.request), _to(one.request))),
        template="information/item.html", item=one, notices=actions.noticed(one.text),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = ReleaseForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        actions.release(one, form.cleaned_data["version"], because=form.cleaned_data["because"], by=by)
        return _to(one)

    public = "Under freedom of information it is a publication: anyone may read it, and its figures count as published."
    return write(
        request, form, save, title=f"Release: {one}", done="It is released. Take the file and send it.", button="Release",
        back=way((str(one), _to(one))), intro=public if one.kind == Request.Kind.FOI else "",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = CloseForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.cleaned_data
        actions.close(one, said["version"], outcome=said["outcome"], because=said["because"], by=by)
        return _to(one)

    return write(request, form, save, title=f"Answer without a release: {one}", done="The request is answered.",
                 back=way((str(one), _to(one))))  # fmt: skip


@require_safe
@requires(HANDLE)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What was released, word for word, as a file."""
    person: Any = request.user
    one = get_object_or_404(Release.objects.visible_to(person), pk=pk)
    trail.happened("information.release", str(one.pk), by=person, why="Taken away as a file")
    answer = HttpResponse(one.text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="release-{one.pk}.txt"'
    return answer
