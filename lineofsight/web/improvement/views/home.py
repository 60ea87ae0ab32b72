"""The first page of the room: the priorities, how far the plans have come, what is owed, and what was found from outside."""

from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.improvement import setting
from lineofsight.web.improvement.models import Action, Inspection, Plan, Priority, Workstream
from lineofsight.web.improvement.views.actions import SHOW, chosen

COUNTED = ("open", "overdue", "claimed", "no-impact")


@require_safe
@requires(Permission.BOARD_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    every = list(Priority.objects.visible_to(person).prefetch_related("measures"))
    now = setting.standing(every, today)
    closed = Q(actions__state=Action.State.CLOSED)
    plans = Plan.objects.visible_to(person).select_related("agency")
    actions = Action.objects.visible_to(person)
    said = {
        "now": [(one, setting.tells_impact([each for each in one.measures.all() if not each.withdrawn_at])) for one in now],
        "friend_of": _friend_of(person),
        "others": [(one, one.state_on(today)) for one in every if one not in now],
        "plans": plans.annotate(many=Count("actions"), closed=Count("actions", filter=closed)).order_by("-since", "title"),
        "counts": {show: chosen(actions, show, today, person).count() for show in COUNTED},
        "inspections": Inspection.objects.visible_to(person).prefetch_related("grades"), "today": today, "words": SHOW,
    }  # fmt: skip
    return render(request, "improvement/home.html", said)


def _friend_of(person: Person) -> QuerySet[Workstream]:
    """The workstreams of which somebody is the critical friend, with how many of their questions wait, and since when."""
    unanswered = Q(questions__answer="")
    mine: QuerySet[Workstream] = Workstream.objects.visible_to(person).filter(friend_person=person)
    return mine.select_related("plan").annotate(
        waiting=Count("questions", filter=unanswered), since=Min("questions__asked_on", filter=unanswered)
    ).order_by("plan", "number")  # fmt: skip
