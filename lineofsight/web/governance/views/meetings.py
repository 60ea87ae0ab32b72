"""Pages of meetings: the forward plan, one meeting, its items, papers, who came, and what was decided."""

from typing import Any

from django import forms
from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import late, letters, packing, quorum
from lineofsight.web.governance import meeting as meetings
from lineofsight.web.governance.models import Attendance, Decision, Item, Meeting, Pack, Paper
from lineofsight.web.governance.seats import AT_THE_TABLE
from lineofsight.web.governance.views.groups import way
from lineofsight.web.improvement.models import Action
from lineofsight.web.records import register
from lineofsight.web.records.actions import came_from, page_of, seen, source_of
from lineofsight.web.records.listing import listed
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import DayForm, Written

NO_IMPACT_SHOWN = 10
CANCELLED_SHOWN = 60
TOLD = (
    "Nobody is written to at once: members with an account here are told in the week's message. The meeting's page begins a "
    "letter to them in your own mail program."
)


class MeetingForm(Written):
    named_by = ("group", "on")

    class Meta:
        model = Meeting
        fields = ("group", "on", "slug", "place", "chaired_by")
        labels = {"on": "Day"}  # noqa: RUF012


class MoveForm(DayForm):
    on = forms.DateField(label="To which day?", widget=forms.DateInput(attrs={"type": "date"}))


class HeldForm(Written):
    class Meta:
        model = Meeting
        fields = ("place", "chaired_by", "papers_out_on", "minutes_agreed_on")


class ItemForm(Written):
    class Meta:
        model = Item
        fields = ("title", "purpose", "closed", "topic", "minute")


class DecisionForm(Written):
    class Meta:
        model = Decision
        fields = ("title", "slug", "words", "rationale", "options", "dissent", "review_by")


class SupersedeForm(PlainForm):
    new = forms.ModelChoiceField(Decision.objects.none(), label="Which later decision takes its place?")
    version = forms.IntegerField(widget=forms.HiddenInput)


def meetings_way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Meetings", reverse("governance:meetings")), *more)


def to(row: Any) -> str:
    return register.kind_of(row).href(row)


def _meeting(person: Any, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(person).select_related("group"), pk=pk)


def _item(person: Any, pk: int) -> Item:
    return get_object_or_404(Item.objects.visible_to(person).select_related("meeting__group"), pk=pk)


def _to_hold(person: Any, pk: int) -> Meeting:
    """One that is not cancelled: nothing more is entered about one that is."""
    return get_object_or_404(Meeting.objects.visible_to(person).standing().select_related("group"), pk=pk)


def item_to_hold(person: Any, pk: int) -> Item:
    rows = Item.objects.visible_to(person).filter(meeting__in=Meeting.objects.standing())
    return get_object_or_404(rows.select_related("meeting__group"), pk=pk)


def _decision(person: Any, pk: int) -> Decision:
    found = Decision.objects.visible_to(person).select_related(
        "meeting__group", "item", "superseded_by__meeting"
    )
    return get_object_or_404(found, pk=pk)


def way_to(one: Meeting) -> list[tuple[str, str]]:
    return meetings_way((f"{one}", to(one)))


