"""Pages of inspections and of what they found, beside what the board already had."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.improvement import inspecting
from lineofsight.web.improvement.frameworks import FRAMEWORKS
from lineofsight.web.improvement.models import Finding, Grade, Inspection
from lineofsight.web.improvement.views.ways import to, way, way_to
from lineofsight.web.records.actions import page_of
from lineofsight.web.records.forms import NumberField
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class InspectionForm(Written):
    happened = ("began_on", "ended_on", "published_on")

    class Meta:
        model = Inspection
        fields = ("title", "slug", "framework", "body", "agency", "began_on", "ended_on", "published_on")


class GradeForm(PlainForm):
    judged = forms.ChoiceField(label="What was judged?")
    grade = forms.ChoiceField(label="How?", widget=forms.RadioSelect)

    def __init__(self, inspection: Inspection, *args: Any, **options: Any):
        super().__init__(*args, **options)
        framework = FRAMEWORKS[inspection.framework]
        done = {one.judged for one in inspection.grades.all()}
        left: Any = self.fields["judged"]
        left.choices = [(one, one) for one in framework.judged if one not in done]
        grades: Any = self.fields["grade"]
        grades.choices = [(one, one) for one in framework.grades]


class FindingForm(Written):
    named_by = ("words",)

    class Meta:
        model = Finding
        fields = ("kind", "slug", "words", "paragraph")


class KnownForm(Written):
    record = NumberField(
        label="The earliest record of it that is here", required=False,
        help_text="Its number, such as ITM-12 (an item of a meeting), RSK-3 or CHA-4.",
    )  # fmt: skip
    note = forms.CharField(
        label="Its sentence, or where in it", max_length=300, required=False,
        help_text="Such as the sentence of a report or of an audit in which the matter stands.",
    )  # fmt: skip

    class Meta:
        model = Finding
        fields = ("known", "known_why", "known_source", "known_on")
        widgets = {"known": forms.RadioSelect}  # noqa: RUF012

    field_order = ("known", "known_why", "record", "note", "known_source", "known_on")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("known") not in (None, Finding.Known.NOT_SAID) and not said.get("known_why"):
            self.add_error("known_why", "Say why, so that somebody else can follow it.")
        if bool(said.get("known_source")) != bool(said.get("known_on")):
            self.add_error("known_on", "A record that is not here needs both its words and its day.")
        return said


def _inspection(person: Any, pk: int) -> Inspection:
    return get_object_or_404(Inspection.objects.visible_to(person).select_related("agency"), pk=pk)


def _finding(person: Any, pk: int) -> Finding:
    return get_object_or_404(
        Finding.objects.visible_to(person).select_related("inspection", "said_by"), pk=pk
    )


@require_safe
@requires(Permission.BOARD_VIEW)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _inspection(person, pk)
    findings = list(one.findings.select_related("inspection", "said_by"))
    grades = list(one.grades.all())
    said = page_of(person, one) | {
        "grades": grades, "findings": inspecting.beside(person, findings), "tally": inspecting.tally(findings),
        "back": way(), "to_grade": len(grades) < len(FRAMEWORKS[one.framework].judged),
    }  # fmt: skip
    return render(request, "improvement/inspection.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = InspectionForm(request.POST or None)
    return write(
        request, form, lambda: to(trail.create(Inspection, by=by, why="An inspection", **form.said())),
        title="Add an inspection", done="The inspection is on record. Now add what it found.", back=way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _inspection(by, pk)
    form = InspectionForm(request.POST or None, instance=_inspection(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="An inspection changed", **form.said())),
        title="Change the inspection", done="The inspection is changed.", back=way(way_to(one)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_grade(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _inspection(by, pk)
    if not FRAMEWORKS[one.framework].grades:
        raise Http404
    form = GradeForm(one, request.POST or None)

    def save() -> str:
        trail.create(Grade, by=by, why="What was judged", inspection=one, recorded_by=by, **form.cleaned_data)
        return to(one)

    return write(request, form, save, title="Add a judgement", done="It is on record.", back=way(way_to(one)))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_finding(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _inspection(by, pk)
    form = FindingForm(request.POST or None)

    def save() -> str:
        return to(trail.create(Finding, by=by, why="What was found", inspection=one, **form.said()))

    return write(
        request, form, save, title="Add a finding", back=way(way_to(one)),
        done="The finding is on record. Now say whether the board already had this.",
    )  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding beside the earliest record in which the board already had the matter."""
    person: Any = request.user
    one = _finding(person, pk)
    (beside,) = inspecting.beside(person, [one])
    said = page_of(person, one) | {"one": beside, "back": way(way_to(one.inspection))}
    return render(request, "improvement/finding.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def known(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether the board already had what was found, and in which record."""
    by: Any = request.user
    one = _finding(by, pk)
    form = KnownForm(request.POST or None, instance=_finding(by, pk))
    return write(
        request, form, lambda: to(inspecting.say_known(one, form.expect, by=by, **form.said())),
        title="Had the board this already?", done="It is on record.", intro=one.words,
        back=way(way_to(one.inspection), (f"{one}", to(one))),
    )  # fmt: skip
