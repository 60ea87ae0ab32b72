"""Pages of actions: the list by where they stand, one action, and what is done, accepted and looked at."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission, requires, who_may
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.improvement import acting, moving
from lineofsight.web.improvement.models import Action, Closure, Look, Plan
from lineofsight.web.improvement.models.actions import done_by
from lineofsight.web.improvement.views.ways import to, way, way_to
from lineofsight.web.records import actions as references
from lineofsight.web.records.actions import page_of
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written

A_PAGE = 50
MOST_TO_TICK = 20  # agencies, of which each has its box
SHOW = {
    "open": "Open",
    "overdue": "Overdue",
    "mine": "Yours and your agency's",
    "claimed": "Said to be done, to be accepted",
    "no-impact": "Closed, no impact evidenced yet",
    "few": "The few that matter",
    "closed": "Closed",
    "all": "All",
}


def chosen(rows: Any, show: str, today: date, person: Person) -> QuerySet[Action]:
    """The actions that a list shows, by one of the words of SHOW."""
    found: QuerySet[Action] = {
        "open": lambda: rows.open(),
        "overdue": lambda: rows.filter(state=Action.State.OPEN, due__lt=today),
        "mine": lambda: rows.open().filter(Q(person=person) | done_by(person.agency)),
        "claimed": lambda: rows.filter(state=Action.State.CLAIMED),
        "no-impact": lambda: rows.without_impact(today),
        "few": lambda: rows.filter(few=True),
        "closed": lambda: rows.filter(state=Action.State.CLOSED),
        "all": lambda: rows.all(),
    }[show]()
    return found


class ActionForm(Written):
    class Meta:
        model = Action
        fields = (
            "title", "agency", "others", "owner", "person", "agreed_on", "due", "origin", "plan", "workstream", "blocker",
            "few", "impact_code", "impact_way", "impact_words", "impact_due", "no_impact",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        person: Any = self.fields[
            "person"
        ]  # else nobody would be asked: whoever has no account is named by the owner
        person.queryset = person.queryset.filter(
            Q(role__in=who_may(Permission.BOARD_VIEW)) | Q(pk=self.instance.person_id)
        )
        streams: Any = self.fields["workstream"]
        streams.queryset = streams.queryset.select_related("plan")
        streams.label_from_instance = lambda one: f"{one.plan}: {one}"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("workstream") and not said.get("plan"):
            said["plan"] = self.instance.plan = said["workstream"].plan
        return said


class SharedActionForm(ActionForm):
    """The same with the agencies that do it too, each of which is a row of its own."""

    together = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Agencies that do it with them", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Each reads it on its own page. The one above is asked, and says that it is done.",
    )  # fmt: skip
    field_order = ("title", "agency", "together", "others")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["together"]
        self.fields["others"].label = "Anybody else who does it with them"
        field.queryset = Agency.objects.on(_today())
        if field.queryset.count() > MOST_TO_TICK:  # a board may have every school of its county in the list
            field.queryset = field.queryset.exclude(kind__in=(Agency.Kind.SCHOOL, Agency.Kind.COLLEGE))
        if self.instance.pk:
            there = self.instance.together.standing()
            field.initial = list(there.values_list("agency", flat=True))
            field.queryset |= Agency.objects.filter(pk__in=field.initial)

    def kept(self, keep: Callable[..., Action], by: Person) -> Action:
        said = self.said()
        agencies = said.pop("together")
        made = keep(**said)
        acting.share(made, agencies, by=by)
        return made


class ClaimForm(PlainForm):
    evidence = forms.CharField(
        label="What shows that it is done?", widget=forms.Textarea, max_length=4000,
        help_text="A paper, a figure, a visit: what somebody else can look at. Nothing by which a child could be known.",
    )  # fmt: skip
    on = forms.DateField(label="Done on", widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(PlainForm):
    verdict = forms.ChoiceField(
        label="Does that show that it is done?", choices=Closure.Verdict.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="Why?", widget=forms.Textarea, max_length=2000)
    on = forms.DateField(label="Decided on", widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LookForm(PlainForm):
    said = forms.ChoiceField(
        label="What does the board say?", choices=Look.Said.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="Why?", widget=forms.Textarea, max_length=2000)
    on = forms.DateField(label="At the meeting of", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Look again, or due again, on", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def _shown(person: Any, pk: int) -> Action:
    found = Action.objects.visible_to(person).select_related("agency", "person", "plan", "workstream__plan")
    return get_object_or_404(found, pk=pk)


def _today() -> date:
    return timezone.localdate()


@require_safe
@requires(Permission.BOARD_VIEW)
def actions(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = _today()
    show = request.GET.get("show", "open")
    agency, plan = request.GET.get("agency", ""), request.GET.get("plan", "")
    if show not in SHOW:
        raise Http404
    rows = chosen(Action.objects.visible_to(person), show, today, person).select_related(
        "agency", "workstream"
    )
    if agency.isdigit():
        rows = rows.filter(agency=int(agency))
    if plan.isdigit():
        rows = rows.filter(plan=int(plan))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    said = {
        "page": page, "rows": [(one, *one.told(today)) for one in page], "show": show, "words": SHOW, "agency": agency,
        "plan": Plan.objects.visible_to(person).filter(pk=int(plan)).first() if plan.isdigit() else None,
        "agencies": Agency.objects.filter(pk__in=Action.objects.visible_to(person).values("agency")), "back": way(),
    }  # fmt: skip
    return render(request, "improvement/actions.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: who does it by when, what shows that it is done, and what came of it."""
    person: Any = request.user
    one = _shown(person, pk)
    closures = list(one.closures.select_related("claimed_by", "decided_by"))
    waiting = next((each for each in closures if not each.verdict), None)
    words, colour = one.told(_today())
    said = page_of(person, one) | {
        "words": words, "colour": colour, "closures": closures, "waiting": waiting, "looks": one.looks.all(),
        "moved": moving.moved(person, one), "may_claim": acting.may_claim(person, one),
        "may_decide": acting.may_decide(person, waiting), "may_look": _may_look(person, one), "back": _back(person, one),
        "part_of": [found for part in (one.plan, one.workstream) if (found := references.seen(person, part))],
        "together": one.together.standing().select_related("agency"),
    }  # fmt: skip
    return render(request, "improvement/action.html", said)


