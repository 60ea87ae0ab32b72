"""Pages of incidents with personal data: the seventy-two hours, who is told and why, what was learnt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts.permissions import requires
from lineofsight.web.information import actions
from lineofsight.web.information.forms import DecisionForm, IncidentForm, LearntForm, ToldForm
from lineofsight.web.information.models import Incident
from lineofsight.web.information.views import HANDLE, way
from lineofsight.web.records.writing import write


def _to(one: Incident) -> str:
    return reverse("information:incident", args=[one.pk])


def _shown(person: Any, pk: int) -> Incident:
    return get_object_or_404(Incident.objects.visible_to(person), pk=pk)


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = IncidentForm(request.POST or None)
    return write(
        request, form, lambda: _to(actions.report(by=by, **form.said())), title="Record an incident",
        done="The incident is on record. Decide next whether the regulator is told.", back=way(),
        intro="Personal data lost, changed, or seen by somebody who should not. Record it even where nobody need be told.",
    )  # fmt: skip


@require_safe
@requires(HANDLE)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = get_object_or_404(
        Incident.objects.visible_to(person).prefetch_related("decisions__decided_by"), pk=pk
    )
    said = {"shown": one, "now": timezone.now(), "decisions": one.decisions.order_by("-pk"), "back": way()}
    return render(request, "information/incident.html", said)


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = DecisionForm(request.POST or None)

    def save() -> str:
        actions.decide_on(one, by=by, **form.said())
        return _to(one)

    return write(request, form, save, title=f"Who is told? {one}", done="The decision is on record.", button="Decide",
                 back=way((str(one), _to(one))))  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def told(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = ToldForm(request.POST or None, instance=one)

    def save() -> str:
        actions.told(one, form.expect, by=by, **form.said())
        return _to(one)

    return write(
        request,
        form,
        save,
        title=f"Who was told: {one}",
        done="That is on record.",
        back=way((str(one), _to(one))),
    )


@require_http_methods(["GET", "POST"])
@requires(HANDLE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = LearntForm(request.POST or None, instance=one)

    def save() -> str:
        actions.finish(one, form.expect, learnt=form.cleaned_data["learnt"], by=by)
        return _to(one)

    return write(
        request,
        form,
        save,
        title=f"Close: {one}",
        done="The incident is closed.",
        back=way((str(one), _to(one))),
    )
