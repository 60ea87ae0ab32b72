"""Pages of what was agreed: who sends what in a year, who sees to it, and when agencies are asked."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.engine.periods import months_before
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import DayForm
from lineofsight.web.returns import agreeing
from lineofsight.web.returns.forms import DueForm, PeopleForm, ScheduleForm, SupplyForm
from lineofsight.web.returns.models import Return, Supply
from lineofsight.web.returns.views import way


def _listed() -> str:
    return reverse("returns:supplies")


def _way() -> list[tuple[str, str]]:
    return way(("Who sends what", _listed()))


def _year(today: date) -> dict[str, date]:
    """The board's reporting year that runs today."""
    told = str(settings.YEAR_BEGINS)
    first = date.fromisoformat(told) if told else date(today.year, 4, 1)
    since = months_before(first, 12 * (first.year - today.year))
    if since > today:
        since = months_before(since, 12)
    return {"since": since, "until": months_before(since, -12) - timedelta(1)}


@require_safe
@requires(Permission.RETURNS_VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """Who sends what, in which form, how often, and who sees to it."""
    person: Any = request.user
    rows = Supply.objects.visible_to(person).select_related("agency", "person", "deputy")
    today = timezone.localdate()
    said = {
        "rows": [one for one in rows if one.until >= today],
        "past": [one for one in rows if one.until < today],
    }
    return render(request, "returns/supplies.html", said | {"back": way(), "schedule": agreeing.schedule()})


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = SupplyForm(request.POST or None, initial=_year(timezone.localdate()))

    def save() -> str:
        agreeing.agree(by=by, **form.said())
        return _listed()

    return write(
        request, form, save, title="Agree a return", done="It is agreed, and stands in the calendar.", back=_way(),
        intro="What an agency sends for a year. Each period of the year becomes a return with the day it is due.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Supply.objects.visible_to(by), pk=pk)
    form = PeopleForm(request.POST or None, instance=get_object_or_404(Supply, pk=pk))

    def save() -> str:
        trail.change(one, form.expect, by=by, why="Named who sees to a return", **form.said())
        return _listed()

    return write(request, form, save, title=f"Who sees to it: {one}", done="They are named.", back=_way())


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Supply.objects.visible_to(by), pk=pk)
    form = DayForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.cleaned_data
        agreeing.stop(one, said["version"], on=said["on"], why=said["why"], by=by)
        return _listed()

    return write(request, form, save, title=f"Ask no more for it: {one}", done="Nothing more is asked for.", back=_way(),
                 intro="What is due after that day is no longer asked for. What came stays.")  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day on which one return is due."""
    by: Any = request.user
    one = get_object_or_404(Return.objects.visible_to(by).select_related("supply"), pk=pk)
    form = DueForm(request.POST or None, initial={"version": one.version, "on": one.due})

    def save() -> str:
        said = form.cleaned_data
        agreeing.move(one, said["version"], on=said["on"], why=said["why"], by=by)
        return reverse("returns:return", args=[pk])

    back = way((str(one), reverse("returns:return", args=[pk])))
    return write(request, form, save, title="When is it due?", done="It is due on that day.", back=back)


@require_POST
@requires(Permission.RETURNS_KEEP)
def renew(request: HttpRequest) -> HttpResponse:
    """Agree for the next year what is agreed for this one."""
    by: Any = request.user
    today = timezone.localdate()
    now = Supply.objects.visible_to(by).filter(since__lte=today, until__gte=today)
    made = agreeing.renew(list(now.select_related("agency", "person", "deputy")), by=by)
    messages.success(
        request, f"Agreed for the next year: {len(made)}." if made else "The next year is agreed already."
    )
    return redirect(_listed())


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def schedule(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    here = agreeing.schedule()
    form = ScheduleForm(request.POST or None, instance=agreeing.schedule(), initial={"version": here.version})

    def save() -> str:
        agreeing.set_schedule(form.expect, **form.said(), by=by)
        return _listed()

    return write(
        request, form, save, title="When agencies are asked", done="The schedule is set.", back=_way(),
        intro="An agency gets one message about all that it owes, and never two on a day.",
    )  # fmt: skip
