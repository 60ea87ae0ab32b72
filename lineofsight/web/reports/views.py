"""Pages of reports held against the record: sending one, saying what its words state, and what was found."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.loads import uploads
from lineofsight.web.loads.models import Task
from lineofsight.web.records import register
from lineofsight.web.records.writing import write
from lineofsight.web.reports import bindings, holding, telling
from lineofsight.web.reports.forms import ReportForm
from lineofsight.web.reports.models import Report

A_PAGE = 50
LONGEST = 10  # digits of a number that no page sends


@require_safe
@requires(Permission.REPORT_CHECK)
def listed(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    reports = Report.objects.visible_to(person).select_related("held", "added_by")
    said = {"reports": [(one, telling.told(one)) for one in reports], "coming": telling.coming()}
    return render(request, "reports/list.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_CHECK)
def add(request: HttpRequest) -> HttpResponse:
    """Send a report; the worker reads it."""
    by: Any = request.user
    form = ReportForm(request.POST or None, request.FILES or None)

    def save() -> str:
        uploads.receive(form.cleaned_data["file"], {}, kind=Task.Kind.REPORT, by=by)
        return reverse("reports:list")

    intro = (
        "Each number and comparing word of it is held beside what is on record. You say which figure each one states, "
        "and read where the record says otherwise. Nothing of it is published."
    )
    back = [("Reports checked", reverse("reports:list"))]
    done = "The report is being read."
    return write(
        request, form, save, title="Check a report", done=done, back=back, button="Check", intro=intro
    )


@require_safe
@requires(Permission.BOARD_STEER)
def records(request: HttpRequest) -> HttpResponse:
    """What of the board's business a report's words may be tied to, and by which tag."""
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    found = [
        one
        for one in bindings.bindings(register.ledger())
        if kind in ("", one.kind) and one.holds(words.lower().split())
    ]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    said = {"page": page, "kinds": bindings.WORDS, "kind": kind, "words": words}
    return render(request, "reports/records.html", said | {"asked": urlencode({"kind": kind, "q": words})})


@require_safe
@requires(Permission.BOARD_STEER)
def records_file(request: HttpRequest) -> HttpResponse:
    """The same as records.toml, to lie beside a report that is checked at a terminal."""
    sent = HttpResponse(bindings.as_toml(register.ledger()), content_type="application/toml; charset=utf-8")
    sent["Content-Disposition"] = 'attachment; filename="records.toml"'
    return sent


def _report(request: HttpRequest, pk: int) -> Report:
    person: Any = request.user
    return get_object_or_404(Report.objects.visible_to(person).select_related("held"), pk=pk)


@require_safe
@requires(Permission.REPORT_CHECK)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found: first what the record has otherwise, then what is to be looked at."""
    shown = _report(request, pk)
    told = telling.told(shown)
    older = told.ready and holding.is_older(shown.held)
    return render(request, "reports/report.html", {"shown": shown, "told": told, "older": older})


@require_POST
@requires(Permission.REPORT_CHECK)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    run = request.POST.get("run", "")
    chosen = {
        _number(name.removeprefix("states-")): str(binding)
        for name, binding in request.POST.items()
        if name.startswith("states-") and binding
    }
    return _act(request, pk, lambda one, expect, by: holding.say(one, expect, run, chosen, by=by))


@require_POST
@requires(Permission.REPORT_CHECK)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    number = _number(request.POST.get("number", ""))
    return _act(request, pk, lambda one, expect, by: holding.take_back(one, expect, number, by=by))


@require_POST
@requires(Permission.REPORT_CHECK)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold it against the figures as they are now."""
    holding.ask([_report(request, pk)])
    return redirect("reports:report", pk)


def _number(given: str) -> int:
    """A number that a page sent; what is none is -1, the number of nothing."""
    return int(given) if given.isdecimal() and len(given) < LONGEST else -1


def _act(request: HttpRequest, pk: int, act: Callable[[Report, int, Person], Any]) -> HttpResponse:
    by: Any = request.user
    try:
        act(_report(request, pk), _number(request.POST.get("version", "")), by)
    except trail.ChangedMeanwhileError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("reports:report", pk)


@require_safe
@requires(Permission.REPORT_CHECK)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's text with its tags, for `lineofsight report` and for next year's."""
    shown = _report(request, pk)
    sent = HttpResponse(shown.text, content_type="text/markdown; charset=utf-8")
    sent["Content-Disposition"] = f'attachment; filename="{uploads.clean_name(shown.name)}.md"'
    return sent
