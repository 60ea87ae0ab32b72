"""Pages of challenges: the list, one challenge, the chair's letter, the response, and what came of it."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import challenging
from lineofsight.web.governance.models import Challenge
from lineofsight.web.governance.views.files import WithFile, file_field, give
from lineofsight.web.governance.views.groups import way
from lineofsight.web.records.actions import came_from, page_of, source_of
from lineofsight.web.records.listing import listed
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class ChallengeForm(Written):
    happened = ("raised_on",)

    class Meta:
        model = Challenge
        fields = ("title", "slug", "of", "raised_by", "raised_on", "issue", "evidence", "level", "due")


class ResponseForm(WithFile):
    response = forms.CharField(label="In the agency's words", widget=forms.Textarea, max_length=8000)
    attached = file_field("What shows it, as a file")
    on = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class SettleForm(PlainForm):
    outcome = forms.ChoiceField(
        label="What came of it?", choices=Challenge.Outcome.choices, widget=forms.RadioSelect
    )
    changed = forms.CharField(
        label="What changed because of it", widget=forms.Textarea, max_length=4000, required=False
    )
    on = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


def _shown(person: Any, pk: int) -> Challenge:
    return get_object_or_404(Challenge.objects.visible_to(person).select_related("of"), pk=pk)


def _to(one: Challenge) -> str:
    return reverse("governance:challenge", args=[one.pk])


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Challenges", reverse("governance:challenges")), *more)


@require_safe
@requires(Permission.BOARD_VIEW)
def challenges(request: HttpRequest) -> HttpResponse:
    """First those that are not settled, the longest overdue on top."""
    person: Any = request.user
    today = timezone.localdate()
    found = Challenge.objects.visible_to(person).select_related("of")
    shown = listed(request, found.order_by(Case(When(outcome="", then=0), default=1), "due", "pk"))
    said = {"rows": [(one, *one.told(today)) for one in shown.page], "listed": shown, "back": way()}
    return render(request, "governance/challenges.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _shown(person, pk)
    words, colour = one.told(timezone.localdate())
    said = {
        "words": words,
        "colour": colour,
        "may_respond": challenging.may_respond(person, one),
        "back": _way(),
    }
    return render(request, "governance/challenge.html", page_of(person, one) | said)


@require_safe
@requires(Permission.BOARD_VIEW)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair's letter, with its dates, to be printed."""
    person: Any = request.user
    one = _shown(person, pk)
    said = {"shown": one, "today": timezone.localdate(), "back": _way((one.title, _to(one)))}
    return render(request, "governance/challenge_letter.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    source = source_of(request)
    given = {"raised_by": by.name, "raised_on": timezone.localdate(), "evidence": source and source.name}
    form = ChallengeForm(request.POST or None, initial=given)

    def save() -> str:
        made = trail.create(Challenge, by=by, why="A challenge", **form.said())
        came_from(made, source, by=by)
        return _to(made)

    return write(
        request, form, save, title="Challenge an agency", back=_way(),
        done="The challenge is on record. The letter is ready to be printed.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    if not challenging.may_respond(by, one):
        raise Http404
    given = {"on": timezone.localdate(), "version": one.version}
    form = ResponseForm(request.POST or None, request.FILES or None, initial=given)

    def save() -> str:
        said = form.said() | form.kept()
        changed = challenging.respond(one, form.cleaned_data["version"], **said, by=by)
        form.tell(request)
        return _to(changed)

    return write(
        request, form, save, title=f"Respond: {one}", done="The response is on record.", intro=one.issue,
        back=_way((one.title, _to(one))),
    )  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def response_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What came with a response: for whoever may read the challenge."""
    person: Any = request.user
    one = get_object_or_404(Challenge.objects.visible_to(person).exclude(file=""), pk=pk)
    return give(request, one, one.file, one.sha256, back=_to(one))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = SettleForm(request.POST or None, initial={"on": timezone.localdate(), "version": one.version})

    def save() -> str:
        said = dict(form.cleaned_data)
        return _to(challenging.settle(one, said.pop("version"), **said, by=by))

    return write(
        request, form, save, title=f"What came of it? {one}", done="What came of it is on record.",
        back=_way((one.title, _to(one))),
    )  # fmt: skip
