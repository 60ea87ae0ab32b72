"""Pages of what the board watches: its agreed dataset, the signals in it, and the questions that it asks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.statistics.spc import BY_CHANCE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import actions, agreed, questions, seen, sheets, watching
from lineofsight.web.indicators.forms import GiveForm, QuestionForm, SettleForm
from lineofsight.web.indicators.models import Note, Question
from lineofsight.web.records import actions as references
from lineofsight.web.records import register

SETTLED_SHOWN = 20


@require_safe
@requires(Permission.WATCH_VIEW)
def watched(request: HttpRequest) -> HttpResponse:
    """The signals of now, how many there would be by chance, and the questions that are open."""
    person: Any = request.user
    opened = seen.open_for(person)
    every, codes = sheets.by_code(opened), agreed.codes()
    signs = watching.signs(every, sorted(codes), actions.targets_now(), list(Note.objects.standing()))
    asked = Question.objects.visible_to(person).select_related("owner", "settled_by")
    still = {(one.code, one.sign): one for one in asked.filter(state=Question.State.OPEN)}
    limits = watching.with_limits(every, codes)
    said = {
        "codes": codes, "limits": limits, "by_chance": limits * BY_CHANCE / 100, "every": every,
        "signs": [(sign, still.get((sign.code, sign.name))) for sign in signs],
        "open": [one for one in asked if one.is_open],
        "settled": asked.exclude(state=Question.State.OPEN).order_by("-settled_at")[:SETTLED_SHOWN],
    }  # fmt: skip
    return render(request, "indicators/watched.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_SET)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the measures of the agreed dataset."""
    by: Any = request.user
    if request.method == "POST":
        agreed.choose(set(request.POST.getlist("codes")) & set(CATALOGUE), by=by)
        messages.success(request, "The agreed dataset is saved.")
        return redirect("indicators:dashboard")
    themes, codes = sheets.by_theme(seen.open_for(by)), agreed.codes()
    return render(request, "indicators/choose.html", {"themes": themes, "codes": codes})


@require_http_methods(["GET", "POST"])
@requires(Permission.REFER)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Raise a question about a measure, because a person says so."""
    by: Any = request.user
    if code not in CATALOGUE:
        raise Http404
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        made = questions.raise_question(code, **form.cleaned_data, by=by)
        messages.success(request, "The question is on the list.")
        return redirect("indicators:question", made.pk)
    return render(request, "indicators/ask.html", {"form": form, "shown": CATALOGUE[code]})


@require_safe
@requires(Permission.FIGURES_VIEW)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    return _page(request, _visible(person, pk), SettleForm(), None)


@require_http_methods(["POST"])
@requires(Permission.FIGURES_VIEW)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question, or lay it aside: its owner, or whoever steers the board."""
    by: Any = request.user
    shown = _visible(by, pk)
    if not _may_settle(by, shown):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if said["state"] == Question.State.NOT_PURSUED and not by.may(Permission.BOARD_STEER):
            form.add_error("state", "Only those who steer the board lay a question aside. Write your answer.")
        else:
            return _done(request, shown, form, lambda expect: questions.settle(shown, expect, **said, by=by))
    return _page(request, shown, form, None)


@require_http_methods(["POST"])
@requires(Permission.BOARD_STEER)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a question to somebody."""
    by: Any = request.user
    shown = _visible(by, pk)
    form = GiveForm(request.POST)
    if form.is_valid():
        return _done(
            request, shown, form, lambda expect: questions.give(shown, expect, **form.cleaned_data, by=by)
        )
    return _page(request, shown, None, form)


def _done(request: HttpRequest, shown: Question, form: Any, change: Any) -> HttpResponse:
    expect = form.cleaned_data.pop("version")
    try:
        change(expect)
    except trail.ChangedMeanwhileError as error:
        messages.warning(request, str(error))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "Saved.")
    return redirect("indicators:question", shown.pk)


def _visible(person: Person, pk: int) -> Question:
    found = Question.objects.visible_to(person).select_related("owner", "raised_by", "settled_by")
    return get_object_or_404(found, pk=pk)


def _may_settle(person: Person, shown: Question) -> bool:
    return person.may(Permission.BOARD_STEER) or shown.owner_id == person.pk


def _page(request: HttpRequest, shown: Question, settling: Any, giving: Any) -> HttpResponse:
    person: Any = request.user
    ref = register.kind_of(Question).ref(shown)
    version = {"version": shown.version}
    said = {
        "shown": shown, "measure": CATALOGUE.get(shown.code), "may_settle": shown.is_open and _may_settle(person, shown),
        "settling": settling if settling is not None and settling.is_bound else SettleForm(initial=version),
        "giving": giving or GiveForm(initial=version | {"owner": shown.owner_id}),
        "here": register.look(person, ref), "ends": references.ends(person, ref),
    }  # fmt: skip
    return render(request, "indicators/question.html", said)
