"""Pages of plans and strategies, their workstreams, and what critical friends ask, are answered and see."""

from typing import Any

from django import forms
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.improvement import planning
from lineofsight.web.improvement.models import (
    FriendQuestion,
    FriendVisit,
    Measure,
    Milestone,
    Plan,
    Workstream,
)
from lineofsight.web.improvement.views.priorities import bind
from lineofsight.web.improvement.views.ways import to, way, way_to
from lineofsight.web.indicators import going_by
from lineofsight.web.records.actions import page_of, seen
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written

A_PAGE = 50  # actions of no workstream that a plan's page lists


class PlanForm(Written):
    class Meta:
        model = Plan
        fields = (
            "title",
            "slug",
            "kind",
            "edition",
            "outcome",
            "agency",
            "shared",
            "since",
            "until",
            "replaces",
        )


class WorkstreamForm(Written):
    class Meta:
        model = Workstream
        fields = ("title", "outcome", "sponsor", "friend", "friend_person", "blocker")


class MilestoneForm(Written):
    class Meta:
        model = Milestone
        fields = ("title", "due", "reached_on", "blocker")


class AskForm(PlainForm):
    words = forms.CharField(
        label="What do you ask?", widget=forms.Textarea, max_length=2000,
        help_text="Such as: how do you know that it is better for a child?",
    )  # fmt: skip


