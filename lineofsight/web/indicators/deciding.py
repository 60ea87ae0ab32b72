"""Pages on which people decide: a target, a commentary. Of two who write at once, the second loses nothing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.engine.indicator import Better, Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import parse
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import actions, hearing, seen
from lineofsight.web.indicators.forms import AgreeForm, CommentForm, NoteForm, TargetForm
from lineofsight.web.indicators.models import Comment, Note, Target
from lineofsight.web.loads import work
from lineofsight.web.loads.models import Task

OTHERWISE = "The record has some of it otherwise. Change what you wrote, or save it as it stands"


def _known(code: str) -> Indicator:
    if code not in CATALOGUE:
        raise Http404
    return CATALOGUE[code]


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_SET)
def target(request: HttpRequest, code: str) -> HttpResponse:
    by: Any = request.user
    shown = _known(code)
    if shown.better is Better.NEITHER:
        raise Http404
    newest = actions.newest_target(code)
    figures = seen.open_for(by).readings(code)
    first = parse(figures[0]["period"]).start if figures else None
    form = TargetForm(request.POST or None, first=first, initial={"number": newest.number if newest else 0})
    theirs: Target | None = None
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            actions.set_target(code, said.pop("number"), **said, by=by)
        except trail.ChangedMeanwhileError:
            theirs = actions.newest_target(code)
            form = _again(form, "number", theirs.number if theirs else 0)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            work.ask(Task.Kind.PREPARE)  # what misses it becomes a question
            messages.success(request, "The target is set.")
            return redirect("indicators:indicator", code)
    return render(
        request, "indicators/target.html", {"shown": shown, "form": form, "newest": newest, "theirs": theirs}
    )


def _again(form: Any, name: str, value: int) -> Any:
    """The same form with all that was typed, ready to be sent on top of what the other person did."""
    data = form.data.copy()
    data[name] = str(value)
    again = type(form)(data)
    again.add_error(
        None, "Somebody else saved while you were writing. What you typed is kept: read theirs, then decide."
    )
    return again


def _figure(person: Any, code: str, period: str) -> tuple[Indicator, seen.Reading]:
    """The figure a commentary is about: only for those from whom nothing is suppressed."""
    shown = _known(code)
    rows = [row for row in seen.open_for(person).readings(code) if row["period"] == period]
    if not rows or not seen.sees_all(person):
        raise Http404
    return shown, rows[0]


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMENT_DRAFT)
def comment(request: HttpRequest, code: str, period: str) -> HttpResponse:
    by: Any = request.user
    shown, row = _figure(by, code, period)
    here = Comment.objects.visible_to(by).filter(code=code, period=period).first()
    now = {"text": here.text if here else "", "version": here.version if here else 0}
    form: Any = CommentForm(request.POST or None, initial=now)
    theirs: Any = None
    told: list[hearing.Heard] = []
    if form.is_valid():
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        told = hearing.hear(seen.open_for(by), code, period, text)
        try:
            if any(one.false for one in told) and "as_it_stands" not in request.POST:
                raise ValidationError({"text": OTHERWISE})
            actions.write_comment(code, period, version, text=text, by=by)
        except ValidationError as error:
            form.add_error(None, error)
        except trail.ChangedMeanwhileError as error:
            theirs = error.now
            form = _again(form, "version", theirs.version)
        else:
            messages.success(request, "The commentary is saved as a draft.")
            return redirect("indicators:indicator", code)
    said = {"shown": shown, "row": row, "form": form, "here": here, "theirs": theirs, "period": period}
    return render(request, "indicators/comment.html", said | {"told": told})


@require_POST
@requires(Permission.COMMENT_AGREE)
def agree(request: HttpRequest, code: str, period: str) -> HttpResponse:
    by: Any = request.user
    _figure(by, code, period)
    here = get_object_or_404(Comment.objects.visible_to(by), code=code, period=period)
    form = AgreeForm(request.POST)
    if form.is_valid():
        try:
            actions.agree_comment(here, form.cleaned_data["version"], by=by)
        except trail.ChangedMeanwhileError:
            messages.warning(request, "It was worded anew while you read it. Read it again before you agree.")
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, "The commentary is agreed.")
    return redirect("indicators:indicator", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMENT_DRAFT)
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Note what happened on a day, so that whoever reads the line knows it."""
    by: Any = request.user
    shown = _known(code)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        about = "" if said.pop("everywhere") else code
        trail.create(Note, by=by, why="Noted beside a chart", code=about, written_by=by, **said)
        messages.success(request, "The note stands beside the chart.")
        return redirect("indicators:indicator", code)
    return render(request, "indicators/note.html", {"shown": shown, "form": form})


@require_POST
@requires(Permission.COMMENT_DRAFT)
def withdraw_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a note off the charts. It stays on the trail and in the history."""
    by: Any = request.user
    here = get_object_or_404(Note.objects.visible_to(by).about(code).standing(), pk=pk)
    trail.change(
        here, here.version, by=by, why="A note withdrawn", withdrawn_at=timezone.now(), withdrawn_by=by
    )
    messages.success(request, "The note is withdrawn.")
    return redirect("indicators:history", code)