def _may_look(person: Person, one: Action) -> bool:
    expected = bool(one.impact_due) and one.state == Action.State.CLOSED and one.impact_on is None
    return expected and person.may(Permission.BOARD_RECORD)


def _back(person: Person, one: Action) -> list[tuple[str, str]]:
    if references.seen(person, one.plan) is None:
        return way(("Actions", reverse("improvement:actions")))
    return way(*map(way_to, filter(None, (one.plan, one.workstream))))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    """An action, from whatever record the page was opened from."""
    by: Any = request.user
    source = references.source_of(request)
    given = {
        "agreed_on": _today(),
        "plan": request.GET.get("plan"),
        "workstream": request.GET.get("workstream"),
    }
    form = SharedActionForm(request.POST or None, initial=given)

    @transaction.atomic
    def save() -> str:
        made = form.kept(partial(trail.create, Action, by=by, why="An action agreed"), by)
        references.came_from(made, source, by=by)
        return to(made)

    intro = f"It comes from {source.number}, {source.name}." if source else ""
    return write(
        request, form, save, title="Add an action", done="The action is on record.", back=way(), intro=intro
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = SharedActionForm(request.POST or None, instance=_shown(by, pk))

    @transaction.atomic
    def save() -> str:
        return to(form.kept(partial(trail.change, one, form.expect, by=by, why="An action changed"), by))

    return write(
        request, form, save,
        title="Change the action", done="The action is changed.", back=way(way_to(one)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    if not acting.may_claim(by, one):
        raise Http404
    form = ClaimForm(request.POST or None, initial={"on": _today(), "version": one.version})

    def save() -> str:
        said = form.cleaned_data
        return to(acting.claim(one, said["version"], evidence=said["evidence"], on=said["on"], by=by))

    return write(
        request, form, save, title=f"Done: {one}", back=way(way_to(one)), button="Say that it is done",
        done="It is said to be done. Somebody else now looks at what shows it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    closure = acting.waiting(one)
    if closure is None or not acting.may_decide(by, closure):
        raise Http404
    form = DecideForm(request.POST or None, initial={"on": _today(), "version": closure.version})

    def save() -> str:
        said = form.cleaned_data
        return to(
            acting.decide(
                closure, said["version"], verdict=said["verdict"], words=said["words"], on=said["on"], by=by
            )
        )

    return write(
        request, form, save, title=f"Is it done? {one}", done="It is decided.", back=way(way_to(one)), button="Decide",
        intro=f"{closure.claimed_by or 'Somebody'} says that it is done, and shows: {closure.evidence}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What the board says when the day for impact has come."""
    by: Any = request.user
    one = _shown(by, pk)
    if not _may_look(by, one):
        raise Http404
    moved = moving.moved(by, one)
    form = LookForm(request.POST or None, initial={"on": _today(), "version": one.version})

    def save() -> str:
        said = dict(form.cleaned_data)
        return to(acting.look(one, said.pop("version"), **said, moved=moved[:500], by=by))

    seen = moved or (one.impact_words and f"What was expected: {one.impact_words}.")
    return write(
        request, form, save, title=f"Did anything improve? {one}", done="What the board said is on record.",
        back=way(way_to(one)), intro=f"{seen} Whether this action brought it about no figure says: people judge.",
    )  # fmt: skip