class AnswerForm(PlainForm):
    words = forms.CharField(label="Answer", widget=forms.Textarea, max_length=4000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class VisitForm(Written):
    class Meta:
        model = FriendVisit
        fields = ("on", "where", "seen")


def _plan(person: Any, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(person).select_related("agency", "replaces"), pk=pk)


def _workstream(person: Any, pk: int) -> Workstream:
    return get_object_or_404(Workstream.objects.visible_to(person).select_related("plan__agency"), pk=pk)


def _way(one: Workstream) -> list[tuple[str, str]]:
    return way(way_to(one.plan), way_to(one))


@require_safe
@requires(Permission.BOARD_VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan on a page: how far it has come, its workstreams, and its measures against their targets."""
    person: Any = request.user
    one, today = _plan(person, pk), timezone.localdate()
    measures = going_by.shown(person, Measure.objects.standing().filter(workstream__plan=one))
    few = [row for row in measures if row.measure.few]
    few_only = request.GET.get("few") == "1"
    now = planning.standings_now(one, today)
    loose = Q(few=True) if few_only else Q(workstream=None)
    listed = one.actions.filter(loose).select_related("agency").order_by("-state", "due", "pk")
    strands = planning.strands(one, now, few if few_only else measures, today)
    said = page_of(person, one) | {
        "standing": sum((so for so, _ in now.values()), planning.NOTHING), "few_only": few_only, "few": few,
        "strands": [each for each in strands if each.measures] if few_only else strands,
        "unmeasured": [each.stream.title for each in strands if not each.measures],
        "actions": [(each, *each.told(today)) for each in listed[:A_PAGE]], "many": listed.count(),
        "before": seen(person, one.replaces), "followed_by": one.replaced_by.visible_to(person), "back": way(),
    }  # fmt: skip
    return render(request, "improvement/plan.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_plan(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = PlanForm(request.POST or None, initial={"shared": True})
    return write(
        request, form, lambda: to(trail.create(Plan, by=by, why="A plan set up", **form.said())),
        title="Add a plan or strategy", done="The plan is on record. Now add its workstreams.", back=way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_plan(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _plan(by, pk)
    form = PlanForm(request.POST or None, instance=_plan(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="A plan changed", **form.said())),
        title="Change the plan", done="The plan is changed.", back=way(way_to(one)),
    )  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def workstream(request: HttpRequest, pk: int) -> HttpResponse:
    """A workstream, as its critical friend reads it: what shows that it works, what was asked, answered and seen."""
    person: Any = request.user
    one, today = _workstream(person, pk), timezone.localdate()
    actions = list(one.actions.select_related("agency").prefetch_related("closures", "looks"))
    questions = one.questions.select_related("asked_by", "answered_by")
    answers = planning.answers_for(person, one.plan)
    said = page_of(person, one) | {
        "standing": planning.standing(actions, today), "actions": [(each, *each.told(today)) for each in actions],
        "measures": going_by.shown(person, one.measures.standing()), "milestones": one.milestones.all(), "today": today,
        "questions": [(each, answers and not each.answer) for each in questions],
        "visits": one.friend_visits.select_related("recorded_by"), "is_friend": planning.is_friend(person, one),
        "back": way(way_to(one.plan)),
    }  # fmt: skip
    return render(request, "improvement/workstream.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_workstream(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _plan(by, pk)
    form = WorkstreamForm(request.POST or None)

    def save() -> str:
        last = one.workstreams.aggregate(last=Max("number"))["last"] or 0
        return to(
            trail.create(
                Workstream, by=by, why="A workstream set up", plan=one, number=last + 1, **form.said()
            )
        )

    return write(
        request, form, save, title="Add a workstream", done="The workstream is added.", back=way(way_to(one))
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_workstream(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _workstream(by, pk)
    form = WorkstreamForm(request.POST or None, instance=_workstream(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="A workstream changed", **form.said())),
        title="Change the workstream", done="The workstream is changed.", back=_way(one),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_measure(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    return bind(request, _workstream(person, pk), "workstream")


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _workstream(by, pk)
    form = MilestoneForm(request.POST or None)

    def save() -> str:
        trail.create(Milestone, by=by, why="A milestone set", workstream=one, **form.said())
        return to(one)

    return write(request, form, save, title="Add a milestone", done="The milestone is set.", back=_way(one))


@require_safe
@requires(Permission.BOARD_VIEW)
def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = Milestone.objects.visible_to(person).select_related("workstream__plan")
    one = get_object_or_404(found, pk=pk)
    said = page_of(person, one) | {"today": timezone.localdate(), "back": _way(one.workstream)}
    return render(request, "improvement/milestone.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    found = Milestone.objects.visible_to(by).select_related("workstream__plan")
    one = get_object_or_404(found, pk=pk)
    form = MilestoneForm(request.POST or None, instance=found.get(pk=pk))

    def save() -> str:
        trail.change(one, form.expect, by=by, why="A milestone changed", **form.said())
        return to(one.workstream)

    return write(
        request, form, save, title="Change the milestone", done="The milestone is changed.", back=_way(one.workstream)
    )  # fmt: skip


# --- critical friends ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _workstream(by, pk)
    if not planning.is_friend(by, one):
        raise Http404
    form = AskForm(request.POST or None)

    def save() -> str:
        planning.ask(one, words=form.cleaned_data["words"], on=timezone.localdate(), by=by)
        return to(one)

    return write(
        request, form, save, title=f"Ask: {one.title}", back=_way(one), button="Ask",
        done="The question is on record. Until it is answered it ages where everybody sees it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    found = FriendQuestion.objects.visible_to(by).select_related("workstream__plan")
    one = get_object_or_404(found, pk=pk)
    if not planning.may_answer(by, one):
        raise Http404
    form = AnswerForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        planning.answer(one, form.cleaned_data["version"], words=form.cleaned_data["words"], by=by)
        return to(one.workstream)

    return write(
        request, form, save, title="Answer the critical friend", done="The answer is on record.",
        back=_way(one.workstream), intro=one.words,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _workstream(by, pk)
    if not planning.is_friend(by, one):
        raise Http404
    form = VisitForm(request.POST or None)

    def save() -> str:
        planning.visit(one, by=by, **form.said())
        return to(one)

    return write(
        request, form, save, title=f"A visit: {one.title}", done="The visit is on record.", back=_way(one)
    )
