"""Pages of groups and of those who sit in them and lead."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainModelForm
from lineofsight.web.governance import leading, quorum
from lineofsight.web.governance.models import Group, Lead, Membership, Quorum, Renewal, Seat
from lineofsight.web.governance.seats import coverage, coverage_of, without_a_chair
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import DayForm, Written


class GroupForm(Written):
    class Meta:
        model = Group
        fields = ("name", "slug", "kind", "part_of", "terms", "since", "until")


class SeatForm(Written):
    class Meta:
        model = Seat
        fields = ("name", "statutory", "since")


class QuorumForm(Written):
    class Meta:
        model = Quorum
        fields = ("since", "members")

    seats = forms.MultipleChoiceField(
        label="Who of them must be there?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("members") and not said.get("seats"):
            raise forms.ValidationError("Say how many must be there, or who, as the terms of reference do.")
        return said


class MemberForm(Written):
    class Meta:
        model = Membership
        fields = ("name", "agency", "seat", "part", "person", "substitute", "since")


class LeadForm(Written):
    class Meta:
        model = Lead
        fields = ("matter", "slug", "group", "name", "agency", "person", "since")


class HandOverForm(Written):
    class Meta:
        model = Lead
        fields = ("name", "agency", "person", "since")


class RenewalForm(PlainModelForm):
    class Meta:
        model = Renewal
        fields = ("holds", "words")


def way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Board", reverse("governance:home")), *more]


def groups_way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Groups", reverse("governance:groups")), *more)


def shown(person: Any, pk: int) -> Group:
    return get_object_or_404(Group.objects.visible_to(person), pk=pk)


def to(group: Group) -> str:
    return reverse("governance:group", args=[group.pk])


@require_safe
@requires(Permission.BOARD_VIEW)
def groups(request: HttpRequest) -> HttpResponse:
    """Every group with its empty seats, and who leads what."""
    person: Any = request.user
    today = timezone.localdate()
    rows = list(Group.objects.visible_to(person).on(today))
    seats, unled = coverage_of(rows, today), without_a_chair(rows, today)
    said = {"rows": [(one, seats.get(one.pk, []), one.pk in unled) for one in rows]}
    leads = Lead.objects.visible_to(person).select_related("agency")
    left = {one.lead.pk: one for one in leading.handovers(today)}
    return render(request, "governance/groups.html", said | {"leads": leads, "left": left, "back": way()})


@require_safe
@requires(Permission.BOARD_VIEW)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A group: its terms, who sits in it for whom, and which seats nobody fills."""
    person: Any = request.user
    one = shown(person, pk)
    today = timezone.localdate()
    members = one.members.select_related("agency", "seat")
    now = [member for member in members if member.until is None or member.until >= today]
    before = [member for member in members if member not in now]
    said = {"shown": one, "members": now, "before": before, "seats": coverage(one, today)}
    said["takes"] = quorum.taken(one, today)
    return render(request, "governance/group.html", said | {"back": groups_way()})


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_group(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = GroupForm(request.POST or None)
    return write(
        request, form, lambda: to(trail.create(Group, by=by, why="A group set up", **form.said())),
        title="Add a group", done="The group is added.", back=groups_way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_group(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = shown(by, pk)
    form = GroupForm(request.POST or None, instance=shown(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="A group changed", **form.said())),
        title=f"Change {one}", done="The group is changed.", back=groups_way((one.name, to(one))),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = shown(by, pk)
    form = SeatForm(request.POST or None)

    def save() -> str:
        trail.create(Seat, by=by, why="A seat set up", group=one, **form.said())
        return to(one)

    return write(
        request, form, save, title="Add a seat", done="The seat is added.", back=groups_way((one.name, to(one))),
        intro="A seat is a constituency that should be at the table, whoever fills it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def set_quorum(request: HttpRequest, pk: int) -> HttpResponse:
    """What it takes to decide, from a day on: meetings before it keep the quorum of their day."""
    by: Any = request.user
    one = shown(by, pk)
    today = timezone.localdate()
    now = quorum.taken(one, today)
    given = {"since": today, "members": now and now.members, "seats": now.seats if now else []}
    form: Any = QuorumForm(request.POST or None, initial=given)
    form.fields["seats"].choices = [(seat.name, seat.name) for seat in one.seats.on(today)]

    def save() -> str:
        trail.create(Quorum, by=by, why="The quorum was set", group=one, recorded_by=by, **form.said())
        return to(one)

    return write(
        request, form, save, title=f"The quorum of {one}", done="The quorum is on record.",
        back=groups_way((one.name, to(one))),
        intro="As the terms of reference say it. Earlier meetings keep the quorum of their day.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = shown(by, pk)
    form: Any = MemberForm(request.POST or None)
    form.fields["seat"].queryset = one.seats.on(timezone.localdate())

    def save() -> str:
        trail.create(Membership, by=by, why="A member joined", group=one, **form.said())
        return to(one)

    back = groups_way((one.name, to(one)))
    return write(request, form, save, title="Add a member", done="The member is added.", back=back)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Membership.objects.visible_to(by).select_related("group"), pk=pk, until=None)
    form = DayForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.cleaned_data
        leading.end_membership(one, said["version"], on=said["on"], why=said["why"], by=by)
        return to(one.group)

    return write(
        request, form, save, title=f"{one.name} leaves", done="The membership is ended.",
        back=groups_way((one.group.name, to(one.group))),
        intro="What they lead for this group ends on the same day, and whoever comes next is asked whether it still holds.",
    )  # fmt: skip


# --- leads -----------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.BOARD_VIEW)
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads something, everyone who led it before, and what the next one was asked."""
    person: Any = request.user
    one = get_object_or_404(
        Lead.objects.visible_to(person).select_related("agency", "group", "person"), pk=pk
    )
    left = leading.handover(one, timezone.localdate())
    line = Lead.objects.visible_to(person).filter(slug=one.slug).select_related("agency")
    may_answer = left is not None and leading.may_renew(person, left)
    said = {"shown": one, "left": left, "line": line, "may_answer": may_answer, "back": groups_way()}
    behind = leading.left_behind(person, one, timezone.localdate())
    return render(request, "governance/lead.html", said | {"behind": behind})


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_lead(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = LeadForm(request.POST or None)

    def save() -> str:
        return reverse(
            "governance:lead", args=[trail.create(Lead, by=by, why="A lead named", **form.said()).pk]
        )

    return write(request, form, save, title="Name a lead", done="The lead is named.", back=groups_way())


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Lead.objects.visible_to(by), pk=pk)
    form = HandOverForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        said = form.said()
        leading.hand_over(one, form.expect, on=said.pop("since"), **said, by=by)
        return reverse("governance:lead", args=[one.pk])

    return write(
        request, form, save, title=f"Hand over: {one.matter}", done="The lead is handed over.", back=groups_way(),
        intro=f"{one.name} leads it now. The new lead is asked once whether what was led and assured still holds.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The successor says, once, whether what was led and assured before them still holds."""
    by: Any = request.user
    left = leading.handover(get_object_or_404(Lead.objects.visible_to(by), pk=pk), timezone.localdate())
    if left and left.renewal:  # said, and come back to
        messages.info(request, "Whether it still holds was said already.")
        return redirect("governance:lead", pk)
    if left is None or not leading.may_renew(by, left):
        raise Http404
    form = RenewalForm(request.POST or None)

    def save() -> str:
        leading.renew(left, **form.cleaned_data, by=by)
        return reverse("governance:lead", args=[pk])

    behind = leading.left_behind(by, left.lead, timezone.localdate())
    return write(
        request, form, save, title=f"Does it still hold? {left.lead.matter}", done="Your answer is on record.",
        template="governance/renew.html", behind=behind, lead=left.lead,
        back=groups_way((left.lead.matter, reverse("governance:lead", args=[pk]))),
    )  # fmt: skip
