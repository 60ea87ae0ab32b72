"""Pages of priorities: what each asks, what it goes by, what children and practitioners say, what is not measured."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.improvement import setting
from lineofsight.web.improvement.models import Heard, Measure, Priority
from lineofsight.web.improvement.views.ways import to, way, way_to
from lineofsight.web.indicators import going_by
from lineofsight.web.records.actions import page_of, told_of
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class PriorityForm(Written):
    class Meta:
        model = Priority
        fields = (
            "title", "slug", "question", "outcome", "origin", "because", "unmeasured", "within", "agency", "lead", "since",
            "until", "carried_into",
        )  # fmt: skip


class HeardForm(Written):
    class Meta:
        model = Heard
        fields = ("who", "words", "method", "number", "heard_on")


class MeasureForm(Written):
    class Meta:
        model = Measure
        fields = ("code", "of", "few")
        widgets = {"of": forms.RadioSelect}  # noqa: RUF012


def _shown(person: Any, pk: int) -> Priority:
    return get_object_or_404(Priority.objects.visible_to(person).select_related("agency", "within"), pk=pk)


@require_safe
@requires(Permission.BOARD_VIEW)
def priority(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _shown(person, pk)
    measures = list(one.measures.standing())
    page = page_of(person, one)
    said = page | {
        "told": told_of(page["ends"]), "state": one.state_on(timezone.localdate()),
        "measures": going_by.shown(person, measures),
        "tells_impact": setting.tells_impact(measures), "below": one.parts.all(), "heard": one.heard.all(),
        "back": way(),
    }  # fmt: skip
    return render(request, "improvement/priority.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = PriorityForm(request.POST or None)
    return write(
        request, form, lambda: to(trail.create(Priority, by=by, why="A priority set", **form.said())),
        title="Set a priority", done="The priority is set. Now say by what it is measured.", back=way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = PriorityForm(request.POST or None, instance=_shown(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="A priority changed", **form.said())),
        title="Change the priority", done="The priority is changed.", back=way(way_to(one)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_heard(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = HeardForm(request.POST or None)

    def save() -> str:
        trail.create(Heard, by=by, why="What was heard", priority=one, recorded_by=by, **form.said())
        return to(one)

    return write(request, form, save, title="What was heard", done="It is on record.", back=way(way_to(one)))


def bind(request: HttpRequest, of: Any, name: str) -> HttpResponse:
    """Bind a measure to a priority or a workstream: its values are read from then on, and typed by nobody."""
    by: Any = request.user
    form = MeasureForm(request.POST or None)

    def save() -> str:
        said = form.said()
        edition = str(CATALOGUE[said["code"]].edition)
        trail.create(
            Measure, by=by, why="A measure bound", bound_by=by, edition=edition, **said, **{name: of}
        )
        return to(of)

    return write(
        request, form, save, title="Add a measure", done="The measure is bound.", back=way(way_to(of)),
        intro="Its values are read from the files received, and typed by nobody.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_measure(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    return bind(request, _shown(person, pk), "priority")


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def withdraw_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """A measure no longer goes with a priority or a workstream. That it did stays on record."""
    by: Any = request.user
    one = get_object_or_404(Measure.objects.standing().select_related("priority", "workstream"), pk=pk)
    of: Any = one.priority or one.workstream
    form = ReasonForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.cleaned_data
        trail.change(
            one, said["version"], by=by, why=said["why"], withdrawn_at=timezone.now(), withdrawn_by=by
        )
        return to(of)

    return write(
        request, form, save, title=f"Do without: {one}", done="It goes by that measure no longer.", back=way(way_to(of))
    )  # fmt: skip
