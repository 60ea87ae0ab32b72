"""Pages over all records: what needs me, what changed, a search, and references between records."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.records import actions, merging, register
from lineofsight.web.records.forms import MergeForm, ReferenceForm, SearchForm, SinceForm
from lineofsight.web.records.kinds import Found, Ref
from lineofsight.web.records.models import Reference

LOOKS_BACK = timedelta(days=60)  # where no meeting of the board is on record


@require_safe
@requires(Permission.SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    """What needs this person; for those who steer the board, first what changed since it last met."""
    person: Any = request.user
    day = timezone.localdate()
    said: dict[str, Any] = {"duties": register.duties(person, day), "today": day}
    if person.may(Permission.BOARD_STEER):
        met = register.last_board(day)
        since = met or day - LOOKS_BACK
        said |= {"met": met, "since": since, "told": register.happenings(person, since, day)}
    return render(request, "records/today.html", said | {"rooms": actions.rooms_for(person)})


@require_safe
@requires(Permission.SIGNED_IN)
def changed(request: HttpRequest) -> HttpResponse:
    """What changed since a day that the reader chooses; without one, since the board last met."""
    person: Any = request.user
    day = timezone.localdate()
    first = register.last_board(day) or day - LOOKS_BACK
    form = SinceForm(request.GET or {"since": first})
    since = form.cleaned_data["since"] if form.is_valid() else first
    told = register.happenings(person, since, day)
    return render(request, "records/changed.html", {"form": form, "since": since, "told": told})


@require_safe
@requires(Permission.SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = SearchForm(request.GET or None)
    found = register.search(person, form.cleaned_data["q"]) if form.is_valid() else None
    return render(request, "records/search.html", {"form": form, "found": found})


@require_safe
@requires(Permission.SIGNED_IN)
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency, with all that is asked of it."""
    person: Any = request.user
    shown = get_object_or_404(Agency.objects.visible_to(person).select_related("successor"), pk=pk)
    day = timezone.localdate()
    said = {"shown": shown, "asked": register.asked_of(person, shown, day), "today": day}
    return render(request, "records/agency.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.SETUP)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency merged into another: first what goes over is shown, then it is done, in one go."""
    by: Any = request.user
    old = get_object_or_404(Agency.objects.visible_to(by), pk=pk, successor=None)
    form = MergeForm(old, request.POST or None, initial={"on": timezone.localdate(), "version": old.version})
    going: dict[str, list[str]] | None = None
    if form.is_valid():
        said = form.cleaned_data
        into, on = said["into"], said["on"]
        going = merging.told(old, into, on, to=by)
        try:
            merging.must_fit(old, into, on)
            if request.POST.get("seen") == merging.fingerprint(going):
                many = merging.merge(old, said["version"], into=into, on=on, why=said["why"], by=by)
                messages.success(request, f"{old} is part of {into} now. {many} things went over.")
                return redirect("records:agency", into.pk)
        except (trail.ChangedMeanwhileError, ValidationError) as error:
            form.add_error(None, " ".join(getattr(error, "messages", [str(error)])))
            going = None
    said = {
        "form": form,
        "old": old,
        "going": going,
        "seen": merging.fingerprint(going) if going is not None else "",
    }
    return render(request, "records/merge.html", said)


def _shown(person: Any, ref: Ref) -> Found:
    found = register.look(person, ref)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@requires(Permission.REFER)
def refer(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """From one record to another: a decision led to an action, an audit is evidence for its closure."""
    by: Any = request.user
    source = _shown(by, Ref(kind, key))
    form = ReferenceForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.refer(source.ref, said["meaning"], said["number"], note=said["note"], by=by)
        except ValidationError as error:
            form.add_error("number", error)
        else:
            messages.success(request, "The reference stands on both records.")
            return redirect(source.href)
    return render(request, "records/refer.html", {"form": form, "source": source})


@require_http_methods(["GET", "POST"])
@requires(Permission.REFER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reference back: it stays on the trail, and neither record shows it any more."""
    by: Any = request.user
    reference = get_object_or_404(Reference.objects.standing(), pk=pk)
    source, target = _shown(by, reference.source), _shown(by, reference.target)
    form = ReasonForm(request.POST or None, initial={"version": reference.version})
    if form.is_valid():
        try:
            actions.withdraw(reference, form.cleaned_data["version"], why=form.cleaned_data["why"], by=by)
        except trail.ChangedMeanwhileError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The reference is withdrawn.")
            return redirect(source.href)
    return render(request, "records/withdraw.html", {"form": form, "source": source, "target": target})
