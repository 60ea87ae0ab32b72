"""Pages of the risk register: words first, what shows and holds each risk, and how it moved since a day one chooses."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance.models import Control, Risk, RiskLook, RiskMeasure
from lineofsight.web.governance.views.groups import way
from lineofsight.web.indicators import going_by
from lineofsight.web.records.actions import came_from, page_of, source_of, told_of
from lineofsight.web.records.listing import listed
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written

YEAR = timedelta(days=365)


class SinceForm(PlainForm):
    since = forms.DateField(label="How they moved since", widget=forms.DateInput(attrs={"type": "date"}))


class RiskForm(Written):
    class Meta:
        model = Risk
        fields = (
            "title", "slug", "cause", "effect", "agency", "owner", "inherent_likelihood", "inherent_impact",
            "target_likelihood", "target_impact", "since", "review_by", "until", "became",
        )  # fmt: skip


class LookForm(Written):
    class Meta:
        model = RiskLook
        fields = ("on", "likelihood", "impact", "words")


class MeasureForm(Written):
    class Meta:
        model = RiskMeasure
        fields = ("code",)


class ControlForm(Written):
    class Meta:
        model = Control
        fields = ("words", "line", "tested_on", "found")


def _shown(person: Any, pk: int) -> Risk:
    found = Risk.objects.visible_to(person).select_related("agency").prefetch_related("looks")
    return get_object_or_404(found, pk=pk)


def _to(one: Risk) -> str:
    return reverse("governance:risk", args=[one.pk])


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Risks", reverse("governance:risks")), *more)


@require_safe
@requires(Permission.BOARD_VIEW)
def risks(request: HttpRequest) -> HttpResponse:
    """The register now beside how it stood on a day that the reader chooses; without one, a year ago."""
    person: Any = request.user
    today = timezone.localdate()
    form = SinceForm(request.GET or {"since": today - YEAR})
    since = form.cleaned_data["since"] if form.is_valid() else today - YEAR
    every = Risk.objects.visible_to(person).select_related("agency").prefetch_related("looks")
    is_gone = Q(until__lt=today)
    shown = listed(request, every.filter(is_gone).order_by("-until", "pk"))
    said = {
        "form": form, "since": since, "today": today, "back": way(), "listed": shown,
        "now": [
            (one, one.look_on(today), one.look_on(since), *one.told_since(since, today)) for one in every.exclude(is_gone)
        ],
        "gone": [one for one in shown.page if one.until > since],
        "earlier": [one for one in shown.page if one.until <= since],
    }  # fmt: skip
    return render(request, "governance/risks.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _shown(person, pk)
    controls, today = list(one.controls.all()), timezone.localdate()
    page = page_of(person, one)
    said = page | {
        "looks": one.looks.select_related("recorded_by"), "controls": controls, "today": today, "back": _way(),
        "measures": going_by.shown(person, one.measures.standing()), "doing": told_of(page["ends"])["doing"],
        "old": today - YEAR, "tested_apart": any(each.tested_on and each.apart for each in controls),
    }  # fmt: skip
    return render(request, "governance/risk.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    source = source_of(request)
    form = RiskForm(request.POST or None, initial={"since": timezone.localdate()})

    def save() -> str:
        made = trail.create(Risk, by=by, why="A risk on the register", **form.said())
        came_from(made, source, by=by)
        return _to(made)

    return write(
        request, form, save, title="Put a risk on the register", back=_way(),
        done="The risk is on the register. Now say how it stands and what holds it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = RiskForm(request.POST or None, instance=_shown(by, pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="A risk changed", **form.said())),
        title="Change the risk", done="The risk is changed.", back=_way((one.title, _to(one))),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """How the risk stands now, and why people say so."""
    by: Any = request.user
    one = _shown(by, pk)
    form = LookForm(request.POST or None, initial={"on": timezone.localdate()})

    def save() -> str:
        trail.create(RiskLook, by=by, why="A risk looked at", risk=one, recorded_by=by, **form.said())
        return _to(one)

    return write(
        request, form, save, title=f"How it stands: {one}", done="How it stands is on record.",
        back=_way((one.title, _to(one))), intro=one.effect,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_control(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = ControlForm(request.POST or None)

    def save() -> str:
        trail.create(Control, by=by, why="What holds a risk", risk=one, **form.said())
        return _to(one)

    return write(
        request,
        form,
        save,
        title="Add what holds it",
        done="It is on record.",
        back=_way((one.title, _to(one))),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_control(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    found = Control.objects.select_related("risk")
    one = get_object_or_404(found, pk=pk)
    form = ControlForm(request.POST or None, instance=get_object_or_404(found, pk=pk))

    def save() -> str:
        trail.change(one, form.expect, by=by, why="What holds a risk changed", **form.said())
        return _to(one.risk)

    return write(
        request, form, save, title="Change what holds it", done="It is changed.",
        back=_way((one.risk.title, _to(one.risk))),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_measure(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = MeasureForm(request.POST or None)

    def save() -> str:
        said = form.said()
        edition = str(CATALOGUE[said["code"]].edition)
        trail.create(
            RiskMeasure, by=by, why="A measure bound", risk=one, bound_by=by, edition=edition, **said
        )
        return _to(one)

    return write(
        request, form, save, title="Add a measure", done="The measure is bound.", back=_way((one.title, _to(one))),
        intro="Its values are read from the files received, and typed by nobody.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def withdraw_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """A measure no longer shows a risk. That it did stays on record."""
    by: Any = request.user
    one = get_object_or_404(RiskMeasure.objects.standing().select_related("risk"), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.cleaned_data
        now = {"withdrawn_at": timezone.now(), "withdrawn_by": by}
        trail.change(one, said["version"], by=by, why=said["why"], **now)
        return _to(one.risk)

    return write(
        request, form, save, title=f"Do without: {one}", done="It goes by that measure no longer.",
        back=_way((one.risk.title, _to(one.risk))),
    )  # fmt: skip