@require_safe
@requires(Permission.BOARD_VIEW)
def plan(request: HttpRequest) -> HttpResponse:
    """What is planned for the meetings to come, and the meetings that were held."""
    person: Any = request.user
    today = timezone.localdate()
    every = Meeting.objects.visible_to(person).select_related("group")
    seen = every.standing()
    ahead = list(seen.filter(on__gte=today).order_by("on"))
    items: dict[int, list[Item]] = {}
    for item in Item.objects.visible_to(person).filter(meeting__in=ahead):
        items.setdefault(item.meeting_id, []).append(item)
    said = {
        "ahead": [(one, items.get(one.pk, [])) for one in ahead], "held": listed(request, seen.filter(on__lt=today)),
        "cancelled": every.exclude(cancelled_at=None)[:CANCELLED_SHOWN], "back": way(),
    }  # fmt: skip
    return render(request, "governance/meetings.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: its items with their papers, who was in the room, and what was decided."""
    person: Any = request.user
    one = _meeting(person, pk)
    papers = Prefetch("papers", Paper.objects.visible_to(person).standing())
    items = list(Item.objects.visible_to(person).filter(meeting=one).prefetch_related(papers))
    came = {each.member_id: each.get_how_display() for each in one.attendances.all()}
    members = [
        (member, came.get(member.pk, ""), member.part in AT_THE_TABLE) for member in meetings.members_of(one)
    ]
    said = page_of(person, one) | {
        "items": items, "hidden": one.items.count() - len(items), "members": members, "back": meetings_way(),
        "room": quorum.of(one), "takes": quorum.taken(one.group, one.on),
        "decisions": Decision.objects.visible_to(person).filter(meeting=one), "today": timezone.localdate(),
        "held": one.was_held, "packs": Pack.objects.visible_to(person).filter(meeting=one).order_by("number"),
    }  # fmt: skip
    if person.may(Permission.BOARD_RECORD) and one.on >= said["today"]:
        said["letter"], said["unwritten"] = letters.to_members(one, [member for member, *_ in members])
    if packing.of_the_board(one) and one.on >= said["today"] and not one.cancelled_at:
        said["late"] = late.seen_by(person, said["today"])
        due = Action.objects.visible_to(person).without_impact(one.on).select_related("agency")
        said["no_impact"], said["no_impact_many"] = due.order_by("impact_due")[:NO_IMPACT_SHOWN], due.count()
    return render(request, "governance/meeting.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_meeting(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = MeetingForm(request.POST or None)
    return write(
        request, form, lambda: to(meetings.plan(by=by, **form.said())),
        title="Plan a meeting", done="The meeting is on record. Now add its items.", back=meetings_way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _to_hold(by, pk)
    form = HeldForm(request.POST or None, instance=_to_hold(by, pk))
    return write(
        request, form, lambda: to(meetings.change(one, form.expect, by=by, **form.said())),
        title=f"{one}", done="The meeting is changed.", back=way_to(one),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _to_hold(by, pk)
    form = MoveForm(request.POST or None, initial={"version": one.version, "on": one.on})

    def save() -> str:
        said = form.cleaned_data
        return to(meetings.move(one, said["version"], on=said["on"], why=said["why"], by=by))

    out = f"Its papers are out and name the old day. {TOLD}" if one.papers_out_on else ""
    return write(
        request, form, save, title=f"Move: {one}", done="The meeting is moved.", back=way_to(one), intro=out
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _to_hold(by, pk)
    form = ReasonForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        return to(meetings.cancel(one, form.cleaned_data["version"], why=form.cleaned_data["why"], by=by))

    return write(
        request, form, save, title=f"Cancel: {one}", done="The meeting is cancelled. It stays on record.",
        back=way_to(one), button="Cancel the meeting",
        intro=f"It stays on record with your reason. To hold it on another day, move it instead. {TOLD}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came: one choice for each who sat in the group that day."""
    by: Any = request.user
    one = _to_hold(by, pk)
    here = {each.member_id: each.how for each in one.attendances.all()}
    members = meetings.members_of(one)
    fields = {
        f"member-{member.pk}": forms.ChoiceField(
            label=f"{member.name}, {member.agency}", required=False, initial=here.get(member.pk, ""),
            choices=[("", "Not recorded"), *Attendance.How.choices],
        )
        for member in members
    }  # fmt: skip
    form = type("AttendanceForm", (PlainForm,), fields)(request.POST or None)

    def save() -> str:
        came = {member.pk: form.cleaned_data[f"member-{member.pk}"] for member in members}
        meetings.record_attendance(one, came, by=by)
        return to(one)

    return write(
        request, form, save, title=f"Who came: {one}", done="Attendance is on record.", back=way_to(one)
    )


# --- items --------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.BOARD_VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _item(person, pk)
    said = page_of(person, one) | {
        "papers": one.papers.visible_to(person).select_related("withdrawn_by"),
        "issued": set(one.papers.issued().values_list("pk", flat=True)),
        "decisions": one.decisions.all(),
        "back": way_to(one.meeting),
    }
    return render(request, "governance/item.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _to_hold(by, pk)
    form = ItemForm(request.POST or None)

    def save() -> str:
        last = one.items.aggregate(last=Max("number"))["last"] or 0
        trail.create(Item, by=by, why="An item planned", meeting=one, number=last + 1, **form.said())
        return to(one)

    return write(request, form, save, title="Add an item", done="The item is added.", back=way_to(one))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_item(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = item_to_hold(by, pk)
    form = ItemForm(request.POST or None, instance=item_to_hold(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="An item changed", **form.said())),
        title=f"Change: {one}", done="The item is changed.", back=way_to(one.meeting),
    )  # fmt: skip


# --- decisions ----------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.BOARD_VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    found = Decision.objects.visible_to(person).select_related("meeting__group", "superseded_by__meeting")
    shown = listed(request, found)
    rooms = quorum.of_each(one.meeting for one in shown.page)
    rows = [(one, one.in_force_on(today), rooms[one.meeting_id]) for one in shown.page]
    return render(request, "governance/decisions.html", {"rows": rows, "listed": shown, "back": way()})


@require_safe
@requires(Permission.BOARD_VIEW)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _decision(person, pk)
    said = {
        "in_force": one.in_force_on(timezone.localdate()),
        "room": quorum.of(one.meeting),
        "before": one.supersedes.visible_to(person).select_related("meeting"),
        "after": seen(person, one.superseded_by),
    }
    return render(
        request, "governance/decision.html", page_of(person, one) | said | {"back": way_to(one.meeting)}
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided about an item of a meeting."""
    by: Any = request.user
    one, source = item_to_hold(by, pk), source_of(request)
    form = DecisionForm(request.POST or None)

    def save() -> str:
        made = trail.create(
            Decision, by=by, why="Decided at a meeting", meeting=one.meeting, item=one, **form.said()
        )
        came_from(made, source, by=by)
        return to(made)

    return write(
        request, form, save, title=f"What was decided: {one}", done="The decision is on record.",
        back=way_to(one.meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_decision(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _decision(by, pk)
    form = DecisionForm(request.POST or None, instance=_decision(by, pk))
    return write(
        request, form, lambda: to(trail.change(one, form.expect, by=by, why="A decision worded anew", **form.said())),
        title="Change the decision", done="The decision is changed.", back=way_to(one.meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def supersede(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _decision(by, pk)
    form: Any = SupersedeForm(request.POST or None, initial={"version": one.version})
    later = Decision.objects.visible_to(by).filter(meeting__on__gte=one.meeting.on).exclude(pk=one.pk)
    form.fields["new"].queryset = later.select_related("meeting")

    def save() -> str:
        said = form.cleaned_data
        return to(meetings.supersede(one, said["version"], new=said["new"], by=by))

    return write(
        request, form, save, title=f"Superseded: {one}", done="The later decision stands in its place.",
        back=way_to(one.meeting),
    )  # fmt: skip
