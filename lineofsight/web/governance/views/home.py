"""The first page of the room: where each part of the board's business stands, and the way to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance.models import Challenge, Group, Interface, Meeting, OwedReport, Risk
from lineofsight.web.governance.seats import coverage_of


@require_safe
@requires(Permission.BOARD_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    groups = list(Group.objects.visible_to(person).on(today))
    seats = [one for of_one in coverage_of(groups, today).values() for one in of_one]
    ahead = Meeting.objects.visible_to(person).standing().filter(on__gte=today).order_by("on").first()
    open_ = Challenge.objects.visible_to(person).filter(outcome="").count()
    late = OwedReport.objects.visible_to(person).filter(received_on=None, due__lt=today).count()
    risks = Risk.objects.visible_to(person).filter(until=None).count()
    beside = Interface.objects.visible_to(person).filter(due__lt=today).count()
    said = {"late": late, "risks": risks, "owed_beside": beside} | {
        "groups": len(groups),
        "seats": len(seats),
        "empty": sum(one.vacant for one in seats),
        "ahead": ahead,
        "challenges": open_,
    }
    return render(request, "governance/home.html", said)
